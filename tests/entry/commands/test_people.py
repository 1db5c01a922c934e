"""`openward people`: how the first administrator comes in."""

from __future__ import annotations

import re

from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Grant, Membership
from app.accounts.units import add_unit
from app.audit.models import Act
from app.database.sessions import Database
from app.entry.commands import people
from app.factors.ciphering import Cipher
from app.factors.models import Authenticator
from tests.entry.test_registering import letters
from tests.factories.keys import CIPHER, give_app
from tests.factories.people import LONG_AGO, PASSWORD, make_person
from tests.visitor import Visitor


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(people, words)


def link_of(result: Result) -> str:
    found = re.search(r"https://localhost(/welcome/\S+)", result.output)
    assert found, result.output
    return found[1]


def test_the_first_administrator(app: Flask, database: Database, visitor: Visitor) -> None:
    result = run(app, "add", "Ada Byron", "Ada@Calder.example", "--role", "administrator")
    assert result.exit_code == 0, result.output
    visitor.get(link_of(result))
    visitor.press("Keep this and begin", name="Ada Byron", password="short", status=422)
    visitor.press("Keep this and begin", name="Ada King", password=PASSWORD, follow=False, status=302)
    assert visitor.response.location == "/go-on"
    assert "Ada King" in visitor.get("/account").text
    assert "Office" in visitor.text
    [letter] = letters(database)
    assert letter.address == "ada@calder.example"
    with database.reading() as session:
        actions = session.execute(select(Act.action).order_by(Act.id)).scalars().all()
        assert actions == ["person.invited", "role.granted"]


def test_inviting_again_ends_the_former_letter(app: Flask, visitor: Visitor) -> None:
    first, second = (link_of(run(app, "add", "Ada Byron", "ada@calder.example")) for _time in range(2))
    visitor.get(first, status=410)
    visitor.get(second)


def test_officer_of_a_unit(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        add_unit(session, slug="chemistry", name="Chemistry", parent_id=None, at=LONG_AGO)
        make_person(session, "Bo Lind")
    assert run(app, "grant", "bo.lind@calder.example", "officer", "--unit", "chemistry").output == "Bo Lind is officer now.\n"
    assert run(app, "add", "Cy Orr", "cy@calder.example", "--role", "officer", "--unit", "chemistry").exit_code == 0
    with database.reading() as session:
        assert len(session.execute(select(Grant)).all()) == 2
        assert len(session.execute(select(Membership)).all()) == 1


def test_what_cannot_be_done_says_why_and_changes_nothing(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Bo Lind")
    refusals = {
        ("add", "Bo", "bo.lind@calder.example"): "has an account already",
        ("add", "Bo", "bo at home"): "whole address",
        ("grant", "nobody@calder.example", "administrator"): "Make the account first",
        ("grant", "bo.lind@calder.example", "officer", "--unit", "botany"): "no unit botany",
    }
    for words, complaint in refusals.items():
        assert complaint in str(run(app, *words).exception)
    assert run(app, "grant", "bo.lind@calder.example", "king").exit_code == 2
    assert letters(database) == []


def test_rekey(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        give_app(session, make_person(session).id)
        session.execute(update(Authenticator).values(secret=CIPHER.encrypt("JBSWY3DP")))
    assert "0 encrypted anew" in run(app, "rekey").output
    with database.transaction() as session:
        session.execute(update(Authenticator).values(secret=Cipher("another key " * 4).encrypt("JBSWY3DP")))
    result = run(app, "rekey")
    assert result.exit_code == 1
    assert "0 encrypted anew" in result.output
    assert "1 under a key" in str(result.exception)
