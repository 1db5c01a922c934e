"""A real provider that lies in each way there is: refused, in words, and nobody is signed in."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import func, select, update

from app.accounts.models import Person
from app.database.sessions import Database
from app.sign_on.models import SignOnTicket
from tests.factories.providers import OpenIdServer, with_query
from tests.factories.sign_on import SECRET, Traveller

Lie = Callable[[OpenIdServer], None]
STRANGER = RSAKey.generate_key(parameters={"kid": "stranger"})


def claims(**changed: Any) -> Lie:
    """None: left out."""

    def lie(server: OpenIdServer) -> None:
        server.claims = lambda said: {name: value for name, value in {**said, **changed}.items() if value is not None}

    return lie


def says(**changed: Any) -> Lie:
    def lie(server: OpenIdServer) -> None:
        server.says = changed

    return lie


def signed(key: Any = None, **header: Any) -> Lie:
    def lie(server: OpenIdServer) -> None:
        server.key, server.header = key or server.own_key, header

    return lie


def unsigned(server: OpenIdServer) -> None:
    signed(OctKey.import_key("x" * 32), alg="HS256")(server)
    server.raw = lambda token: f"eyJhbGciOiJub25lIn0.{token.split('.')[1]}."


def edited(server: OpenIdServer) -> None:
    def raw(token: str) -> str:
        head, body, signature = token.split(".")
        return f"{head}.{body[:-4]}{'AAAA' if body[-4:] != 'AAAA' else 'BBBB'}.{signature}"

    server.raw = raw


def public_key_as_secret(server: OpenIdServer) -> None:
    def raw(token: str) -> str:
        said = f"{b64(json.dumps({'alg': 'HS256', 'kid': server.own_key.kid}).encode())}.{token.split('.')[1]}"
        return f"{said}.{b64(hmac.digest(server.own_key.as_pem(private=False), said.encode(), 'sha256'))}"

    server.raw = raw


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def ago(seconds: int) -> int:
    return int(time.time()) - seconds


LIES: dict[str, tuple[Lie, str]] = {
    "another nonce": (claims(nonce="planted"), "The answer belongs to another sign-on"),
    "no nonce": (claims(nonce=None), "The answer belongs to another sign-on"),
    "another audience": (claims(aud="another-client"), "The answer was made for another site"),
    "another audience, we as its party": (claims(aud="another-client", azp="openward"), "The answer was made for another site"),
    "another party": (claims(aud=["openward", "another-client"], azp="another-client"), "The answer was made for another site"),
    "no audience": (claims(aud=None), "The answer was made for another site"),
    "another issuer": (claims(iss="https://evil.example"), "The answer came from somebody else"),
    "expired": (claims(iat=ago(3700), exp=ago(3600)), "The answer is too old"),
    "no end": (claims(exp=None), "The answer is not complete"),
    "made long ago": (claims(iat=ago(3600), exp=ago(-3600)), "The answer is too old"),
    "made in time to come": (claims(iat=ago(-3600)), "The answer is too old"),
    "no subject": (claims(sub=None), "The answer is not complete"),
    "an empty subject": (claims(sub=" "), "The answer's signature does not hold"),
    "a subject that is a number": (claims(sub=7), "The answer is not complete"),
    "another access token": (claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "The answer is not complete"),
    "unsigned": (unsigned, "The answer was not signed as it must be"),
    "signed with our secret": (signed(OctKey.import_key(SECRET), alg="HS256"), "The answer was not signed as it must be"),
    "signed with the public key": (public_key_as_secret, "The answer was not signed as it must be"),
    "signed by a stranger": (signed(STRANGER), "The answer's signature does not hold"),
    "signed with an algorithm not promised": (signed(alg="RS512"), "The answer was not signed as it must be"),
    "edited": (edited, "The answer's signature does not hold"),
    "not a token": (lambda server: setattr(server, "raw", lambda _token: "x"), "The answer's signature does not hold"),
    "discovery of another issuer": (says(issuer="https://evil.example"), "The answer came from somebody else"),
    "a token address without TLS": (says(token_endpoint="http://evil.example/token"), "This did not come the trusted way"),
    "no PKCE": (says(code_challenge_methods_supported=["plain"]), "This did not come the trusted way"),
    "unsigned is promised": (says(id_token_signing_alg_values_supported=["none", "HS256"]), "The answer was not signed"),
}


def nobody_came_in(traveller: Traveller, database: Database) -> None:
    assert traveller.get("/account").heading == "Sign in"
    with database.reading() as session:
        assert session.execute(select(func.count(Person.id))).scalar_one() == 0


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str, traveller: Traveller, calder: OpenIdServer, database: Database) -> None:
    lie, heading = LIES[name]
    calder.set_user("s-1", name="Ana Ruiz", email="ana@calder.example")
    lie(calder)
    traveller.get("/sign-in").press(
        "Continue", address="ana@calder.example", status=403 if calder.says.keys() - ONLY_LATER else 200
    )
    if traveller.heading.startswith("On to"):
        traveller.come_back(calder.recognise(traveller.where_to(), "s-1"), status=403)
    assert traveller.heading.startswith(heading), name
    assert "Nobody was signed in by it." in traveller.text
    assert "IT desk, 555 0100" in traveller.text
    nobody_came_in(traveller, database)


ONLY_LATER = {"id_token_signing_alg_values_supported"}


def test_signed_by_a_stranger_under_the_true_keys_name(traveller: Traveller, calder: OpenIdServer, database: Database) -> None:
    calder.key, calder.header = STRANGER, {"kid": calder.own_key.kid}
    assert traveller.sign_on(calder, "s-1", status=403).heading == "The answer's signature does not hold"
    nobody_came_in(traveller, database)


def test_an_answer_counts_once(traveller: Traveller, calder: OpenIdServer) -> None:
    back = calder.recognise(traveller.set_out(), "s-1")
    cookies = traveller.client.get_cookie("__Host-openward", domain="localhost")
    assert cookies is not None
    traveller.come_back(back)
    traveller.client.set_cookie("__Host-openward", cookies.value, domain="localhost", secure=True)
    assert traveller.come_back(back, status=403).heading == "This sign-on was used already"


def test_an_answer_counts_only_in_the_browser_that_set_out(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database
) -> None:
    """Somebody else's answer, sent as a link, would sign a person in as somebody else."""
    back = calder.recognise(traveller.set_out(), "s-1")
    other = Traveller(house)
    assert other.come_back(back, status=403).heading == "This sign-on did not begin here"
    nobody_came_in(other, database)
    for state in (None, "made-up"):
        assert other.come_back(with_query(back, state=state), status=403).heading == "This sign-on did not begin here"


def test_the_code_of_another_sign_on_is_refused(
    traveller: Traveller, calder: OpenIdServer, house: Flask, database: Database
) -> None:
    """PKCE: the provider gives nothing for it."""
    stolen = parse_qs(urlsplit(calder.recognise(Traveller(house).set_out(), "s-1")).query)["code"][0]
    own = calder.recognise(traveller.set_out(), "s-2")
    traveller.come_back(with_query(own, code=stolen), status=403)
    assert traveller.heading == "This sign-on was used already"
    nobody_came_in(traveller, database)


def test_mix_up(traveller: Traveller, calder: OpenIdServer, harbour: OpenIdServer, database: Database) -> None:
    """The answer of one provider is brought to the address of the other."""
    back = calder.recognise(traveller.set_out(), "s-1")
    traveller.come_back(back.replace("/calder/", "/harbour/"), status=403)
    assert traveller.heading == "The answer came from somebody else"
    assert "/oauth2/token" not in harbour.asked
    nobody_came_in(traveller, database)


@pytest.mark.parametrize("iss", ["https://evil.example", None])
def test_who_promised_to_sign_answers_must(
    traveller: Traveller, calder: OpenIdServer, database: Database, iss: str | None
) -> None:
    calder.set_user("s-1", name="Ana Ruiz", email="ana@calder.example")
    calder.says = {"authorization_response_iss_parameter_supported": True}
    back = calder.recognise(traveller.set_out(), "s-1")
    assert traveller.come_back(with_query(back, iss=iss), status=403).heading == "The answer came from somebody else"
    assert "/oauth2/token" not in calder.asked
    nobody_came_in(traveller, database)
    good = calder.recognise(traveller.set_out(), "s-1")
    traveller.come_back(with_query(good, iss=calder.issuer))
    assert traveller.get("/account").heading == "Your account"


def test_whoever_stops_there_is_told(traveller: Traveller, calder: OpenIdServer, database: Database) -> None:
    back = calder.recognise(traveller.set_out(), "s-1")
    traveller.come_back(with_query(back, code=None, error="access_denied"), status=403)
    assert traveller.heading == "The sign-on was stopped on the other side"
    nobody_came_in(traveller, database)


def test_an_answer_after_half_an_hour_is_late(traveller: Traveller, calder: OpenIdServer, database: Database) -> None:
    back = calder.recognise(traveller.set_out(), "s-1")
    with database.transaction() as session:
        session.execute(update(SignOnTicket).values(ends_at=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)))
    assert traveller.come_back(back, status=403).heading == "This took too long"
    nobody_came_in(traveller, database)


def test_a_provider_that_is_down_is_said_to_be(traveller: Traveller, calder: OpenIdServer, database: Database) -> None:
    calder.is_down = True
    traveller.get("/sign-in").press("Continue", address="ana@calder.example", status=503)
    assert traveller.heading == "The provider does not answer"
    calder.is_down = False
    back = calder.recognise(traveller.set_out(), "s-1")
    calder.is_down = True
    assert traveller.come_back(back, status=503).heading == "The provider does not answer"
    nobody_came_in(traveller, database)


def test_a_new_key_is_fetched_and_invented_ones_are_not_asked_for_each_time(
    house: Flask, calder: OpenIdServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calder.set_user("s-1", name="Ana Ruiz", email="ana@calder.example")
    Traveller(house).sign_on(calder, "s-1")
    calder.keys = [calder.own_key, STRANGER]
    calder.key = STRANGER
    for _try in range(3):
        assert Traveller(house).sign_on(calder, "s-1", status=403).heading == "The answer's signature does not hold"
    assert calder.asked.count("/jwks") == 1
    monkeypatch.setattr("app.sign_on.discovery.KEYS_AT_MOST_EVERY", dt.timedelta(0))
    assert Traveller(house).sign_on(calder, "s-1").get("/account").heading == "Your account"
    assert calder.asked.count("/jwks") == 2
    assert calder.asked.count("/.well-known/openid-configuration") == 1


def test_what_is_not_signed_is_asked_for_and_must_be_of_the_same_subject(
    traveller: Traveller, calder: OpenIdServer, database: Database
) -> None:
    calder.set_user("s-1", name="Ana Ruiz", email="ana@calder.example")
    claims(sub="s-2")(calder)
    assert traveller.sign_on(calder, "s-1", status=403).heading == "The answer's signature does not hold"
    nobody_came_in(traveller, database)
    claims(name=None)(calder)
    assert "Ana Ruiz" in traveller.sign_on(calder, "s-1").get("/account").text
