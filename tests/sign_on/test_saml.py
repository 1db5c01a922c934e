"""SAML: an assertion counts when it is signed, for us, now, and the answer to what this browser asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from sqlalchemy import select

from app import create_app
from app.accounts.models import PersonIdentifier, Scheme
from app.database.sessions import Database
from app.errors import Misconfigured
from app.settings import Settings, load_settings
from app.sign_on.providers import load_providers
from tests.conftest import SETTINGS, database_of
from tests.factories.saml import SamlServer, Told, encoded, encrypted
from tests.factories.sign_on import Traveller

FILE = """
harbour:
  name: Harbour College
  kind: saml
  contact: desk@harbour.example
  domains: [harbour.example]
  entity: https://id.harbour.example
  metadata_file: {metadata}
  claims: {{name: displayName, address: mail}}
"""
SERVER = SamlServer()
STRANGER = SamlServer()
Change = Callable[[Told], str]


@pytest.fixture(scope="module")
def one_harbour_house(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("saml")
    (folder / "idp.xml").write_text(SERVER.metadata, encoding="utf-8")
    (folder / "sign-on.yaml").write_text(FILE.format(metadata=folder / "idp.xml"), encoding="utf-8")
    given = {"database_url": settings.database_url, "data": settings.data, "sign_on": folder / "sign-on.yaml"}
    house = create_app(load_settings(_env_file=None, **SETTINGS, **given))
    house.testing = True
    yield house
    database_of(house).dispose()


@pytest.fixture
def hanna(app: Flask, one_harbour_house: Flask) -> Traveller:
    return Traveller(one_harbour_house)


def asked(traveller: Traveller) -> tuple[Told, str]:
    """What a good response would hold, and the state."""
    request, state = SERVER.asked(traveller.set_out("hanna@harbour.example"))
    return Told(request), state


def send(traveller: Traveller, response: str, state: str, status: int = 200) -> Traveller:
    """As the provider's page does: a form from another site, which brings no cookie of ours along."""
    kept = traveller.client.get_cookie("__Host-openward", domain="localhost")
    traveller.client.delete_cookie("__Host-openward", domain="localhost")
    fields = {"SAMLResponse": encoded(response), "RelayState": state}
    answer = traveller.client.post("/sign-on/harbour/back", data=fields, headers={"Origin": "https://id.harbour.example"})
    if kept:
        traveller.client.set_cookie("__Host-openward", kept.value, domain="localhost", secure=True)
    if answer.status_code == 303:
        traveller.get(answer.location, status=status)
    else:
        traveller._take(answer, status)
    return traveller


def test_in_by_a_signed_assertion(hanna: Traveller, database: Database) -> None:
    told, state = asked(hanna)
    send(hanna, SERVER.response(told), state)
    account = hanna.get("/account").text
    assert "Hanna Hafen" in account
    assert "hanna@harbour.example" in account
    with database.reading() as session:
        subject = session.scalars(select(PersonIdentifier.value).where(PersonIdentifier.scheme == Scheme.SUBJECT)).one()
    assert subject == "harbour|h-1"
    hanna.press("Sign out")
    assert hanna.heading == "You are signed out here"


UNSIGNED, BROKEN = "The answer was not signed as it must be", "The answer's signature does not hold"
NOT_FOR_US, TOO_OLD = "The answer was made for another site", "The answer is too old"
OTHER_SIGN_ON, INCOMPLETE = "The answer belongs to another sign-on", "The answer is not complete"


def for_us(assertion: str) -> str:
    return encrypted(assertion, STRANGER.certificate)


def but(**changed: Any) -> Change:
    return lambda told: SERVER.response(replace(told, **changed))


def edited(old: str, new: str) -> Change:
    return lambda told: SERVER.response(told).replace(old, new)


def with_a_second(told: Told) -> str:
    return SERVER.response(told).replace("</samlp:Resp", f"{SERVER.assertion(replace(told, subject='h-2'))}</samlp:Resp")


REFUSED: dict[str, tuple[Change, str]] = {
    "unsigned": (lambda told: SERVER.response(told, signs=""), UNSIGNED),
    "only the envelope is signed": (lambda told: SERVER.response(told, signs="response"), UNSIGNED),
    "signed with SHA-1": (lambda told: SERVER.response(told, algorithm=Words.RSA_SHA1), UNSIGNED),
    "signed by a stranger": (lambda told: STRANGER.response(told), BROKEN),
    "edited": (edited(">h-1<", ">h-2<"), BROKEN),
    "an attribute edited": (edited("hanna@", "boss@"), BROKEN),
    "for another site": (but(audience="https://evil.example"), NOT_FOR_US),
    "for nobody": (but(audience=None), NOT_FOR_US),
    "to another address": (but(recipient="https://evil.example"), TOO_OLD),
    "to no address": (but(recipient=None), NOT_FOR_US),
    "by another provider": (but(issuer="https://evil.example"), "The answer came from somebody else"),
    "expired": (but(ends=-400), TOO_OLD),
    "without an end": (but(ends=None), TOO_OLD),
    "to another request": (but(request="_other"), OTHER_SIGN_ON),
    "to no request": (but(request=None), OTHER_SIGN_ON),
    "an older assertion in a new envelope": (but(answers="_other"), TOO_OLD),
    "an unasked assertion in a new envelope": (but(answers=None), OTHER_SIGN_ON),
    "a passing name": (but(format=Words.NAMEID_TRANSIENT), INCOMPLETE),
    "an address as name": (but(format=Words.NAMEID_EMAIL_ADDRESS), INCOMPLETE),
    "two assertions": (with_a_second, BROKEN),
    "not XML": (lambda _told: "hello", BROKEN),
    "encrypted, and no key is set": (lambda told: SERVER.response(told, seals=for_us), "The answer cannot be opened"),
    "an entity": (lambda told: '<!DOCTYPE x [<!ENTITY e "h-2">]>' + edited("h-1", "&e;")(told), BROKEN),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, hanna: Traveller, database: Database) -> None:
    change, heading = REFUSED[name]
    told, state = asked(hanna)
    send(hanna, change(told), state, 403)
    assert hanna.heading.startswith(heading)
    assert "desk@harbour.example" in hanna.text
    assert hanna.get("/account").heading == "Sign in"
    with database.reading() as session:
        assert not session.scalars(select(PersonIdentifier)).all()


def test_a_response_counts_once(hanna: Traveller) -> None:
    told, state = asked(hanna)
    response = SERVER.response(told)
    send(hanna, response, state).press("Sign out")
    assert send(hanna, response, state, 403).heading == "This sign-on was used already"
    told, other = asked(hanna)
    assert send(hanna, response, other, 403).heading == "The answer belongs to another sign-on"
    assert send(hanna, response, "made-up", 403).heading == "This sign-on did not begin here"


def test_a_response_counts_only_in_the_browser_that_asked(hanna: Traveller, one_harbour_house: Flask) -> None:
    told, state = asked(hanna)
    other = Traveller(one_harbour_house)
    other.get("/sign-in")
    send(other, SERVER.response(told), state, 403)
    assert other.get("/account").heading == "Sign in"


def test_a_form_without_a_response_is_refused(hanna: Traveller) -> None:
    _told, state = asked(hanna)
    hanna._take(hanna.client.post("/sign-on/harbour/back", data={"RelayState": state}), 403)
    assert hanna.heading == "The answer is not complete"


def test_what_the_provider_wants_to_know_of_us(hanna: Traveller) -> None:
    answer = hanna.client.get("/sign-on/harbour/metadata")
    assert answer.mimetype == "application/samlmetadata+xml"
    assert 'Location="https://localhost/sign-on/harbour/back"' in answer.text
    assert 'WantAssertionsSigned="true"' in answer.text


@pytest.mark.parametrize("metadata", ["", "no XML", SERVER.metadata.replace(SERVER.entity, "https://other.example")])
def test_wrong_metadata_keep_the_program_from_starting(metadata: str, tmp_path: Path) -> None:
    (tmp_path / "idp.xml").write_text(metadata, encoding="utf-8")
    (tmp_path / "sign-on.yaml").write_text(FILE.format(metadata=tmp_path / "idp.xml"), encoding="utf-8")
    settings = load_settings(_env_file=None, **SETTINGS, data=tmp_path, sign_on=tmp_path / "sign-on.yaml")
    with pytest.raises(Misconfigured, match="cannot be read as metadata"):
        load_providers(settings)
