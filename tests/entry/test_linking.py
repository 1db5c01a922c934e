"""One's own sign-ons, from the account's page."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import PersonIdentifier, Role, Scheme
from app.audit.models import Act
from app.database.sessions import Database
from app.mail.models import Letter
from tests.entry.test_second_factor import age
from tests.factories.keys import code_now, give_app
from tests.factories.people import PASSWORD, make_person
from tests.factories.providers import OpenIdServer
from tests.factories.sign_on import Traveller
from tests.factories.staff import make_institution, make_member, make_staff


@pytest.fixture
def ana(traveller: Traveller, database: Database) -> Traveller:
    """Signed in with her password, on the page."""
    with database.transaction() as session:
        make_person(session, "Ana Ruiz", "ana@elsewhere.example")
    traveller.get("/sign-in").press("Continue", address="ana@elsewhere.example")
    return traveller.press("Sign in", password=PASSWORD).get("/account").follow("how you sign in")


def told(session: Session) -> list[tuple[str, str]]:
    return [(one.address, one.subject) for one in session.scalars(select(Letter).order_by(Letter.id))]


def test_linking_and_ending_the_link(ana: Traveller, calder: OpenIdServer, house: Flask, database: Database) -> None:
    calder.set_user("s-1", name="Ana Ruiz", email="other@calder.example")
    ana.press("Link Calder University", present_password="a wild guess", status=422)
    assert "This is not your present password" in ana.text
    way = ana.press("Link Calder University", present_password=PASSWORD).where_to()
    ana.come_back(calder.recognise(way, "s-1"))
    assert ana.heading == "How you sign in"
    elsewhere = Traveller(house).sign_on(calder, "s-1")
    assert "ana@elsewhere.example" in elsewhere.get("/account").text
    ana.press("End the link")
    assert "No longer linked" in ana.text
    assert ana.get("/account").heading == "Your account"
    assert elsewhere.get("/account").heading == "Sign in"
    with database.reading() as session:
        acts = session.scalars(select(Act.action).where(Act.action.startswith("sign_on.")).order_by(Act.id)).all()
        assert acts == ["sign_on.linked", "sign_on.unlinked"]
        assert told(session) == [
            ("ana@elsewhere.example", "A sign-on was linked with your account"),
            ("ana@elsewhere.example", "A sign-on no longer opens your account"),
        ]
        assert not session.scalars(select(PersonIdentifier).where(PersonIdentifier.scheme == Scheme.SUBJECT)).all()


def test_a_sign_on_of_somebody_else_is_not_taken(ana: Traveller, calder: OpenIdServer, house: Flask) -> None:
    calder.set_user("s-1", name="Bo Brandt", email="bo@calder.example")
    Traveller(house).sign_on(calder, "s-1")
    way = ana.press("Link Calder University", present_password=PASSWORD).where_to()
    ana.come_back(calder.recognise(way, "s-1"), status=409)
    assert "belongs to another account" in ana.text
    assert "Bo Brandt" in Traveller(house).sign_on(calder, "s-1").get("/account").text


def test_the_linking_holds_for_who_began_it(ana: Traveller, calder: OpenIdServer, database: Database) -> None:
    way = ana.press("Link Calder University", present_password=PASSWORD).where_to()
    with database.transaction() as session:
        other = make_person(session, "Bo Brandt").id
    with ana.client.session_transaction(base_url="https://localhost") as held:
        held["_user_id"] = f"{other}:1"
    assert ana.come_back(calder.recognise(way, "s-1"), status=403).heading == "Somebody else is signed in now"
    with database.reading() as session:
        assert not session.scalars(select(PersonIdentifier).where(PersonIdentifier.scheme == Scheme.SUBJECT)).all()


def test_the_only_way_in_cannot_be_ended(traveller: Traveller, calder: OpenIdServer, database: Database) -> None:
    calder.set_user("s-1", name="Ana Ruiz", email="ana@calder.example")
    traveller.sign_on(calder, "s-1").get("/account/sign-on")
    assert "your only way in" in traveller.text
    with database.reading() as session:
        query = select(PersonIdentifier.id).where(PersonIdentifier.scheme == Scheme.SUBJECT)
        identifier = session.scalars(query).one()
    traveller.post("/account/sign-on/unlink", {"sign_on": identifier}, status=409)


def test_who_has_no_password_shows_who_they_are_where_they_came_in(traveller: Traveller, calder: OpenIdServer) -> None:
    calder.set_user("s-1", name="Ana Ruiz", email="ana@calder.example")
    traveller.sign_on(calder, "s-1")
    age(traveller, 16, "proved_at")
    assert traveller.get("/account/second-factor/app").heading == "Sign in once more"
    assert not traveller.page.query("input[type=password]")
    way = traveller.press("Sign in again through Calder University").where_to()
    assert traveller.come_back(calder.recognise(way, "s-1")).path == "/account/second-factor/app"
    secret = traveller.page.query("code.ow-code")[0].to_text().replace(" ", "")
    traveller.press("Keep this app", name="Phone", typed="12ab", status=422)
    assert "Type the six figures" in traveller.text
    traveller.press("Keep this app", name="Phone", typed=code_now(secret))
    assert "Asked for at sign-in" in traveller.get("/account").text
    assert "Your institution knows you." in traveller.press("Sign out").sign_on(calder, "s-1").text


def test_somebody_elses_link_is_not_ones_own(ana: Traveller, calder: OpenIdServer, house: Flask, database: Database) -> None:
    calder.set_user("s-1", name="Bo Brandt", email="bo@calder.example")
    Traveller(house).sign_on(calder, "s-1")
    with database.reading() as session:
        identifier = session.scalars(select(PersonIdentifier.id).where(PersonIdentifier.scheme == Scheme.SUBJECT)).one()
    ana.post("/account/sign-on/unlink", {"sign_on": identifier}, status=404)


def test_an_administrator_links_and_ends_it_with_a_reason(calder: OpenIdServer, house: Flask, database: Database) -> None:
    with database.transaction() as session:
        ana = make_person(session, "Ana Ruiz")
        ruth = make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
        code, ids = ana.code, (ana.id, ruth.id)
    calder.set_user("s-1", name="Ana Ruiz", email="ana.ruiz@calder.example")
    assert Traveller(house).sign_on(calder, "s-1").heading == "This address has an account already"
    office = Traveller(house).get("/sign-in").follow("Sign in with a password")
    office.press("Sign in", address="ruth.okafor@calder.example", password=PASSWORD).get(f"/people/{code}")
    assert office.heading == "A second step at sign-in"
    with database.transaction() as session:
        secret = give_app(session, ids[1])[0]
    office.get(f"/people/{code}").press("Go on", typed=code_now(secret))
    told: dict[str, Any] = {"link_provider": "calder", "link_subject": " s-1 ", "link_reason": ""}
    office.press("Link the sign-on", status=422, **told)
    assert "Say why" in office.text
    office.press("Link the sign-on", **told | {"link_reason": "Showed her staff card."})
    assert "Linked. The sign-on opens this account now." in office.text
    office.press("Link the sign-on", status=422, **told | {"link_reason": "Showed her staff card."})
    ana_in = Traveller(house).sign_on(calder, "s-1")
    assert ana_in.get("/account").heading == "Your account"
    office.get(f"/people/{code}").press("End the link")
    assert ana_in.get("/account").heading == "Sign in"
    assert Traveller(house).sign_on(calder, "s-1").heading == "This address has an account already"
    office.get("/audit")
    assert "Linked a sign-on" in office.text
    assert "Ended the link of a sign-on" in office.text
    with database.reading() as session:
        acts = session.scalars(select(Act).where(Act.action.startswith("sign_on.")).order_by(Act.id)).all()
        assert [(act.subject_id, act.by, act.detail) for act in acts] == [(*ids, {"provider": "calder"})] * 2
        assert acts[0].reason == "Showed her staff card."
        texts = " ".join(session.scalars(select(Letter.text).order_by(Letter.id)))
        assert "An administrator linked Calder University" in texts
        assert "An administrator ended the link of Calder University" in texts


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_others_of_the_staff_do_not_link(role: Role, house: Flask, database: Database) -> None:
    with database.transaction() as session:
        physics = make_institution(session).physics
        code = make_member(session, "Ana Ruiz", physics).code
        make_staff(session, "Paul Staff", role, physics if role == Role.OFFICER else None)
    office = Traveller(house).get("/sign-in").follow("Sign in with a password")
    office.press("Sign in", address="paul.staff@calder.example", password=PASSWORD).get(f"/people/{code}")
    assert "Link a sign-on" not in office.text
    for address in ("sign-on", "sign-on/unlink"):
        office.get("/account").post(f"/people/{code}/{address}", {"link_provider": "calder", "link_subject": "s-1"}, status=403)
