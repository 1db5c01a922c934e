"""Your data, who looked, being erased, the notice, the seal."""

from __future__ import annotations

import hashlib
import json

import pytest

from app import clock
from app.audit.heads import parse_head
from app.audit.sealing import seal_batch
from app.database.sessions import Database
from app.entry.own_data import TABLES
from app.privacy.inventory import owned_tables
from app.privacy.notices import notices
from app.requirements.seal_signing import is_head_signed
from app.requirements.signing import signer_from
from tests.conftest import SETTINGS
from tests.factories.people import make_person, sign_in
from tests.site.world import make_world
from tests.visitor import Visitor

PUBLISHED = {"2026-11-22": "44679fa0d7da0fa29b85ab42ef66d6b02351e35226edbe032c18037c43208422"}
"""A published notice is never changed: make a new file with a new day."""


@pytest.fixture
def ana(visitor: Visitor, database: Database) -> Visitor:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    return sign_in(visitor)


def test_published_notices_are_never_changed() -> None:
    assert {notice.since_on.isoformat(): notice.digest for notice in notices()} == PUBLISHED
    assert [hashlib.sha256(notice.text.encode()).hexdigest() for notice in notices()] == [notice.digest for notice in notices()]


def test_everything_held_as_json_and_as_a_page(ana: Visitor) -> None:
    ana.get("/account").follow("Your data")
    data = json.loads(ana.client.get("/account/data.json").get_data())
    assert [row["name"] for row in data["tables"]["person"]] == ["Ana Ruiz"]
    assert data["rows"] == sum(len(rows) for rows in data["tables"].values())
    response = ana.client.get("/account/data.html")
    assert "attachment" in response.headers["Content-Disposition"]
    assert "Ana Ruiz" in response.text
    assert response.text.endswith("</html>\n")


def test_every_table_of_somebodys_has_a_heading() -> None:
    assert set(TABLES) == set(owned_tables())


def test_the_notice_is_shown_until_it_is_read(ana: Visitor) -> None:
    ana.get("/")
    assert "How your data is kept" in ana.text
    ana.follow("The privacy notice").press("I have read it").get("/")
    assert "How your data is kept" not in ana.text
    ana.get("/privacy")
    assert "You read it on" in ana.text
    assert "Calder University can blank who you are" in ana.text
    assert "until three years after the award ends" in ana.text
    assert "ends after eight hours without a request" in ana.text
    assert "{" not in ana.text
    ana.post("/privacy/read", {"digest": "0" * 64}, status=404)
    ana.get("/privacy?since=1999-01-01", status=404)


def test_asking_to_be_erased_and_taking_it_back(ana: Visitor) -> None:
    ana.get("/account/data").follow("What that means").press("Ask to be erased")
    assert "You asked on" in ana.text
    ana.press("Take the request back")
    assert "You asked to be erased" not in ana.text


def test_nobody_has_looked_yet(ana: Visitor) -> None:
    assert "Nobody has looked." in ana.get("/account/looks").text


def test_the_seal_is_public_and_signed(visitor: Visitor, database: Database) -> None:
    assert "Nothing is sealed yet." in visitor.get("/seal").text
    assert visitor.client.get("/seal.json").status_code == 404
    with database.transaction() as session:
        make_world(session)
    with database.transaction() as session:
        sealed, _count = seal_batch(session, SETTINGS["seal_key"], at=clock.now(), kept=None)
    text = visitor.client.get("/seal.json").text
    data, head = json.loads(text), parse_head(text)
    assert head == sealed
    keys = {"keys": [signer_from(SETTINGS["signing_key"]).public]}
    assert is_head_signed(head, data["signature"], keys)
    assert not is_head_signed(parse_head(data["head"].replace("seal ", "seal 1")), data["signature"], keys)
    assert "The newest seal as JSON" in visitor.get("/seal").text
