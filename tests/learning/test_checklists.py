"""Checklists used for projects, in a browser."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.database.sessions import Database
from app.workbook.models import Project
from tests.factories.content import SMALL, changed, publish_files, publish_sample
from tests.factories.days import today
from tests.factories.people import make_person, sign_in
from tests.queries import counted_queries
from tests.visitor import Visitor

PATH = "modules/keys/asking.md"
ITEMS = ["Ask what for.", "Write down the name.", "Set a date."]


@pytest.fixture
def learner(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
        make_person(session, "Bo Lind")
    return sign_in(visitor)


def found(visitor: Visitor, selector: str) -> list[Any]:
    return list(visitor.page.query(selector))


def begin(learner: Visitor, name: str = "Store key", review_on: str = "") -> Visitor:
    return learner.get("/checklists").press("Begin the list", name=name, review_on=review_on)


def in_days(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def keys(learner: Visitor) -> list[str]:
    return [str(box.attrs["value"]) for box in found(learner, "input[name=item]")]


def test_the_lists_of_the_lessons_are_there(learner: Visitor) -> None:
    learner.get("/courses/keys/keys/asking").follow("Use this list for a project of yours")
    assert learner.heading == "Checklists for your projects"
    assert all(item in learner.text for item in ITEMS)
    assert found(learner, "option[selected]")[0].attrs["value"] == "keys/asking/before-lending"
    learner.follow("Whom to ask")
    assert learner.path == "/courses/keys/keys/asking"


def test_ticks_notes_and_the_day_are_kept_and_printed(learner: Visitor) -> None:
    begin(learner, review_on=in_days(30))
    assert learner.heading == "Store key: 0 of 3 done"
    first, second, _third = keys(learner)
    fields: dict[str, Any] = {"item": [first], f"note-{second}": "Ask Bo.\n<b>Twice</b>"}
    learner.press("Keep the list", **fields)
    assert learner.heading == "Store key: 1 of 3 done"
    assert "Kept, for you alone." in learner.text
    printed = " ".join(node.to_text() for node in found(learner, "main .ow-paper"))
    assert "Ask Bo." in printed
    assert "<b>Twice</b>" in printed
    assert "To be looked at again on" in printed
    assert "checked" in found(learner, "#item-1")[0].attrs
    assert not [node for node in found(learner, "main button") if not _is_left_out_of_print(node)]
    assert learner.get("/checklists").heading == "No review is due"
    assert "1 of 3" in learner.text


def _is_left_out_of_print(node: Any) -> bool:
    while node is not None:
        if "ow-screen" in str((getattr(node, "attrs", None) or {}).get("class", "")):
            return True
        node = getattr(node, "parent", None)
    return False


def test_a_day_that_has_come_is_said_in_words(learner: Visitor) -> None:
    begin(learner, "Store key", in_days(0))
    assert "Review due" in learner.text
    begin(learner, "Archive key", in_days(5))
    assert "Review due" not in learner.text
    assert learner.get("/checklists").heading == "One review is due"
    learner.follow("Store key").press("Keep the list", review_on="")
    assert learner.get("/checklists").heading == "No review is due"
    assert "No day set" in learner.text


def test_a_day_that_was_kept_may_pass_and_no_other(learner: Visitor, database: Database) -> None:
    begin(learner, review_on=in_days(5))
    with database.transaction() as session:
        session.execute(update(Project).values(review_on=today() - dt.timedelta(days=3)))
    assert "Review due" in learner.get(learner.path).text
    learner.press("Keep the list", item=keys(learner)[:1])
    assert learner.heading == "Store key: 1 of 3 done"
    learner.press("Keep the list", status=422, review_on=in_days(-4))
    assert "This day has passed" in found(learner, ".govuk-error-summary")[0].to_text()


def test_a_changed_list_keeps_ticks_and_shows_what_is_new(learner: Visitor, database: Database) -> None:
    begin(learner)
    learner.press("Keep the list", item=keys(learner)[:2])
    with database.transaction() as session:
        publish_files(session, changed(SMALL, PATH, "- Ask what for.\n", "- Count the keys.\n"), reason="Another item")
    learner.get(learner.path)
    assert learner.heading == "Store key: 1 of 3 done"
    assert "One item is new" in learner.text
    assert "Count the keys. (new)" in learner.text
    assert "Ask what for. (no longer on the list)" in learner.text
    learner.press("Keep the list")
    assert "(new)" not in learner.text
    with database.transaction() as session:
        publish_files(session, changed(SMALL, PATH, "::: checklist before-lending", "::: checklist before"), reason="Renamed")
    assert "no longer published" in learner.get(learner.path).text
    learner.press("Keep the list")
    assert "Kept, for you alone." in learner.text


@pytest.mark.parametrize(
    ("name", "review_on", "words"),
    [
        ("", "", "Give it a name"),
        ("x" * 121, "", "longer than 120"),
        ("Store key", "31 June", "31 June is no day"),
        ("Store key", "0026-01-01", "between the years"),
        ("Store key", "2020-01-01", "This day has passed"),
    ],
)
def test_what_cannot_be_kept_stays_in_the_form(learner: Visitor, name: str, review_on: str, words: str) -> None:
    learner.get("/checklists").press("Begin the list", status=422, name=name, review_on=review_on)
    assert words in found(learner, ".govuk-error-summary")[0].to_text()
    values = [node.attrs.get("value") for node in found(learner, "#use-name,#use-review")]
    assert values == [name, review_on]


def test_a_note_that_is_too_long_stays_in_the_form(learner: Visitor) -> None:
    begin(learner)
    first, second, _third = keys(learner)
    fields: dict[str, Any] = {"item": [second], f"note-{first}": "y" * 1001}
    learner.press("Keep the list", status=422, **fields)
    assert "longer than 1000 characters" in found(learner, ".govuk-error-summary")[0].to_text()
    assert found(learner, "textarea")[0].to_text() == "y" * 1001
    assert ["checked" in box.attrs for box in found(learner, "input[name=item]")] == [False, True, False]


def test_a_list_that_nobody_has_cannot_be_begun(learner: Visitor) -> None:
    learner.get("/checklists").post("/checklists", {"list": "keys/asking/other", "name": "A"}, status=422)
    assert "Choose a list" in learner.text


def test_nobody_else_sees_it_and_its_owner_deletes_it(learner: Visitor, app: Flask) -> None:
    begin(learner)
    path = learner.path
    other = sign_in(Visitor(app), "bo.lind@calder.example")
    assert "Store key" not in other.get("/checklists").text
    other.get(path, status=404)
    other.get("/checklists").post(path, {"item": []}, status=404)
    other.get("/checklists").post(f"{path}/delete", status=404)
    other.get("/workbook")
    assert "Store key" not in other.text
    learner.get(path).press("Delete it")
    assert "Nothing of it is left" in learner.text
    learner.get(path, status=404)


def test_deleting_the_whole_workbook_takes_it_along(learner: Visitor) -> None:
    begin(learner)
    path = learner.path
    learner.get("/workbook").press("Delete everything")
    learner.get(path, status=404)


def test_many_projects_cost_no_more_questions(learner: Visitor, database: Database) -> None:
    begin(learner)
    with counted_queries(database) as few:
        learner.get("/checklists")
    for number in range(4):
        begin(learner, f"Key {number}")
    with counted_queries(database) as more:
        learner.get("/checklists")
    assert len(few) == len(more) <= 5
