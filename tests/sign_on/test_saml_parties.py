"""SAML with a key of our own: assertions that are encrypted for it, requests that it signs, and a second factor asked for."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from app import create_app
from app.accounts.introducing import link_sign_on
from app.accounts.models import Role
from app.database.sessions import Database
from app.errors import Misconfigured
from app.settings import Settings, load_settings
from app.sign_on.providers import load_providers
from tests.conftest import SETTINGS, database_of
from tests.factories.people import LONG_AGO
from tests.factories.saml import SamlServer, Told, encoded, encrypted, xmlsec
from tests.factories.sign_on import Traveller
from tests.factories.staff import make_staff
from tests.sign_on.test_saml import FILE, asked, send

SERVER, OURS, STRANGER = SamlServer(), SamlServer(), SamlServer()
MFA = "https://refeds.org/profile/mfa"
MORE = """  key_file: {key}
  certificate_file: {certificate}
  second_factor: {{context: [https://refeds.org/profile/mfa]}}
  wants_second_factor: true
"""


def write(folder: Path, *, key: str = OURS.key, certificate: str = OURS.certificate) -> Path:
    for name, text in (("idp.xml", SERVER.metadata), ("key.pem", key), ("certificate.pem", certificate)):
        (folder / name).write_text(text, encoding="utf-8")
    places = {"metadata": folder / "idp.xml", "key": folder / "key.pem", "certificate": folder / "certificate.pem"}
    (folder / "sign-on.yaml").write_text((FILE + MORE).format(**places), encoding="utf-8")
    return folder / "sign-on.yaml"


@pytest.fixture(scope="module")
def one_keyed_house(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    file = write(tmp_path_factory.mktemp("saml"))
    house = create_app(
        load_settings(_env_file=None, **SETTINGS, database_url=settings.database_url, data=settings.data, sign_on=file)
    )
    house.testing = True
    yield house
    database_of(house).dispose()


@pytest.fixture
def hanna(app: Flask, one_keyed_house: Flask) -> Traveller:
    return Traveller(one_keyed_house)


def sealed(**how: Any) -> Callable[[str], str]:
    return lambda assertion: encrypted(assertion, **{"certificate": OURS.certificate, **how})


@pytest.mark.parametrize("data", [xmlsec.Transform.AES256_GCM, xmlsec.Transform.AES256])
def test_in_by_an_encrypted_assertion(hanna: Traveller, data: Any) -> None:
    told, state = asked_of(hanna)
    response = SERVER.response(told, seals=sealed(data=data))
    assert "Hafen" not in response
    send(hanna, response, state)
    assert "Hanna Hafen" in hanna.get("/account").text


def asked_of(hanna: Traveller) -> tuple[Any, str]:
    told, state = asked(hanna)
    return replace(told, issuer=SERVER.entity), state


BROKEN, SHUT = "The answer's signature does not hold", "The answer cannot be opened"
LIES: dict[str, tuple[Callable[[Any], str], str]] = {
    "for another key": (lambda told: SERVER.response(told, seals=sealed(certificate=STRANGER.certificate)), BROKEN),
    "signed by a stranger": (lambda told: STRANGER.response(told, seals=sealed()), BROKEN),
    "unsigned": (lambda told: SERVER.response(told, signs="", seals=sealed()), "The answer was not signed as it must be"),
    "signed outside only": (lambda told: SERVER.response(told, signs="response", seals=sealed()), "The answer was not signed"),
    "with PKCS #1 v1.5": (lambda told: SERVER.response(told, seals=sealed(key=xmlsec.Transform.RSA_PKCS1)), SHUT),
    "with triple DES": (lambda told: SERVER.response(told, seals=sealed(data=xmlsec.Transform.DES3)), SHUT),
    "to another request": (
        lambda told: SERVER.response(replace(told, answers="_other"), seals=sealed()), "The answer is too old",
    ),
    "to no request": (
        lambda told: SERVER.response(replace(told, answers=None), seals=sealed()), "The answer belongs to another sign-on",
    ),
    "spoiled": (lambda told: spoil(SERVER.response(told, seals=sealed())), BROKEN),
}  # fmt: skip


def spoil(response: str) -> str:
    start = response.rindex("CipherValue>", 0, response.rindex("</xenc:CipherValue")) + 40
    return response[:start] + ("A" if response[start] != "A" else "B") + response[start + 1 :]


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str, hanna: Traveller) -> None:
    lie, heading = LIES[name]
    told, state = asked_of(hanna)
    send(hanna, lie(told), state, 403)
    assert hanna.heading.startswith(heading)
    assert hanna.get("/account").heading == "Sign in"


def test_each_state_has_one_try(hanna: Traveller) -> None:
    """So that nobody can learn by many tries what a key opens."""
    told, state = asked_of(hanna)
    send(hanna, spoil(SERVER.response(told, seals=sealed())), state, 403)
    assert send(hanna, SERVER.response(told, seals=sealed()), state, 403).heading == "This sign-on was used already"


def test_requests_are_signed_and_ask_for_a_second_factor(hanna: Traveller) -> None:
    query = urlsplit(hanna.set_out("hanna@harbour.example")).query
    signed, _name, _rest = query.partition("&Signature=")
    said = parse_qs(query)
    assert list(said) == ["SAMLRequest", "RelayState", "SigAlg", "Signature"]
    assert said["SigAlg"] == [Words.RSA_SHA256]
    assert OneLogin_Saml2_Utils.validate_binary_sign(signed, b64decode(said["Signature"][0]), OURS.certificate)
    assert not OneLogin_Saml2_Utils.validate_binary_sign(signed, b64decode(said["Signature"][0]), STRANGER.certificate)
    request = zlib.decompress(b64decode(said["SAMLRequest"][0]), -15).decode()
    assert f"<saml:AuthnContextClassRef>{MFA}</saml:AuthnContextClassRef>" in request
    assert 'Comparison="exact"' in request


def test_metadata_name_the_key(hanna: Traveller) -> None:
    text = hanna.client.get("/sign-on/harbour/metadata").text
    assert re.findall(r'<md:KeyDescriptor use="(\w+)"', text) == ["signing", "encryption"]
    assert 'AuthnRequestsSigned="true"' in text
    assert "".join(OURS.certificate.split("\n")[1:3]) in text.replace("\n", "")
    assert "PRIVATE" not in text


@pytest.mark.parametrize(("context", "page"), [(MFA, "1 person"), (Words.AC_PASSWORD, "A second step at sign-in")])
def test_staff_need_not_prove_again_what_the_provider_says_they_proved(
    hanna: Traveller, database: Database, context: str, page: str
) -> None:
    with database.transaction() as session:
        ruth = make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
        link_sign_on(session, person_id=ruth.id, provider="harbour", subject="h-1", at=LONG_AGO, by=ruth.id)
    told, state = asked_of(hanna)
    send(hanna, SERVER.response(replace(told, context=context)), state)
    assert hanna.get("/people").heading == page


@pytest.mark.parametrize(
    "given", [{"key": STRANGER.key}, {"key": ""}, {"certificate": ""}, {"certificate": OURS.key}, {"key": OURS.certificate}]
)
def test_what_is_no_pair_keeps_the_program_from_starting(given: dict[str, str], tmp_path: Path) -> None:
    settings = load_settings(_env_file=None, **SETTINGS, data=tmp_path, sign_on=write(tmp_path, **given))
    with pytest.raises(Misconfigured, match="are no pair of an RSA key"):
        load_providers(settings)


def test_staff_alone_are_asked_for_a_second_factor(
    hanna: Traveller, one_keyed_house: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database: Database
) -> None:
    file = write(tmp_path)
    file.write_text(file.read_text().replace("wants_second_factor: true", "wants_second_factor: staff"))
    settings = one_keyed_house.extensions["openward.settings"].model_copy(update={"sign_on": file})
    monkeypatch.setitem(one_keyed_house.extensions, "openward.sign_on", load_providers(settings))
    with database.transaction() as session:
        person = make_staff(session, "Hanna Hafen", Role.ADMINISTRATOR)
        link_sign_on(session, person_id=person.id, provider="harbour", subject="h-1", at=LONG_AGO, by=person.id)
    second = way_after(hanna, *asked_of(hanna))
    assert MFA in zlib.decompress(b64decode(parse_qs(urlsplit(second).query)["SAMLRequest"][0]), -15).decode()
    request, state = SERVER.asked(second)
    told = replace(Told(request), issuer=SERVER.entity, context=MFA)
    send(hanna, SERVER.response(told), state)
    assert hanna.get("/people").heading == "1 person"


def way_after(hanna: Traveller, told: Any, state: str) -> str:
    """Where the browser is sent once an answer without a second factor was taken in."""
    fields = {"SAMLResponse": encoded(SERVER.response(told)), "RelayState": state}
    taken = hanna.client.post("/sign-on/harbour/back", data=fields)
    return str(hanna.client.get(taken.location).headers["Location"])
