"""Signing on through a real provider of OpenID Connect, over HTTP: in as the right person, and out."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.database.sessions import Database
from app.sign_on.models import SignOnTicket
from tests.factories.people import PASSWORD, make_person
from tests.factories.providers import OpenIdServer
from tests.factories.sign_on import Traveller

ANA = {"name": "Ana Ruiz", "email": "Ana@calder.example", "number": "4711", "orcid": "https://orcid.org/0000-0002-1825-0097"}


def identifiers(database: Database) -> set[tuple[str, str]]:
    with database.reading() as session:
        return {(row.scheme, row.value) for row in session.execute(select(PersonIdentifier.scheme, PersonIdentifier.value))}


def test_a_new_person_comes_in_with_two_presses(traveller: Traveller, calder: OpenIdServer, database: Database) -> None:
    calder.set_user("s-1", **ANA)
    way = traveller.set_out("ana@calder.example")
    asked = parse_qs(urlsplit(way).query)
    assert asked["login_hint"] == ["ana@calder.example"]
    assert asked["scope"] == ["openid profile email"]
    assert asked["redirect_uri"] == ["https://localhost/sign-on/calder/back"]
    traveller.come_back(calder.recognise(way, "s-1"))
    assert "Ana Ruiz" in traveller.get("/account").text
    assert "Calder University" in traveller.text
    assert "None so far" in traveller.text
    assert identifiers(database) == {
        ("subject", "calder|s-1"), ("address", "ana@calder.example"), ("employee", "4711"), ("orcid", "0000-0002-1825-0097")
    }  # fmt: skip


def test_the_subject_decides_and_not_the_address(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database
) -> None:
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1")
    calder.set_user("s-1", name="Ana Ruiz", email="ana.ruiz-moreno@calder.example")
    again = Traveller(house).sign_on(calder, "s-1")
    assert again.response.request.path == "/"
    calder.set_user("s-2", **ANA)
    other = Traveller(house).sign_on(calder, "s-2")
    assert other.heading == "This address has an account already"
    assert other.get("/account").heading == "Sign in"
    with database.reading() as session:
        assert len(session.scalars(select(Person)).all()) == 1


def test_the_same_subject_at_two_providers_is_two_people(
    traveller: Traveller, calder: OpenIdServer, harbour: OpenIdServer, house: Flask
) -> None:
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1")
    harbour.set_user("s-1", name="Hanna", email="hanna@harbour.example", email_verified=True)
    other = Traveller(house)
    way = other.get("/sign-in").press("Harbour College").where_to()
    other.come_back(harbour.recognise(way, "s-1"), status=403)
    assert other.heading == "You have no account here yet"
    assert "desk@harbour.example" in other.text


def test_an_address_of_no_provider_has_a_password(traveller: Traveller, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Gus Guest", "gus@elsewhere.example")
    traveller.get("/sign-in", query_string={"next": "/account"}).press("Continue", address="gus@elsewhere.example")
    traveller.press("Sign in", password=PASSWORD)
    assert traveller.heading == "Your account"
    traveller.press("Sign out")
    assert "You are signed out" in traveller.text


def test_whoever_has_a_password_uses_it_in_spite_of_the_domain(traveller: Traveller, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    traveller.get("/sign-in").follow("Sign in with a password")
    traveller.press("Sign in", address="ana.ruiz@calder.example", password=PASSWORD)
    assert "Ana Ruiz" in traveller.get("/account").text


def test_a_wrong_address_is_complained_about(traveller: Traveller) -> None:
    traveller.get("/sign-in").press("Continue", address="ana", status=422)
    assert "Write the whole address" in traveller.text


def test_where_they_were_going_survives(traveller: Traveller, calder: OpenIdServer) -> None:
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1").press("Sign out")
    way = traveller.get("/account/name").press("Continue", address="ana@calder.example").where_to()
    assert traveller.come_back(calder.recognise(way, "s-1")).response.request.path == "/account/name"


def test_a_held_form_survives(traveller: Traveller, calder: OpenIdServer) -> None:
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1").get("/account/name")
    with traveller.client.session_transaction(base_url="https://localhost") as held:
        held["seen"] -= 481 * 60
    traveller.press("Save" if "Save" in traveller.text else "Keep", name="Ana R. Ruiz")
    assert "kept for an hour" in traveller.text
    way = traveller.press("Continue", address="ana@calder.example").where_to()
    traveller.come_back(calder.recognise(way, "s-1")).press("Save it now")
    assert "Ana R. Ruiz" in traveller.text


def test_no_open_redirect(traveller: Traveller, calder: OpenIdServer) -> None:
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1").press("Sign out")
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        way = traveller.get("/sign-in", query_string={"next": target}).press("Continue", address="ana@calder.example").where_to()
        back = urlsplit(calder.recognise(way, "s-1"))
        traveller.get("/sign-in")
        answer = traveller.client.get(f"{back.path}?{back.query}")
        assert answer.location == "/"
        traveller.get("/").press("Sign out")


def test_the_session_from_before_is_left_behind(traveller: Traveller, calder: OpenIdServer) -> None:
    calder.set_user("s-1", **ANA)
    way = traveller.set_out()
    with traveller.client.session_transaction(base_url="https://localhost") as held:
        held["planted"] = "by somebody else"
        token = held["csrf_token"]
    traveller.come_back(calder.recognise(way, "s-1"))
    with traveller.client.session_transaction(base_url="https://localhost") as held:
        assert "planted" not in held
        assert held.get("csrf_token") != token
        assert held["signed_on"] == "calder"


def test_sign_out_offers_the_provider_too(traveller: Traveller, calder: OpenIdServer) -> None:
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1").press("Sign out")
    assert traveller.heading == "You are signed out here"
    link = next(str(a.attrs["href"]) for a in traveller._query("main a") if "Sign out at" in a.to_text())
    assert link.startswith(f"{calder.issuer}/oauth2/end_session?client_id=openward&")
    assert traveller.get("/account").heading == "Sign in"


def test_sign_out_where_the_provider_names_no_such_address(traveller: Traveller, calder: OpenIdServer) -> None:
    calder.says = {"end_session_endpoint": "javascript:alert(1)"}
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1").press("Sign out")
    assert "javascript" not in traveller.response.text
    assert "close the browser" in traveller.text


def test_a_closed_account_stays_closed(traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database) -> None:
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1")
    with database.transaction() as session:
        person = session.scalars(select(Person)).one()
        person.erased_at = person.recorded_at
    assert Traveller(house).sign_on(calder, "s-1", status=403).heading == "This account is closed"


def test_a_merged_person_comes_in_as_the_other(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database
) -> None:
    calder.set_user("s-1", **ANA)
    traveller.sign_on(calder, "s-1")
    with database.transaction() as session:
        kept = make_person(session, "Ann Moreno", "ann@calder.example")
        session.scalars(select(Person).where(Person.name == "Ana Ruiz")).one().merged_into = kept.id
    calder.set_user("s-1")
    assert "Ann Moreno" in Traveller(house).sign_on(calder, "s-1").get("/account").text


def test_nothing_of_a_sign_on_is_kept_but_the_used_ticket(traveller: Traveller, calder: OpenIdServer, database: Database) -> None:
    calder.set_user("s-1", **ANA)
    state = parse_qs(urlsplit(traveller.set_out()).query)["state"][0]
    traveller.sign_on(calder, "s-1")
    with database.reading() as session:
        tickets = session.scalars(select(SignOnTicket).order_by(SignOnTicket.id)).all()
        assert [bool(one.used_at) for one in tickets] == [False, True]
        assert tickets[1].offer == {}
        assert state not in {one.digest for one in tickets}
        assert Scheme.SUBJECT in {row.scheme for row in session.scalars(select(PersonIdentifier))}
