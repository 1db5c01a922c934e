"""A second factor that is asked for of staff alone: after the provider has said who it is, by a second way out and back."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.introducing import link_sign_on
from app.accounts.models import Role
from app.database.sessions import Database
from app.sign_on.models import SignOnTicket
from app.sign_on.providers import load_providers
from tests.factories.people import LONG_AGO, make_person
from tests.factories.providers import OpenIdServer
from tests.factories.sign_on import Traveller
from tests.factories.staff import make_staff

MFA = "https://refeds.org/profile/mfa"
OPEN, SHUT = "1 person", "A second step at sign-in"


@pytest.fixture(autouse=True)
def asks_staff(house: Flask, tmp_path: Path) -> None:
    settings = house.extensions["openward.settings"]
    text = settings.sign_on.read_text().replace("wants_second_factor: true", "wants_second_factor: staff")
    (tmp_path / "sign-on.yaml").write_text(text)
    house.extensions["openward.sign_on"] = load_providers(settings.model_copy(update={"sign_on": tmp_path / "sign-on.yaml"}))


@pytest.fixture
def ruth(database: Database) -> int:
    with database.transaction() as session:
        person = make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
        link_sign_on(session, person_id=person.id, provider="harbour", subject="r-1", at=LONG_AGO, by=person.id)
        return person.id


def context_asked(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("acr_values", [])


def back_from(traveller: Traveller, harbour: OpenIdServer, subject: str, **claims: object) -> str:
    """Once out and back. Returns where the browser is sent then."""
    harbour.claims = lambda said: {**said, **claims}
    first = traveller.get("/sign-in").press("Harbour College").where_to()
    assert context_asked(first) == []
    parts = urlsplit(harbour.recognise(first, subject))
    return str(traveller.client.get(f"{parts.path}?{parts.query}").headers["Location"])


def test_staff_are_sent_out_once_more_and_come_in_with_it(traveller: Traveller, harbour: OpenIdServer, ruth: int) -> None:
    second = back_from(traveller, harbour, "r-1")
    assert context_asked(second) == [MFA]
    assert traveller.get("/account").heading == "Sign in", "nobody is signed in between the two"
    harbour.claims = lambda said: {**said, "acr": MFA}
    assert traveller.come_back(harbour.recognise(second, "r-1")).get("/people").heading == OPEN


def test_whoever_proved_it_at_once_is_not_sent_out_again(traveller: Traveller, harbour: OpenIdServer, ruth: int) -> None:
    assert back_from(traveller, harbour, "r-1", amr=["otp"]).startswith("/")
    assert traveller.get("/people").heading == OPEN


def test_learners_are_never_asked(traveller: Traveller, harbour: OpenIdServer, database: Database) -> None:
    with database.transaction() as session:
        lea = make_person(session, "Lea Brandt")
        link_sign_on(session, person_id=lea.id, provider="harbour", subject="l-1", at=LONG_AGO, by=lea.id)
    assert back_from(traveller, harbour, "l-1").startswith("/")
    assert "Lea Brandt" in traveller.get("/account").text


def test_whoever_cannot_give_it_comes_in_without(
    traveller: Traveller, harbour: OpenIdServer, ruth: int, database: Database
) -> None:
    second = back_from(traveller, harbour, "r-1")
    state = parse_qs(urlsplit(second).query)["state"][0]
    traveller.get(f"/sign-on/harbour/back?error=unmet_authentication_requirements&state={state}")
    assert "Ruth Okafor" in traveller.get("/account").text
    assert traveller.get("/people").heading == SHUT
    with database.reading() as session:
        assert {str(ticket.offer) for ticket in session.scalars(select(SignOnTicket))} == {"{}"}
    traveller.get(f"/sign-on/harbour/back?error=access_denied&state={state}", status=403)


def test_an_answer_without_it_leads_out_no_third_time(traveller: Traveller, harbour: OpenIdServer, ruth: int) -> None:
    second = back_from(traveller, harbour, "r-1")
    traveller.come_back(harbour.recognise(second, "r-1"))
    assert "Ruth Okafor" in traveller.get("/account").text
    assert traveller.get("/people").heading == SHUT


def test_a_lie_on_the_second_way_lets_nobody_in(traveller: Traveller, harbour: OpenIdServer, ruth: int) -> None:
    second = back_from(traveller, harbour, "r-1")
    harbour.claims = lambda said: {**said, "nonce": "of another sign-on", "acr": MFA}
    traveller.come_back(harbour.recognise(second, "r-1"), status=403)
    assert traveller.get("/account").heading == "Sign in"
