from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.database.sessions import Database
from app.mail.composing import Composed
from app.mail.models import Letter, LetterState
from app.mail.posting import post_letter
from app.mail.sending import MINUTES_BETWEEN, Sender, Sent, claim_letter, doubt_abandoned, send_one
from app.mail.settling import drop_letter, hold_mail, release_mail, send_again
from app.mail.transports import FileTransport, SmtpTransport, Transport
from app.settings import Settings, load_settings
from tests.conftest import SETTINGS
from tests.mail.peer import Mailbox, mail_server

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SENDER = Sender("training@calder.example", "Calder University")
WORDS = Composed("certificate", "Your certificate", "Well done.\n.\nIt is yours: é\n", "<p>Well done.</p>")
LINK = Composed("reset", "A new password", "https://localhost/reset/secret\n", "<p>secret</p>")


@pytest.fixture
def mailbox_and_port() -> Iterator[tuple[Mailbox, int]]:
    with mail_server() as (mailbox, port):
        yield mailbox, port


@pytest.fixture
def mailbox(mailbox_and_port: tuple[Mailbox, int]) -> Mailbox:
    return mailbox_and_port[0]


@pytest.fixture
def transport(mailbox_and_port: tuple[Mailbox, int]) -> Iterator[SmtpTransport]:
    transport = SmtpTransport(smtp_settings(mailbox_and_port[1]), seconds=3)
    yield transport
    transport.rest()


def smtp_settings(port: int, **given: object) -> Settings:
    options = {**SETTINGS, "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", **given}
    return load_settings(_env_file=None, **options)


def post(database: Database, words: Composed = WORDS, address: str = "ana@calder.example", key: str | None = None) -> None:
    with database.transaction() as session:
        post_letter(session, words, address=address, at=AT, person_id=7, key=key)


def send(database: Database, transport: Transport, at: dt.datetime = AT) -> Sent | None:
    return send_one(database, transport, SENDER, now=lambda: at)


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.execute(select(Letter).order_by(Letter.id)).scalars())


def test_a_letter_arrives_once(database: Database, mailbox: Mailbox, transport: SmtpTransport) -> None:
    post(database, key="certificate:1")
    post(database, key="certificate:1")
    assert send(database, transport) == Sent(letters(database)[0].id, "certificate", LetterState.SENT)
    assert send(database, transport) is None
    assert mailbox.addresses == ["ana@calder.example"]
    (letter,) = mailbox.letters
    assert letter["From"] == "Calder University <training@calder.example>"
    assert letter["Subject"] == "Your certificate"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == AT
    assert letter["Message-ID"].endswith("@calder.example>")
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert text.get_content() == WORDS.text
    assert html is not None
    assert html.get_content().strip() == WORDS.html
    assert letters(database)[0].text == WORDS.text


def test_links_good_for_one_use_are_forgotten_once_sent(database: Database, mailbox: Mailbox, transport: SmtpTransport) -> None:
    post(database, LINK)
    send(database, transport)
    (letter,) = letters(database)
    assert (letter.state, letter.text, letter.html) == ("sent", "", "")
    assert "secret" in mailbox.letters[0].as_string()


def test_several_letters_share_one_connection(database: Database, mailbox: Mailbox, transport: SmtpTransport) -> None:
    for number in range(3):
        post(database, address=f"p{number}@calder.example")
    while send(database, transport):
        pass
    assert mailbox.addresses == ["p0@calder.example", "p1@calder.example", "p2@calder.example"]


def test_no_server_means_later_and_at_last_failed(database: Database) -> None:
    post(database)
    transport = SmtpTransport(smtp_settings(1), seconds=1)
    at = AT
    for minutes in MINUTES_BETWEEN:
        sent = send(database, transport, at)
        assert sent is not None
        assert sent.is_server
        assert letters(database)[0].state == "waiting"
        assert send(database, transport, at + dt.timedelta(minutes=minutes, seconds=-1)) is None
        at += dt.timedelta(minutes=minutes)
    send(database, transport, at)
    (letter,) = letters(database)
    assert (letter.state, letter.tries) == ("failed", len(MINUTES_BETWEEN) + 1)
    assert "ConnectionRefusedError" in (letter.problem or "")


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("rcpt", "550 5.1.1 no such mailbox", "failed"),
        ("rcpt", "450 4.2.0 greylisted", "waiting"),
        ("rcpt", "drop", "waiting"),
        ("mail", "553 sender not yours", "waiting"),
        ("data", "554 no", "failed"),
        ("data", "drop", "waiting"),
        ("end", "554 looks like spam", "failed"),
        ("end", "451 disk full", "waiting"),
        ("end", "421 closing", "waiting"),
        ("end", "drop", "uncertain"),
    ],
)
def test_each_answer_of_the_server(
    database: Database, mailbox: Mailbox, transport: SmtpTransport, command: str, answer: str, state: str
) -> None:
    mailbox.says[command] = answer
    post(database)
    send(database, transport)
    assert letters(database)[0].state == state
    assert not mailbox.letters
    mailbox.says.clear()
    send(database, transport, AT + dt.timedelta(days=1))
    assert len(mailbox.letters) == (state == "waiting")


def test_starttls_is_not_given_up(database: Database, mailbox_and_port: tuple[Mailbox, int]) -> None:
    mailbox, port = mailbox_and_port
    post(database)
    sent = send(database, SmtpTransport(smtp_settings(port, smtp_security="starttls"), seconds=3))
    assert sent is not None
    assert sent.state == LetterState.WAITING
    assert "STARTTLS" in (sent.problem or "")
    assert not mailbox.letters


def test_a_letter_that_cannot_be_written_fails_alone(database: Database, mailbox: Mailbox, transport: SmtpTransport) -> None:
    post(database, address="ana@calder.example\nBcc: all@calder.example")
    post(database)
    send(database, transport)
    send(database, transport)
    assert [letter.state for letter in letters(database)] == ["failed", "sent"]
    assert mailbox.addresses == ["ana@calder.example"]


def test_without_a_server_letters_are_filed(database: Database, tmp_path: Path) -> None:
    post(database, LINK)
    send(database, FileTransport(tmp_path / "mail"))
    (letter,) = letters(database)
    assert (letter.state, letter.text) == ("filed", LINK.text)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "https://localhost/reset/secret" in file.read_text()


def test_two_workers_claim_different_letters(database: Database, mailbox: Mailbox, mailbox_and_port: tuple[Mailbox, int]) -> None:
    for number in range(10):
        post(database, address=f"p{number}@calder.example")

    def work() -> None:
        transport = SmtpTransport(smtp_settings(mailbox_and_port[1]), seconds=3)
        while send(database, transport):
            pass
        transport.rest()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mailbox.addresses) == [f"p{number}@calder.example" for number in range(10)]


def test_a_letter_whose_worker_died_is_uncertain_and_stays_so(
    database: Database, mailbox: Mailbox, transport: SmtpTransport
) -> None:
    post(database)
    with database.transaction() as session:
        assert claim_letter(session, at=AT) is not None
    with database.transaction() as session:
        assert doubt_abandoned(session, at=AT + dt.timedelta(minutes=9)) == 0
    with database.transaction() as session:
        assert doubt_abandoned(session, at=AT + dt.timedelta(minutes=11)) == 1
    assert letters(database)[0].state == "uncertain"
    assert send(database, transport, AT + dt.timedelta(days=9)) is None
    with database.transaction() as session:
        send_again(session, letter_id=letters(database)[0].id, at=AT)
    send(database, transport)
    assert len(mailbox.letters) == 1


def test_nothing_leaves_while_mail_is_held(database: Database, mailbox: Mailbox, transport: SmtpTransport) -> None:
    post(database)
    with database.transaction() as session:
        hold_mail(session, because="restored", at=AT)
    post(database, address="bo@calder.example")
    assert send(database, transport) is None
    assert [letter.state for letter in letters(database)] == ["held", "waiting"]
    with database.transaction() as session:
        assert release_mail(session, at=AT) == 1
    while send(database, transport):
        pass
    assert mailbox.addresses == ["ana@calder.example", "bo@calder.example"]


def test_a_failed_letter_can_be_dropped(database: Database) -> None:
    post(database)
    with database.transaction() as session:
        session.execute(update(Letter).values(state="failed"))
        drop_letter(session, letter_id=session.execute(select(Letter.id)).scalar_one())
    assert letters(database) == []
