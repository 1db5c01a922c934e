"""Whom a provider introduced and nobody here is yet: a known address opens nothing by itself."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.audit.models import Act
from app.database.sessions import Database
from app.mail.models import Letter
from tests.factories.people import PASSWORD, make_person
from tests.factories.providers import OpenIdServer
from tests.factories.sign_on import Traveller

ADDRESS = "ana.ruiz@calder.example"


@pytest.fixture
def ana(database: Database) -> int:
    with database.transaction() as session:
        return make_person(session, "Ana Ruiz").id


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def link_in(letter: Letter) -> str:
    found = re.search(r"https://localhost(/sign-on/letter/\S+)", letter.text)
    assert found, letter.text
    return found[1]


def subjects(database: Database) -> dict[str, int]:
    with database.reading() as session:
        query = select(PersonIdentifier.value, PersonIdentifier.person_id).where(PersonIdentifier.scheme == Scheme.SUBJECT)
        return {row.value: row.person_id for row in session.execute(query)}


def test_a_known_address_is_linked_from_its_mailbox(
    traveller: Traveller, calder: OpenIdServer, database: Database, house: Flask, ana: int
) -> None:
    calder.set_user("s-1", name="Ana Ruiz-Moreno", email=ADDRESS)
    traveller.sign_on(calder, "s-1")
    assert traveller.heading == "This address has an account already"
    assert subjects(database) == {}
    traveller.press("Send the letter")
    assert traveller.heading == "Look into your mail"
    [letter] = letters(database)
    assert letter.address == ADDRESS
    assert letter.person_id == ana
    assert subjects(database) == {}
    elsewhere = Traveller(house).get(link_in(letter))
    assert "opens the account of Ana Ruiz." in elsewhere.text
    elsewhere.press("Link the sign-on")
    assert letters(database)[1].subject == "A sign-on was linked with your account"
    assert "Ana Ruiz-Moreno" in elsewhere.get("/account").text
    assert subjects(database) == {"calder|s-1": ana}
    with database.reading() as session:
        act = session.scalars(select(Act).where(Act.action == "sign_on.linked")).one()
        assert (act.by, act.subject_id, act.detail) == (ana, ana, {"provider": "calder"})
    assert Traveller(house).get(link_in(letter), status=403).heading == "This sign-on was used already"
    assert Traveller(house).sign_on(calder, "s-1").get("/account").heading == "Your account"


def test_a_known_address_is_linked_by_the_password(
    traveller: Traveller, calder: OpenIdServer, database: Database, ana: int
) -> None:
    calder.set_user("s-1", name="Ana Ruiz", email=ADDRESS)
    traveller.sign_on(calder, "s-1").follow("Sign in with your password")
    traveller.press("Sign in", address=ADDRESS, password=PASSWORD)
    assert traveller.heading == "How you sign in"
    way = traveller.press("Link Calder University", present_password=PASSWORD).where_to()
    traveller.come_back(calder.recognise(way, "s-1"))
    assert "s-1" in traveller.text
    assert subjects(database) == {"calder|s-1": ana}


def test_somebody_invited_comes_in_by_the_letter_and_without_a_password(
    traveller: Traveller, calder: OpenIdServer, database: Database
) -> None:
    with database.transaction() as session:
        invited = make_person(session, "Ina Vited", password=None).id
    calder.set_user("s-9", name="Ina Vited", email="ina.vited@calder.example")
    traveller.sign_on(calder, "s-9")
    assert traveller.heading == "An account is ready for you"
    assert "password" not in traveller.text
    traveller.press("Send the letter")
    traveller.get(link_in(letters(database)[0])).press("Link the sign-on")
    assert subjects(database) == {"calder|s-9": invited}
    with database.reading() as session:
        known = session.scalars(select(PersonIdentifier).where(PersonIdentifier.scheme == Scheme.ADDRESS)).one()
        assert known.confirmed_at


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "boss@elsewhere.example"},
        {"email": ADDRESS, "email_verified": False},
        {"email": ADDRESS, "email_verified": "false"},
        {"email": "no address"},
        {"email": "a b@@calder.example"},
        {},
    ],
    ids=["of another domain", "said to be unproven", "said so in words", "not an address", "none of ours", "none"],
)
def test_an_address_nobody_vouches_for_is_proven_by_letter(
    traveller: Traveller, calder: OpenIdServer, database: Database, ana: int, claims: dict[str, object]
) -> None:
    """And the page looks the same whether or not it is known."""
    calder.set_user("s-2", name="Bo Brandt", **claims)
    traveller.sign_on(calder, "s-2")
    assert traveller.heading == "Which mailbox is yours?"
    traveller.press("Send the letter", address="nonsense", status=422)
    traveller.press("Send the letter", address="bo@elsewhere.example")
    [letter] = letters(database)
    assert letter.address == "bo@elsewhere.example"
    traveller.get(link_in(letter)).press("Make my account")
    account = traveller.get("/account").text
    assert "bo@elsewhere.example" in account
    assert "Bo Brandt" in account


def test_without_accounts_being_made_no_letter_goes_to_a_stranger(
    traveller: Traveller, harbour: OpenIdServer, database: Database, house: Flask, ana: int
) -> None:
    harbour.set_user("h-1", name="Hanna")
    for address in ("hanna@harbour.example", ADDRESS):
        visitor = Traveller(house)
        way = visitor.get("/sign-in").press("Harbour College").where_to()
        visitor.come_back(harbour.recognise(way, "h-1")).press("Send the letter", address=address)
        assert visitor.heading == "Look into your mail"
    [letter] = letters(database)
    assert letter.address == ADDRESS


def test_a_letter_carries_no_words_of_a_stranger(
    traveller: Traveller, calder: OpenIdServer, database: Database, ana: int
) -> None:
    calder.set_user("s-1", name="Win now at https://evil.example", email=ADDRESS)
    traveller.sign_on(calder, "s-1").press("Send the letter")
    [letter] = letters(database)
    assert "evil" not in letter.text + letter.subject
    assert "introduced as Calder University" in letter.text


def test_the_letter_can_be_asked_for_a_few_times_only(traveller: Traveller, calder: OpenIdServer, ana: int) -> None:
    calder.set_user("s-1", name="Ana Ruiz", email=ADDRESS)
    traveller.sign_on(calder, "s-1")
    for _time in range(5):
        traveller.press("Send the letter").get("/sign-on/introduced")
    traveller.press("Send the letter", status=429)


def test_the_page_without_an_introduction_says_so(traveller: Traveller) -> None:
    assert traveller.get("/sign-on/introduced", status=403).heading == "This sign-on did not begin here"
    assert traveller.get("/sign-on/letter/made-up", status=403).heading == "This sign-on did not begin here"


def test_of_two_who_press_for_one_new_address_one_gets_it(
    traveller: Traveller, calder: OpenIdServer, database: Database, house: Flask
) -> None:
    links = []
    for subject in ("s-1", "s-2"):
        calder.set_user(subject, name="Bo Brandt")
        visitor = Traveller(house)
        visitor.sign_on(calder, subject).press("Send the letter", address="bo@elsewhere.example")
        links.append(link_in(letters(database)[-1]))
    traveller.get(links[0]).press("Make my account")
    second = Traveller(house).get(links[1])
    assert second.heading == "One press, and the sign-on is linked"
    with database.reading() as session:
        assert len(session.scalars(select(Person)).all()) == 1
