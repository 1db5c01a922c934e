"""A person's own word about talent programmes."""

from __future__ import annotations

import pytest

from app.database.sessions import Database
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor


@pytest.fixture
def ana(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        make_person(session)
    return sign_in(visitor)


def test_it_says_what_is_meant_and_what_is_not_forbidden_before_it_asks(ana: Visitor) -> None:
    ana.get("/record").follow("Your word about talent programmes")
    assert "Both of these, together." in ana.text
    assert "What is not forbidden" in ana.text
    assert len(ana.page.query(".ow-prose li")) == 13


def test_the_word_is_given_by_a_tick_and_stands_apart_from_training(ana: Visitor) -> None:
    ana.get("/record/talent-programmes").press("Certify it", status=422)
    assert "Tick the box if it is so" in ana.text
    ana.press("Certify it", is_so="y")
    assert "Your word is on record, with today's date." in ana.text
    ana.get("/record")
    tables = [table.query("caption")[0].to_text() for table in ana.page.query("table")]
    assert tables == ["Certifications about talent programmes, newest first"]
    assert ana.client.get("/record.json").get_json()["completions"] == []


def test_no_other_award_can_be_named(ana: Visitor) -> None:
    ana.get("/record/talent-programmes").press("Certify it", status=422, is_so="y", occasion="nih-talent:someone-elses")
    assert "Choose one from the list" in ana.text
