"""A form that was sent after the session had ended: nothing is lost, nothing is saved twice, nobody else sees it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person
from app.database.sessions import Database
from app.web.models import HeldForm
from tests.entry.test_signing import age
from tests.factories.people import PASSWORD, make_person, sign_in
from tests.visitor import Visitor


def names(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.execute(select(Person.name)).scalars())


def send_too_late(visitor: Visitor) -> Visitor:
    """Types a new name, and sends it when the session has ended."""
    sign_in(visitor).get("/account/name")
    age(visitor, 500)
    return visitor.press("Save the name", name="Ana Ruiz Vega")


def start(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
        make_person(session, "Bo Lind")
    return send_too_late(visitor)


def test_saved_once_by_the_same_person(visitor: Visitor, database: Database) -> None:
    start(database, visitor)
    assert visitor.heading == "Sign in"
    assert "What you typed is kept" in visitor.text
    visitor.press("Sign in", address="ana.ruiz@calder.example", password="not this one", status=422)
    visitor.press("Sign in", address="ana.ruiz@calder.example", password=PASSWORD)
    assert visitor.heading == "You were signed out before this was saved"
    assert "Ana Ruiz Vega" in visitor.text
    assert names(database) == {"Ana Ruiz", "Bo Lind"}
    page = visitor.page
    visitor.press("Save it now")
    assert "Your name is now Ana Ruiz Vega" in visitor.text
    assert names(database) == {"Ana Ruiz Vega", "Bo Lind"}
    visitor.get("/account/name").press("Save the name", name="Ana Vega")
    visitor.page = page
    visitor.press("Save it now", status=409)
    assert names(database) == {"Ana Vega", "Bo Lind"}


def test_a_second_press_changes_nothing(visitor: Visitor, database: Database) -> None:
    start(database, visitor).press("Sign in", address="ana.ruiz@calder.example", password=PASSWORD)
    page, path = visitor.page, visitor.path
    visitor.press("Save it now")
    visitor.page = page
    visitor.press("Save it now", status=409)
    assert "saved already" in visitor.text
    visitor.get(path, status=409)
    assert "saved already" in visitor.text


def test_another_person_gets_nothing_of_it(visitor: Visitor, database: Database, app: Flask) -> None:
    start(database, visitor)
    with database.reading() as session:
        code = session.execute(select(HeldForm.code)).scalar_one()
    visitor.press("Sign in", address="bo.lind@calder.example", password=PASSWORD)
    assert visitor.path == "/"
    assert "Vega" not in visitor.text
    visitor.get(f"/held/{code}", status=404)
    visitor.get("/account/name")
    visitor.post("/account/name", {"name": "Bo Taken", "held": code}, status=409)
    assert names(database) == {"Ana Ruiz", "Bo Lind"}
    sign_in(Visitor(app)).get(f"/held/{code}").press("Save it now")
    assert names(database) == {"Ana Ruiz Vega", "Bo Lind"}


def test_a_sign_in_with_a_code_does_not_count_as_saving(visitor: Visitor, database: Database, app: Flask) -> None:
    start(database, visitor)
    with database.reading() as session:
        code = session.execute(select(HeldForm.code)).scalar_one()
    second_tab = sign_in(Visitor(app))
    second_tab.get(f"/sign-in?held={code}")
    assert second_tab.path == f"/held/{code}"
    second_tab.press("Save it now")
    assert "Ana Ruiz Vega" in names(database)


def test_passwords_are_not_held(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    sign_in(visitor).get("/account/password")
    age(visitor, 500)
    visitor.press("Save the password", present_password=PASSWORD, password="otters read at noon")
    assert visitor.heading == "Sign in"
    with database.reading() as session:
        assert session.execute(select(HeldForm)).all() == []
