"""The reading room as somebody without an account walks through it."""

from __future__ import annotations

import datetime as dt

import pytest

from app.catalogue.models import Scope
from app.database.sessions import Database
from tests.factories.content import AT, changed, publish_files
from tests.factories.library import WITH_LIBRARY
from tests.queries import counted_queries
from tests.visitor import Visitor

LENDING = "modules/keys/lending.md"


@pytest.fixture(autouse=True)
def published(database: Database) -> None:
    with database.transaction() as session:
        publish_files(session, WITH_LIBRARY)


def test_from_the_menu_to_a_term_and_on(visitor: Visitor) -> None:
    visitor.get("/courses")
    visitor.follow("Reading room")
    visitor.follow("Glossary")
    assert "Also: keeper of keys, warden. 2 meanings" in visitor.text
    visitor.follow("Key holder")
    assert visitor.heading == "Key holder"
    assert "The locksmiths, 2020" in visitor.text
    assert "The doors" in visitor.text
    visitor.follow("Lock hygiene")
    assert visitor.heading == "Lock hygiene"
    visitor.get("/glossary/nothing", status=404)


def test_cases_by_what_to_recognise_each_beside_another(visitor: Visitor) -> None:
    visitor.get("/cases")
    assert "Allegations settled; no finding of liability" in visitor.text
    visitor.follow("A courtesy")
    assert visitor.heading == "A courtesy"
    assert "The mended drawer" in visitor.text
    assert "A school of keys" not in visitor.text
    visitor.follow("The mended drawer")
    assert "What a good institution does" in visitor.text
    assert "The drawer stood open for a year." in visitor.text
    visitor.get("/cases?recognise=nothing", status=404)
    visitor.get("/cases/nothing", status=404)


def test_cards_say_when_they_were_reviewed(visitor: Visitor) -> None:
    visitor.get("/around-the-world")
    assert "Rules of the guild" in visitor.text
    assert "1 November 2026" in visitor.text


def test_search_says_where_the_words_stand(visitor: Visitor) -> None:
    visitor.get("/search?q=drawer")
    assert visitor.heading == "2 places for “drawer”"
    visitor.get("/search?q=safekeeping+of+keys")
    assert "Also looked for: Lock hygiene" in visitor.text
    visitor.get("/search?q=drawwer").follow("drawer")
    assert visitor.heading == "2 places for “drawer”"
    visitor.get("/search?q=walrus")
    assert visitor.heading == "Nothing found for “walrus”"
    visitor.get("/search")
    assert visitor.heading == "Search"
    visitor.get("/search?q=%00%27%22%3Cscript%3E")
    assert visitor.heading == "Nothing found for “'\"<script>”"


def test_a_course_says_what_has_changed(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        reworded = changed(WITH_LIBRARY, LENDING, "pocket", "coat")
        publish_files(session, reworded, at=AT + dt.timedelta(days=2), scope=Scope.EDITORIAL, reason="A better word")
    visitor.get("/courses/keys")
    assert "reviewed 1 November 2026" in visitor.text
    visitor.follow("What has changed")
    assert "Version 1.1 is the one in force" in visitor.text
    assert "A better word" in visitor.text
    assert "First publication" in visitor.text
    visitor.get("/courses/nothing/changes", status=404)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/glossary", 2), ("/glossary/key-keeper", 3), ("/cases", 2), ("/around-the-world", 3), ("/search?q=key", 3)],
)
def test_few_queries(visitor: Visitor, database: Database, address: str, most: int) -> None:
    visitor.get(address)
    with counted_queries(database) as seen:
        visitor.get(address)
    assert len(seen) <= most, seen
