"""A second factor that was proved at the provider: counts where the provider's file says so, and nowhere else."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.introducing import link_sign_on
from app.accounts.models import Role
from app.database.sessions import Database
from app.mail.models import Letter
from tests.entry.test_introducing import link_in
from tests.factories.keys import give_app
from tests.factories.people import LONG_AGO
from tests.factories.providers import OpenIdServer
from tests.factories.sign_on import Traveller
from tests.factories.staff import make_staff

MFA = "https://refeds.org/profile/mfa"
OPEN, SHUT = "1 person", "A second step at sign-in"


@pytest.fixture
def ruth(database: Database) -> int:
    """An administrator, linked with both providers, and without a second step here."""
    with database.transaction() as session:
        person = make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
        for provider in ("calder", "harbour"):
            link_sign_on(session, person_id=person.id, provider=provider, subject="r-1", at=LONG_AGO, by=person.id)
        return person.id


def by_harbour(traveller: Traveller, harbour: OpenIdServer, **claims: object) -> Traveller:
    harbour.claims = lambda said: {**said, **claims}
    return traveller.come_back(harbour.recognise(traveller.get("/sign-in").press("Harbour College").where_to(), "r-1"))


@pytest.mark.parametrize(
    ("claims", "page"),
    [({"amr": ["pwd", "mfa"]}, OPEN), ({"acr": MFA}, OPEN), ({"amr": ["pwd"], "acr": "1"}, SHUT), ({}, SHUT)],
)
def test_what_the_file_names_opens_staff_pages(
    traveller: Traveller, harbour: OpenIdServer, ruth: int, claims: dict[str, object], page: str
) -> None:
    assert by_harbour(traveller, harbour, **claims).get("/people").heading == page


def test_who_has_a_second_step_here_is_not_asked_twice(
    traveller: Traveller, harbour: OpenIdServer, ruth: int, database: Database
) -> None:
    with database.transaction() as session:
        give_app(session, ruth)
    assert by_harbour(traveller, harbour, amr=["pwd"]).heading == "One more step"
    assert by_harbour(traveller, harbour, amr=["otp"]).get("/people").heading == OPEN


def test_where_the_file_names_nothing_nothing_counts(traveller: Traveller, calder: OpenIdServer, ruth: int) -> None:
    calder.claims = lambda said: {**said, "amr": ["mfa"], "acr": MFA}
    assert traveller.sign_on(calder, "r-1").get("/people").heading == SHUT


def test_what_is_not_signed_does_not_count(traveller: Traveller, harbour: OpenIdServer, ruth: int) -> None:
    harbour.set_user("r-1", name="Ruth Okafor", email="ruth.okafor@calder.example", amr=["mfa"], acr=MFA)
    drop = ("amr", "acr", "name", "email")
    harbour.claims = lambda said: {name: value for name, value in said.items() if name not in drop}
    traveller.come_back(harbour.recognise(traveller.get("/sign-in").press("Harbour College").where_to(), "r-1"))
    assert "/userinfo" in harbour.asked
    assert traveller.get("/people").heading == SHUT


def test_it_is_asked_for_where_the_file_says_so(traveller: Traveller, house: Flask) -> None:
    asked = parse_qs(urlsplit(traveller.get("/sign-in").press("Harbour College").where_to()).query)
    assert asked["acr_values"] == [MFA]
    assert "acr_values" not in parse_qs(urlsplit(Traveller(house).set_out()).query)


def test_a_letter_carries_no_second_factor(traveller: Traveller, harbour: OpenIdServer, house: Flask, database: Database) -> None:
    with database.transaction() as session:
        make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
    harbour.set_user("r-1", name="Ruth Okafor", email="ruth.okafor@calder.example")
    by_harbour(traveller, harbour, amr=["mfa"]).press("Send the letter")
    with database.reading() as session:
        letter = session.scalars(select(Letter)).one()
    elsewhere = Traveller(house).get(link_in(letter)).press("Link the sign-on")
    assert elsewhere.get("/people").heading == SHUT
