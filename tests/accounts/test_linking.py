from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.linking import LASTING, end_links, find_link, keep_link, use_link
from app.accounts.models import LinkPurpose, MailLink, Person
from app.accounts.registering import Application, confirm_application, keep_application
from app.database.sessions import Database
from app.errors import Gone, NotFound
from app.operating.housekeeping import keep_hour
from app.settings import Settings
from tests.factories.people import make_person

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WISH = Application("Mei Tan", "mei@calder.example", "$argon2id$x", "en", "Asia/Singapore", "/courses")


@pytest.mark.parametrize(("purpose", "hours"), [("confirm", 72), ("address", 72), ("reset", 3), ("invite", 720)])
def test_a_link_ends(purpose: str, hours: int, session: Session) -> None:
    keep_link(session, secret="s", purpose=LinkPurpose(purpose), address="a@b.example", at=AT)
    assert find_link(session, "s", at=AT + dt.timedelta(hours=hours, seconds=-1)).address == "a@b.example"
    with pytest.raises(Gone, match="time has passed"):
        use_link(session, "s", purpose=LinkPurpose(purpose), at=AT + dt.timedelta(hours=hours))


def test_a_link_is_good_for_one_thing(session: Session) -> None:
    keep_link(session, secret="s", purpose=LinkPurpose.RESET, address="a@b.example", at=AT)
    with pytest.raises(NotFound):
        use_link(session, "s", purpose=LinkPurpose.CONFIRM, at=AT)
    use_link(session, "s", purpose=LinkPurpose.RESET, at=AT)
    with pytest.raises(Gone):
        use_link(session, "s", purpose=LinkPurpose.RESET, at=AT)


def test_links_of_one_kind_are_ended_together(session: Session) -> None:
    person = make_person(session)
    for secret, purpose in (("r", LinkPurpose.RESET), ("a", LinkPurpose.ADDRESS)):
        keep_link(session, secret=secret, purpose=purpose, address="a@b.example", person_id=person.id, at=AT)
    end_links(session, person_id=person.id, purposes=(LinkPurpose.RESET,), at=AT)
    with pytest.raises(Gone):
        find_link(session, "r", at=AT)
    find_link(session, "a", at=AT)


def test_links_are_forgotten_a_month_after_they_ended(database: Database, settings: Settings) -> None:
    ended = AT + LASTING[LinkPurpose.CONFIRM]
    with database.transaction() as session:
        keep_application(session, WISH, secret="s", at=AT)
    for days, kept in ((29, 1), (31, 0)):
        keep_hour(database, settings, at=ended + dt.timedelta(days=days))
        with database.reading() as session:
            assert len(session.execute(select(MailLink)).all()) == kept


def test_confirming_makes_the_person_that_was_offered(session: Session) -> None:
    keep_application(session, WISH, secret="s", at=AT)
    person, target = confirm_application(session, secret="s", at=AT)
    assert (person.name, person.zone, person.password_hash, target) == ("Mei Tan", "Asia/Singapore", "$argon2id$x", "/courses")


def test_the_second_of_two_letters_leads_to_the_account(session: Session) -> None:
    for secret in ("one", "two"):
        keep_application(session, WISH, secret=secret, at=AT)
    confirm_application(session, secret="one", at=AT)
    with pytest.raises(Gone, match="has an account already"):
        confirm_application(session, secret="two", at=AT)


@pytest.mark.parametrize("secrets", [("one", "one"), ("one", "two")])
def test_two_presses_at_once_make_one_person(database: Database, secrets: tuple[str, str]) -> None:
    with database.transaction() as session:
        for secret in set(secrets):
            keep_application(session, WISH, secret=secret, at=AT)

    def press(secret: str) -> bool:
        try:
            with database.transaction() as session:
                confirm_application(session, secret=secret, at=AT)
        except Gone:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, secrets)) == [False, True]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
