"""Asking for an account and coming in by the link of a letter."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import MailLink, Person, PersonIdentifier
from app.database.sessions import Database
from app.mail.models import Letter
from tests.factories.content import LARGE, publish_sample
from tests.factories.people import PASSWORD, make_person
from tests.visitor import Visitor


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.execute(select(Letter).order_by(Letter.id)).scalars())


def link_in(letter: Letter) -> str:
    found = re.search(r"https://localhost(/welcome/\S+)", letter.text)
    assert found
    return found[1]


def people(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def register(visitor: Visitor, address: str = "Mei.Tan@Calder.example", at: str = "/register") -> Visitor:
    visitor.get(at)
    return visitor.press("Send me the letter", name="Mei  Tan", address=address, password=PASSWORD)


def test_two_screens_from_the_letter_to_the_first_lesson(visitor: Visitor, database: Database, app: Flask) -> None:
    register(visitor)
    assert visitor.heading == "Look into your mail"
    assert people(database) == 0
    [letter] = letters(database)
    assert letter.address == "mei.tan@calder.example"
    elsewhere = Visitor(app).get(link_in(letter))
    assert "Mei Tan" in elsewhere.text
    elsewhere.press("Confirm and begin", follow=False, status=302)
    assert elsewhere.response.location.endswith("/go-on")
    assert "Mei Tan" in elsewhere.get("/account").text
    with database.reading() as session:
        kept = session.execute(select(PersonIdentifier)).scalar_one()
        assert kept.value == "mei.tan@calder.example"
        assert kept.is_primary
        assert kept.confirmed_at
        person = session.execute(select(Person)).scalar_one()
        assert person.name == "Mei Tan"
        assert person.zone == "America/New_York"


def test_the_button_leads_to_the_first_lesson_of_the_course_newcomers_begin_with(
    visitor: Visitor, database: Database, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(app, monkeypatch, first_course="keys-and-travel")
    with database.transaction() as session:
        publish_sample(session, files=LARGE)
    register(visitor)
    visitor.get(link_in(letters(database)[0]))
    visitor.press("Confirm and begin")
    assert visitor.path == "/courses/keys-and-travel/keys/index"
    assert "Your address is confirmed and you are signed in" in visitor.text


def test_mail_scanners_change_nothing(visitor: Visitor, database: Database) -> None:
    register(visitor)
    link = link_in(letters(database)[0])
    for _again in range(3):
        visitor.get(link)
        assert visitor.client.head(link).status_code == 200
    assert people(database) == 0
    visitor.get(link).press("Confirm and begin", follow=False, status=302)
    assert people(database) == 1


def test_a_link_is_used_once_and_says_so(visitor: Visitor, database: Database, app: Flask) -> None:
    register(visitor)
    link = link_in(letters(database)[0])
    late = Visitor(app).get(link)
    visitor.get(link).press("Confirm and begin", follow=False, status=302)
    late.press("Confirm and begin", status=410)
    assert "your account is there" in late.text
    assert late.heading == "This link is over"
    late.get(link, status=410)
    with database.reading() as session:
        assert session.execute(select(MailLink)).scalar_one().offer == {}


def test_a_secret_nobody_made(visitor: Visitor) -> None:
    visitor.get("/welcome/nothing-of-the-kind", status=404)


def test_only_a_digest_is_kept(visitor: Visitor, database: Database) -> None:
    register(visitor)
    secret = link_in(letters(database)[0]).rpartition("/")[2]
    with database.reading() as session:
        link = session.execute(select(MailLink)).scalar_one()
        assert secret not in str(vars(link))
        assert PASSWORD not in str(vars(link))


def test_answers_do_not_tell_whether_an_address_is_known(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    unknown = register(visitor).response
    known = register(visitor, "Ana.Ruiz@calder.example").response
    assert (known.status_code, known.request.path, known.text) == (unknown.status_code, unknown.request.path, unknown.text)
    second = letters(database)[1]
    assert "already" in second.subject
    assert "https://localhost/sign-in" in second.text
    assert people(database) == 1


def test_who_was_invited_and_registers_gets_the_invitation_again(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz", password=None)
    register(visitor, "ana.ruiz@calder.example")
    visitor.get(link_in(letters(database)[0]))
    assert visitor.heading == "Your account is ready"
    visitor.press("Keep this and begin", name="Ana Ruiz Vega", password=PASSWORD, follow=False, status=302)
    assert "Ana Ruiz Vega" in visitor.get("/account").text
    assert people(database) == 1


def test_where_the_person_was_going_survives_the_letter(visitor: Visitor, database: Database) -> None:
    register(visitor, at="/register?next=/account/name")
    visitor.get(link_in(letters(database)[0])).press("Confirm and begin", follow=False, status=302)
    assert visitor.response.location == "/account/name"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_open_redirect_through_the_letter(visitor: Visitor, database: Database, target: str) -> None:
    visitor.get("/register", query_string={"next": target})
    visitor.press("Send me the letter", name="Mei Tan", address="mei@calder.example", password=PASSWORD)
    visitor.get(link_in(letters(database)[0])).press("Confirm and begin", follow=False, status=302)
    assert visitor.response.location == "/go-on"


def test_what_was_typed_stays_but_not_the_password(visitor: Visitor, database: Database) -> None:
    visitor.get("/register")
    typed: dict[str, Any] = {"name": "Mei Tan", "address": "mei at calder", "password": "short"}
    visitor.press("Send me the letter", status=422, zone="Asia/Singapore", **typed)
    assert "Two things to mend" in visitor.text
    assert 'value="Mei Tan"' in visitor.response.text
    assert 'value="mei at calder"' in visitor.response.text
    assert "short" not in visitor.response.text
    assert '"Asia/Singapore" selected' in visitor.response.text
    assert letters(database) == []


def test_an_address_gets_few_letters(visitor: Visitor, database: Database) -> None:
    for _again in range(5):
        register(visitor)
    visitor.get("/register")
    visitor.press("Send me the letter", name="Mei Tan", address="mei.tan@calder.example", password=PASSWORD, status=429)
    assert len(letters(database)) == 5


def test_forgotten_password(visitor: Visitor, database: Database, app: Flask) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    visitor.get("/forgotten").press("Send me the letter", address="nobody@calder.example")
    nobody = visitor.response.text
    assert letters(database) == []
    visitor.get("/forgotten").press("Send me the letter", address="ANA.RUIZ@calder.example")
    assert visitor.response.text == nobody
    link = link_in(letters(database)[0])
    visitor.get(link).press("Use this password", password="ana.ruiz in the rain", status=422)
    assert "Leave out your name" in visitor.text
    visitor.press("Use this password", password="otters read at noon", follow=False, status=302)
    assert "Ana Ruiz" in visitor.get("/account").text
    visitor.get(link, status=410)
    assert letters(database)[1].subject == "Your password was changed"
    other = Visitor(app).get("/sign-in")
    other.press("Sign in", address="ana.ruiz@calder.example", password=PASSWORD, status=422)
    other.press("Sign in", address="ana.ruiz@calder.example", password="otters read at noon", follow=False, status=302)


def test_the_forms_say_which_field_is_which(visitor: Visitor) -> None:
    visitor.get("/register")
    assert _autocomplete(visitor) == {"name": "name", "address": "username", "password": "new-password"}
    visitor.get("/sign-in")
    assert _autocomplete(visitor) == {"address": "username", "password": "current-password"}


def _autocomplete(visitor: Visitor) -> dict[str, str]:
    boxes = [box.attrs or {} for box in visitor.page.query("input[autocomplete]")]
    return {str(box["name"]): str(box["autocomplete"]) for box in boxes}


def with_settings(app: Flask, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    changed = app.extensions["openward.settings"].model_copy(update=changes)
    monkeypatch.setitem(app.extensions, "openward.settings", changed)


def test_by_invitation_only(visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    visitor.get("/register")
    with_settings(app, monkeypatch, registration="invitation")
    visitor.press("Send me the letter", name="Mei Tan", address="mei@calder.example", password=PASSWORD, status=403)
    assert visitor.get("/register").heading == "Accounts are made by invitation here"
    assert "by invitation" in visitor.get("/sign-in").text
    assert letters(database) == []


def test_only_these_domains(visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    with_settings(app, monkeypatch, registration="domains", registration_domains=("calder.example",))
    visitor.get("/register")
    assert "Use your address at calder.example." in visitor.text
    visitor.press("Send me the letter", name="Mei Tan", address="mei@lab.example", password=PASSWORD, status=422)
    assert "ends in @calder.example" in visitor.text
    register(visitor)
    assert len(letters(database)) == 1
