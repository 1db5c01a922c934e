"""Sorting, reading with a pencil and spotting, without a script and with one."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database.sessions import Database
from app.workbook.models import Keepsake
from tests.factories.content import SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor

PAGE = "/courses/keys/keys/asking"
PATH = "modules/keys/asking.md"


@pytest.fixture
def learner(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
    return sign_in(visitor).get(PAGE)


def kept(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Keepsake)) or 0


def lab(learner: Visitor, id: str) -> str:
    return " ".join(learner.page.query(f"#{id}")[0].to_text().split())


def put(learner: Visitor, **places: Any) -> None:
    """`places` by the names of their fields."""
    learner.press("Check what I put", **places)


def attribute(node: Any, name: str) -> str:
    return str(node.attrs[name])


def field(learner: Visitor, words: str) -> str:
    """The name of the select beside the item with these words."""
    item = next(item for item in learner.page.query("#sort-on-the-ring form li") if words in item.to_text())
    return attribute(item.query("select")[0], "name")


def box(learner: Visitor, words: str) -> str:
    item = next(one for one in learner.page.query(".govuk-checkboxes__item") if words in one.to_text())
    return attribute(item.query("input")[0], "value")


def test_a_worked_item_gives_the_reason_before_the_answer(learner: Visitor) -> None:
    words = lab(learner, "sort-on-the-ring")
    assert words.index("Everybody makes tea") < words.index("So it goes to: By the door")
    assert "Two people may open it" not in words


def test_a_sort_is_marked_thing_by_thing(learner: Visitor) -> None:
    cold, gate = field(learner, "cold store"), field(learner, "the gate")
    put(learner, **{cold: "by-the-door"})
    assert "0 of 1 right. 3 still to put." in lab(learner, "sort-on-the-ring")
    assert "Not right You put it into: By the door. It goes to: In the safe." in lab(learner, "sort-on-the-ring")
    assert "A second one hangs in the safe" not in learner.text
    night = attribute(learner.page.query("#sort-on-the-ring select")[1], "name")
    assert gate != night
    put(learner, **{gate: "by-the-door", night: "in-the-safe", field(learner, "broken"): "on-no-hook"})
    words = lab(learner, "sort-on-the-ring")
    assert "3 of 4 right." in words
    assert "Right at Night It goes to: In the safe and By the door." in words
    assert "Check what I put" not in words
    learner.press("Start over")
    assert len(learner.page.query("#sort-on-the-ring select")) == 4


def test_everything_in_its_place_begins_with_right(learner: Visitor) -> None:
    places = ["in-the-safe", "by-the-door", "by-the-door", "on-no-hook"]
    names = [attribute(one, "name") for one in learner.page.query("#sort-on-the-ring select")]
    put(learner, **dict(zip(names, places, strict=True)))
    head = learner.page.query("#sort-on-the-ring [data-feedback]")[0]
    assert " ".join(head.to_text().split()) == "Right All 4 are in their places."


def test_clauses_are_counted_as_hits_misses_and_false_alarms(learner: Visitor) -> None:
    learner.press("Check what I ticked", answer=[box(learner, "Silence"), box(learner, "Loss")])
    words = lab(learner, "clauses-the-loan")
    assert "Found: 1 of 2. Missed: 1. False alarms: 1." in words
    for part in ("A hit: you questioned it, and rightly Silence.", "Missed: this one is worth a question Copies."):
        assert part in words
    for part in ("A false alarm: this one may stand Loss.", "Rightly left alone Date."):
        assert part in words
    learner.press("Try again")
    assert "Found:" not in learner.text


def test_spotting_shows_the_stage_of_each(learner: Visitor) -> None:
    assert "Fundamental research: A theory" in lab(learner, "clauses-three-locks")
    assert "Development: A pick for every lock" in lab(learner, "clauses-three-locks")
    token, pick = learner.token, box(learner, "A pick")
    learner.client.post(f"{PAGE}/clauses/three-locks", data={"csrf_token": token, "answer": pick})
    assert "Right You found all 1, without a false alarm." in lab(learner.get(PAGE), "clauses-three-locks")


def test_without_a_tick_nothing_is_kept_and_it_is_said(learner: Visitor, database: Database) -> None:
    learner.press("Check what I ticked")
    assert "Tick at least one, then check." in learner.text
    learner.press("Check what I put")
    assert kept(database) == 0


@pytest.mark.parametrize(("kind", "slug", "id"), [("sorts", "on-the-ring", "sort"), ("clauses", "the-loan", "clauses")])
def test_a_script_gets_the_lab_alone(learner: Visitor, kind: str, slug: str, id: str) -> None:
    fields = {"csrf_token": learner.token, "answer": box(learner, "Silence")}
    answer = learner.client.post(f"{PAGE}/{kind}/{slug}", data=fields, headers={"X-Part": "1"})
    assert answer.status_code == 200
    assert answer.text.strip().startswith(f'<section class="ow-block ow-ask" id="{id}-{slug}" data-part')
    plain = learner.client.post(f"{PAGE}/{kind}/{slug}", data=fields)
    assert plain.location == f"{PAGE}#{id}-{slug}"
    foreign = {"csrf_token": learner.token, "answer": "x", "answer-x": "y"}
    assert learner.client.post(f"{PAGE}/{kind}/{slug}", data=foreign, headers={"X-Part": "1"}).status_code == 422
    assert learner.client.post(f"{PAGE}/{kind}/nowhere", data=fields).status_code == 404


def test_the_workbook_shows_prints_and_deletes_them(learner: Visitor, database: Database) -> None:
    put(learner, **{field(learner, "broken"): "on-no-hook"})
    learner.press("Check what I ticked", answer=[box(learner, "Silence")])
    learner.get("/workbook")
    for words in ("Which hook is it for?", "1 of 1 right. 3 still to put.", "It opens nothing.", "Found: 1 of 2."):
        assert words in learner.text
    assert "Two people may open it" not in learner.text
    learner.press("Delete")
    learner.press("Delete")
    assert kept(database) == 0


def test_a_changed_text_can_still_be_deleted(learner: Visitor, database: Database) -> None:
    learner.press("Check what I ticked", answer=[box(learner, "Silence")])
    with database.transaction() as session:
        publish_files(session, changed(SMALL, PATH, "Nobody is told", "No one is told"), reason="Reworded")
    assert "has changed or gone" in learner.get("/workbook").text
    learner.press("Delete")
    assert kept(database) == 0


def test_who_is_not_signed_in_sees_every_answer_and_no_form(learner: Visitor, app: Flask) -> None:
    other = Visitor(app).get(PAGE)
    assert other.page.query("main form") == []
    for words in ("So it goes to: On no hook.", "Worth a question Copies.", "May stand Loss."):
        assert words in other.text
