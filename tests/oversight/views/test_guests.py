from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.database.sessions import Database
from app.mail.models import Letter
from tests.oversight.conftest import Calder, nodes
from tests.visitor import Visitor

FIELDS: dict[str, Any] = {"name": "Gia Guest", "address": "gia@elsewhere.example", "because": "You are named on a subaward."}


def test_a_guest_is_mailed_a_link(database: Database, calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.paul).get("/people").follow("Invite a guest")
    visitor.press("Invite the guest", **FIELDS, unit="physics")
    assert "A letter to Gia Guest is on its way" in visitor.text
    visitor.follow("Gia Guest")
    assert "Last asked to train" in visitor.text
    assert "Partner at another institution" in visitor.text
    with database.reading() as session:
        assert session.scalars(select(Letter.kind)).all() == ["guest"]


def test_a_copied_link_is_shown_once(database: Database, calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.paul).get("/guests/new").press("Invite the guest", **FIELDS, unit="physics", way="copy")
    link = nodes(visitor, "#link")[0].to_text()
    assert "/welcome/" in link
    assert link not in visitor.get("/people?words=gia").follow("Gia Guest").response.text
    with database.reading() as session:
        assert session.scalars(select(Letter.kind)).all() == []
    visitor.client.get("/sign-out")
    other = Visitor(visitor.client.application)
    other.get(link.removeprefix("https://localhost"))
    assert "Paul Physics of Calder University invites you" in other.text


def test_what_is_missing_is_said(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.paul).get("/guests/new")
    visitor.press("Invite the guest", **{**FIELDS, "because": ""}, unit="physics", status=422)
    assert "why it is due" in visitor.text
    visitor.press("Invite the guest", **FIELDS, unit="physics", due_on="2020-01-01", status=422)
    visitor.press(
        "Invite the guest", **{**FIELDS, "address": "phil.physics@calder.example"}, unit="physics", due_on="", status=422
    )
    assert "has an account already" in visitor.text
    visitor.press("Invite the guest", **FIELDS, unit="arts", due_on="", status=422)


def test_a_personal_link_is_for_people_in_reach(database: Database, calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.paul).get(f"/people/{calder.nell.code}").follow("Give a personal link")
    visitor.press("Make the link", because="The proposal goes out soon.", way="copy")
    assert nodes(visitor, "#link")[0].to_text() == "https://localhost/sign-in?next=/courses/keys"
    visitor.get(f"/people/{calder.nell.code}/link").press("Make the link", because="The proposal goes out soon.")
    with database.reading() as session:
        assert session.scalars(select(Letter.kind)).all() == ["personal"]
    visitor.get(f"/people/{calder.art.code}/link", status=404)
