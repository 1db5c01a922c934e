"""What people change about themselves."""

from __future__ import annotations

import pytest
from flask import Flask

from app.database.sessions import Database
from tests.entry.test_registering import letters, link_in
from tests.factories.people import PASSWORD, make_person, sign_in
from tests.visitor import Visitor


@pytest.fixture
def ana(visitor: Visitor, database: Database) -> Visitor:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    return sign_in(visitor)


def test_name(ana: Visitor) -> None:
    ana.get("/account").follow("Change your name")
    ana.press("Save the name", name="  ", status=422)
    assert (ana.page.query("#name")[0].attrs or {})["aria-describedby"] == "name-hint name-error"
    ana.press("Save the name", name="Ana  Ruiz Vega")
    assert "Your name is now Ana Ruiz Vega" in ana.text


def test_zone(ana: Visitor) -> None:
    ana.get("/account").follow("Change your time zone")
    ana.press("Save", zone="Mars/Olympus", status=422)
    ana.press("Save", zone="Asia/Singapore")
    assert "Asia/Singapore" in ana.text


def test_password_ends_the_other_sessions(ana: Visitor, app: Flask, database: Database) -> None:
    other = sign_in(Visitor(app))
    ana.get("/account/password").press("Save the password", present_password="wrong", password="otters read at noon", status=422)
    assert "not your present password" in ana.text
    ana.press("Save the password", present_password=PASSWORD, password="short", status=422)
    ana.press("Save the password", present_password=PASSWORD, password="otters read at noon")
    assert ana.heading == "Your account"
    assert other.get("/account").heading == "Sign in"
    sign_in(other, password="otters read at noon")
    [letter] = letters(database)
    assert (letter.subject, letter.address) == ("Your password was changed", "ana.ruiz@calder.example")


def test_address_counts_once_it_is_confirmed(ana: Visitor, database: Database, app: Flask) -> None:
    ana.get("/account/address").press("Send the letter", address="ana@lab.example", present_password=PASSWORD)
    assert ana.heading == "Look into your mail"
    assert "ana.ruiz@calder.example" in ana.get("/account").text
    [letter] = letters(database)
    assert letter.address == "ana@lab.example"
    elsewhere = Visitor(app).get(link_in(letter))
    assert elsewhere.heading == "One press, and your new address counts"
    elsewhere.press("Use this address")
    assert elsewhere.heading == "Sign in"
    assert "ana@lab.example" in ana.get("/account").text
    notice = letters(database)[1]
    assert (notice.subject, notice.address) == ("Your address was changed", "ana.ruiz@calder.example")
    assert "lab.example" not in notice.text
    ana.get("/account/address").press("Send the letter", address="ana.ruiz@calder.example", present_password=PASSWORD)
    ana.get(link_in(letters(database)[2])).press("Use this address")
    assert "ana.ruiz@calder.example" in ana.text


def test_address_needs_the_present_password(ana: Visitor, database: Database) -> None:
    ana.get("/account/address").press("Send the letter", address="ana@lab.example", present_password="wrong", status=422)
    assert letters(database) == []


def test_address_of_somebody_else(ana: Visitor, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Bo Lind")
    ana.get("/account/address").press("Send the letter", address="bo.lind@calder.example", present_password=PASSWORD)
    assert ana.heading == "Look into your mail"
    [letter] = letters(database)
    assert "already" in letter.subject
    assert "/welcome/" not in letter.text


def test_a_newer_wish_replaces_an_older_one(ana: Visitor, database: Database) -> None:
    for address in ("one@lab.example", "two@lab.example"):
        ana.get("/account/address").press("Send the letter", address=address, present_password=PASSWORD)
    first, second = letters(database)
    ana.get(link_in(first), status=410)
    ana.get(link_in(second)).press("Use this address")
    assert "two@lab.example" in ana.text
