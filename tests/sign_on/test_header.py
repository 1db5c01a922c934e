"""Headers of a proxy in front: believed from the trusted address with the shared secret, from nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import PersonIdentifier
from app.database.sessions import Database
from app.sign_on.describing import Claims, HeaderProvider
from app.sign_on.header import Header
from app.sign_on.shapes import Answer, Introduction, Reason, Refused, Way
from tests.factories.people import LONG_AGO
from tests.factories.sign_on import SECRET, Traveller

GIVEN = {"X-Subject-Id": "ana@calder.example", "X-Name": "Ána Ruiz".encode().decode("latin-1"), "X-Mail": "ana@calder.example"}
PROXY = {"X-Openward-Proxy": SECRET}
WAY = Way("state", "nonce", "verifier")


def provider(**changed: Any) -> HeaderProvider:
    facts = {
        "id": "federation", "name": "InCommon", "kind": "header", "contact": "desk", "proxies": ["127.0.0.1", "10.0.5.0/28"],
        "secret_header": "X-Openward-Proxy", "secret_from": "S", "subject": ["X-Subject-Id", "X-Eppn"],
        "claims": Claims(name="X-Name", address="X-Mail", affiliation="X-Affiliation"), "affiliations": {"faculty": "researcher"},
    }  # fmt: skip
    return HeaderProvider.model_validate(facts | changed)


def receive(headers: dict[str, str], peer: str = "127.0.0.1", **changed: Any) -> Introduction:
    door = Header(provider(**changed), base_address="https://localhost", secret=SECRET)
    return door.receive(Answer({}, headers, peer, LONG_AGO), WAY)


def test_the_proxys_word(traveller: Traveller, database: Database, house: Flask) -> None:
    """The proxy lets nobody but recognised people through to the address; here the test is the proxy."""
    way = traveller.get("/sign-in").press("InCommon").where_to()
    assert way.startswith("https://localhost/sign-on/federation/back?state=")
    answer = traveller.client.get(way, headers=GIVEN | PROXY, base_url="https://localhost")
    assert answer.status_code == 302
    assert traveller.get(answer.location).heading == "Which mailbox is yours?"
    again = traveller.client.get(way, headers=GIVEN | PROXY, base_url="https://localhost")
    assert again.status_code == 403


def test_headers_of_a_browser_are_refused(traveller: Traveller, database: Database) -> None:
    way = traveller.get("/sign-in").press("InCommon").where_to()
    traveller.get(way, headers=GIVEN, status=403)
    assert traveller.heading == "This did not come the trusted way"
    assert "federation@calder.example" in traveller.text
    way = traveller.get("/sign-in").press("InCommon").where_to()
    traveller.get(way, headers=GIVEN | PROXY, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}, status=403)
    assert traveller.get("/account").heading == "Sign in"
    with database.reading() as session:
        assert not session.scalars(select(PersonIdentifier)).all()


def test_the_header_alone_signs_nobody_in(traveller: Traveller) -> None:
    """Without a sign-on that this browser began, even the proxy's word opens nothing."""
    traveller.get("/sign-on/federation/back", headers=GIVEN | PROXY, status=403)
    assert traveller.heading == "This sign-on did not begin here"
    assert traveller.get("/account", headers=GIVEN | PROXY).heading == "Sign in"


def test_what_is_read() -> None:
    found = receive(GIVEN | PROXY | {"X-Affiliation": "member@calder.example;faculty@calder.example"})
    assert (found.subject, found.name, found.affiliation) == ("ana@calder.example", "Ána Ruiz", "researcher")
    assert receive(PROXY | {"X-Eppn": "ana@calder.example"}).subject == "ana@calder.example"


def test_a_federation_vouches_for_no_mailbox_but_one_institution_does() -> None:
    one: dict[str, Any] = {"domains": ["calder.example"], "entity_header": "X-Entity", "entities": ["https://id.calder.example"]}
    assert not receive(GIVEN | PROXY, domains=["calder.example"]).address_is_proven
    assert receive(GIVEN | PROXY | {"X-Entity": "https://id.calder.example"}, **one).address_is_proven
    with pytest.raises(Refused, match="another provider"):
        receive(GIVEN | PROXY | {"X-Entity": "https://evil.example"}, **one)


def test_a_second_factor_by_the_word_of_one_institution() -> None:
    one: dict[str, Any] = {"entity_header": "X-Entity", "entities": ["https://id.calder.example"]}
    mfa: dict[str, Any] = {"second_factor": {"X-Context": ["https://refeds.org/profile/mfa"]}}
    headers = GIVEN | PROXY | {"X-Entity": "https://id.calder.example", "X-Context": "https://refeds.org/profile/mfa"}
    assert receive(headers, **one, **mfa).second_factor
    assert not receive(headers, **one).second_factor
    assert not receive(headers | {"X-Context": "https://refeds.org/profile/sfa"}, **one, **mfa).second_factor


@pytest.mark.parametrize("peer", ["203.0.113.9", "10.0.5.16", "", "unix:", "::2", "fe80::1%eth0"])
def test_peers_that_are_not_the_proxy(peer: str) -> None:
    with pytest.raises(Refused) as refusal:
        receive(GIVEN | PROXY, peer)
    assert refusal.value.reason == Reason.NOT_TRUSTED


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.5.15", "::ffff:127.0.0.1"])
def test_peers_that_are(peer: str) -> None:
    assert receive(GIVEN | PROXY, peer).subject


@pytest.mark.parametrize(
    "headers",
    [{"X-Openward-Proxy": ""}, {"X-Openward-Proxy": SECRET[:-1]}, {"X-Openward-Proxy": f"{SECRET},{SECRET}"}, {}],
)
def test_wrong_secrets(headers: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        receive(GIVEN | headers)
    assert refusal.value.reason == Reason.NOT_TRUSTED


@pytest.mark.parametrize("subject", ["ana@calder.example,boss@calder.example", "ana@calder.example;boss@calder.example"])
def test_a_subject_that_came_twice_is_nobodys(subject: str) -> None:
    with pytest.raises(Refused, match="twice"):
        receive(GIVEN | PROXY | {"X-Subject-Id": subject})


def test_no_subject_no_introduction() -> None:
    with pytest.raises(Refused, match="subject"):
        receive(PROXY | {"X-Mail": "ana@calder.example"})
