"""Invited by letter, in by the sign-on of the institution: no password is chosen on the way."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts.introducing import link_sign_on
from app.accounts.inviting import prepare_invitation, send_invitation
from app.accounts.models import PersonIdentifier, Role, Scheme
from app.audit.models import Act
from app.database.sessions import Database
from app.mail.models import Letter
from app.sign_on.providers import load_providers
from tests.factories.people import LONG_AGO, make_person
from tests.factories.providers import OpenIdServer
from tests.factories.sign_on import Traveller
from tests.factories.staff import make_staff

ADDRESS = "ina.vited@calder.example"
BUTTON = "Sign in through Calder University"


@pytest.fixture
def ina(database: Database) -> int:
    with database.transaction() as session:
        return make_person(session, "Ina Vited", password=None).id


def invite(house: Flask, database: Database, person_id: int, address: str = ADDRESS, *, is_mailed: bool = True) -> str:
    """The path in the letter."""
    with database.transaction() as session:
        who = {"name": "Ina Vited", "address": address, "language": "en", "zone": "America/New_York"}
        composer = house.extensions["openward.composer"]
        invitation = prepare_invitation(composer, base_address="https://localhost", **who)

        send_invitation(session, invitation, person_id=person_id, at=clock.now(), target="/glossary", is_mailed=is_mailed)
    return invitation.link.removeprefix("https://localhost")


def sign_ons(database: Database) -> dict[str, int]:
    with database.reading() as session:
        query = select(PersonIdentifier.value, PersonIdentifier.person_id).where(PersonIdentifier.scheme == Scheme.SUBJECT)
        return {row.value: row.person_id for row in session.execute(query)}


def test_two_presses_from_the_letter_to_the_course(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database, ina: int
) -> None:
    way = invite(house, database, ina)
    calder.set_user("s-1", name="Ina Maria Vited", email=ADDRESS, department="Physics")
    out = traveller.get(way).press(BUTTON).where_to()
    assert sign_ons(database) == {}
    traveller.come_back(calder.recognise(out, "s-1"))
    assert traveller.path == "/glossary"
    assert "Ina Maria Vited" in traveller.get("/account").text
    assert "None so far" in traveller.text
    assert sign_ons(database) == {"calder|s-1": ina}
    with database.reading() as session:
        known = session.scalars(select(PersonIdentifier).where(PersonIdentifier.scheme == Scheme.ADDRESS)).one()
        assert known.confirmed_at
        act = session.scalars(select(Act).where(Act.action == "sign_on.linked")).one()
        assert (act.by, act.subject_id, act.detail) == (ina, ina, {"provider": "calder"})
        assert [letter.kind for letter in session.scalars(select(Letter))] == ["invite"]
    assert Traveller(house).get(way, status=410).heading == "This link is over"
    assert Traveller(house).sign_on(calder, "s-1").get("/account").heading == "Your account"


@pytest.mark.parametrize("email", ["i.vited@calder.example", None], ids=["another address", "none"])
def test_who_is_introduced_by_another_address_is_asked_first(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database, ina: int, email: str | None
) -> None:
    calder.set_user("s-1", name="Imre Vited", **({"email": email} if email else {}))
    way = invite(house, database, ina)
    out = traveller.get(way).press(BUTTON).where_to()
    traveller.come_back(calder.recognise(out, "s-1"))
    assert "opens the account of Ina Vited" in traveller.text
    assert "Imre Vited" in traveller.text
    assert sign_ons(database) == {}
    traveller.press("Link the sign-on")
    assert traveller.path == "/glossary"
    assert sign_ons(database) == {"calder|s-1": ina}
    Traveller(house).get(way, status=410)


def test_a_link_given_by_hand_proves_no_mailbox(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database, ina: int
) -> None:
    """Whoever it was handed on to comes in as who they are."""
    calder.set_user("s-2", name="Bo Brandt", email="bo.brandt@calder.example")
    out = traveller.get(invite(house, database, ina, is_mailed=False)).press(BUTTON).where_to()
    traveller.come_back(calder.recognise(out, "s-2"))
    assert "Bo Brandt" in traveller.get("/account").text
    assert ina not in sign_ons(database).values()


def test_whoever_has_an_account_comes_into_it(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database, ina: int
) -> None:
    with database.transaction() as session:
        bo = make_person(session, "Bo Brandt").id
        link_sign_on(session, person_id=bo, provider="calder", subject="s-2", at=LONG_AGO, by=bo)
    way = invite(house, database, ina)
    traveller.come_back(calder.recognise(traveller.get(way).press(BUTTON).where_to(), "s-2"))
    assert traveller.path == "/glossary"
    assert "Bo Brandt" in traveller.get("/account").text
    assert sign_ons(database) == {"calder|s-2": bo}
    assert Traveller(house).get(way).heading == "Your account is ready", "nobody accepted it"


def test_an_account_in_use_is_told(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database, ina: int
) -> None:
    """Its link was kept, and a sign-on was linked meanwhile."""
    out = traveller.get(invite(house, database, ina)).press(BUTTON).where_to()
    with database.transaction() as session:
        link_sign_on(session, person_id=ina, provider="harbour", subject="h-1", at=LONG_AGO, by=ina)
    calder.set_user("s-1", name="Ina Vited", email=ADDRESS)
    traveller.come_back(calder.recognise(out, "s-1"))
    with database.reading() as session:
        assert [one.subject for one in session.scalars(select(Letter).order_by(Letter.id))][
            -1
        ] == "A sign-on was linked with your account"


def test_a_letter_that_was_used_meanwhile_opens_nothing(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database, ina: int
) -> None:
    way = invite(house, database, ina)
    calder.set_user("s-1", name="Ina Vited", email=ADDRESS)
    out = traveller.get(way).press(BUTTON).where_to()
    Traveller(house).get(way).press("Keep this and begin", password="a lamp beside the river")
    traveller.come_back(calder.recognise(out, "s-1"), status=410)
    assert traveller.heading == "This link is over"
    assert sign_ons(database) == {}


def test_a_password_can_be_chosen_instead(traveller: Traveller, house: Flask, database: Database, ina: int) -> None:
    traveller.get(invite(house, database, ina))
    traveller.press("Keep this and begin", status=422, password="short")
    assert "Use at least 12 characters" in traveller.text
    traveller.press("Keep this and begin", password="a lamp beside the river")
    assert traveller.path == "/glossary"


def test_an_address_of_no_provider_has_a_password_alone(traveller: Traveller, house: Flask, database: Database) -> None:
    with database.transaction() as session:
        guest = make_person(session, "Gus Guest", "gus@elsewhere.example", password=None).id
    way = invite(house, database, guest, "gus@elsewhere.example")
    assert "Sign in through" not in traveller.get(way).text
    traveller.post(f"{way}/sign-on", status=404)


def test_staff_are_asked_for_a_second_factor_on_their_first_way_in(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database, tmp_path: Path
) -> None:
    settings = house.extensions["openward.settings"]
    asking = "domains: [calder.example]\n  wants_second_factor: staff\n  second_factor: {acr: [https://refeds.org/profile/mfa]}"
    (tmp_path / "sign-on.yaml").write_text(settings.sign_on.read_text().replace("domains: [calder.example]", asking))
    house.extensions["openward.sign_on"] = load_providers(settings.model_copy(update={"sign_on": tmp_path / "sign-on.yaml"}))
    with database.transaction() as session:
        ruth = make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR).id
    way = invite(house, database, ruth, "ruth.okafor@calder.example")
    calder.set_user("r-1", name="Ruth Okafor", email="ruth.okafor@calder.example")
    once = urlsplit(calder.recognise(traveller.get(way).press(BUTTON).where_to(), "r-1"))
    again = str(traveller.client.get(f"{once.path}?{once.query}").headers["Location"])
    assert "acr_values" in again
    assert sign_ons(database) == {}
    traveller.come_back(calder.recognise(again, "r-1"))
    assert sign_ons(database) == {"calder|r-1": ruth}


def test_registering_with_the_address_of_a_provider_leads_there(
    traveller: Traveller, calder: OpenIdServer, database: Database
) -> None:
    traveller.get("/register")
    traveller.press("Send me the letter", name="Nia New", address="nia@calder.example", password="a lamp beside the river")
    out = traveller.where_to()
    calder.set_user("s-5", name="Nia New", email="nia@calder.example")
    traveller.come_back(calder.recognise(out, "s-5"))
    assert "nia@calder.example" in traveller.get("/account").text
    with database.reading() as session:
        assert not session.scalars(select(Letter)).all()
