from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database.sessions import Database
from app.workbook.models import Keepsake
from tests.factories.content import SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor

PAGES = "/courses/keys/keys"
PART = {"X-Part": "1"}


@pytest.fixture
def learner(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
        make_person(session, "Bo Lind")
    return sign_in(visitor)


def kept(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Keepsake)) or 0


def test_a_check_has_a_second_try_before_the_answer(learner: Visitor) -> None:
    learner.get(f"{PAGES}/index").press("Check my answer", answer="1")
    assert learner.path == f"{PAGES}/index"
    assert "You have another try" in learner.text
    assert "Somebody signed for it" in learner.text
    assert "The signature says so" not in learner.text
    learner.press("Check my answer", answer="3")
    assert "The signature says so" in learner.text
    learner.press("Try again")
    assert "Not right" not in learner.text
    learner.press("Check my answer", answer="2")
    assert "Your answer, right" in learner.text


def test_without_a_script_the_answer_comes_back_to_its_place(learner: Visitor) -> None:
    learner.get(f"{PAGES}/index").press("Check my answer", answer="2", follow=False, status=302)
    assert learner.response.location == f"{PAGES}/index#check-who-holds"


def test_a_script_gets_the_part_alone(learner: Visitor) -> None:
    token = learner.get(f"{PAGES}/index").token
    fields = {"csrf_token": token, "answer": "1"}
    answer = learner.client.post(f"{PAGES}/index/checks/who-holds", data=fields, headers=PART)
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section class="ow-block ow-ask" id="check-who-holds" data-part')
    assert learner.client.post(f"{PAGES}/index/checks/nowhere", data=fields, headers=PART).status_code == 404


def test_a_scenario_is_walked_back_and_started_over(learner: Visitor) -> None:
    learner.get(f"{PAGES}/lending").press("Ask what for")
    assert "The visitor forgot a bag" in learner.text
    learner.press("Hand it over")
    assert "How it ends" in learner.text
    assert [step.to_text() for step in learner.page.query(".ow-path li")] == ["A visitor asks", "You asked", "The key is gone"]
    took = [" ".join(step.to_text().split()) for step in learner.page.query(".ow-taken-all li")]
    assert took == [
        "A visitor asks. You chose: Ask what for It costs a minute.",
        "You asked. You chose: Hand it over Now you know why, but not for how long.",
    ]
    learner.press("One step back")
    assert "The path you took" not in learner.text
    assert "The visitor forgot a bag" in learner.text
    learner.press("Start over")
    assert "A visitor asks for your key" in learner.text


def test_ticks_and_a_note_are_kept(learner: Visitor) -> None:
    learner.get(f"{PAGES}/asking").press("Keep my ticks", item=["1", "3"])
    boxes = [box.attrs or {} for box in learner.page.query("input[name=item]")]
    ticked = [box["value"] for box in boxes if "checked" in box]
    assert ticked == ["1", "3"]
    learner.press("Keep the note", note="Ask Bo.\n<b>Twice</b>")
    assert learner.page.query("textarea")[0].to_text() == "Ask Bo.\n<b>Twice</b>"


def test_the_workbook_holds_everything_and_deletes_it(learner: Visitor, database: Database) -> None:
    learner.get(f"{PAGES}/index").press("Check my answer", answer="1")
    learner.get(f"{PAGES}/lending").press("Ask what for")
    learner.get(f"{PAGES}/asking").press("Keep my ticks", item=["2"])
    learner.get(f"{PAGES}/lending").press("Keep the note", note="My own words")
    learner.get("/workbook")
    heads = [head.to_text().strip() for head in learner.page.query("main h2")]
    assert heads == ["Looking after keys", "Lending a key", "Whom to ask"]
    for words in ("Who answers for a key?", "Ask what for", "Write down the name", "My own words"):
        assert words in learner.text
    assert "The signature says so" not in learner.text
    learner.press("Delete")
    assert kept(database) == 3
    learner.press("Delete everything")
    assert kept(database) == 0
    assert "Nothing is kept yet" in learner.text


def test_another_person_sees_and_deletes_nothing_of_it(learner: Visitor, app: Flask, database: Database) -> None:
    learner.get(f"{PAGES}/lending").press("Keep the note", note="My own words")
    other = sign_in(Visitor(app), "bo.lind@calder.example")
    for address in ("/workbook", f"{PAGES}/lending"):
        assert "My own words" not in other.get(address).text
    other.post("/workbook/delete", {"module": "keys", "page": "lending", "kind": "note", "block": ""})
    other.post("/workbook/delete-all")
    assert kept(database) == 1


def test_what_was_kept_of_a_changed_page_can_still_be_deleted(learner: Visitor, database: Database) -> None:
    learner.get(f"{PAGES}/index").press("Check my answer", answer="1")
    without = changed(SMALL, "modules/keys/index.md", "::: check who-holds", "::: check who-signs")
    with database.transaction() as session:
        publish_files(session, without, reason="Another question")
    assert "has changed or gone" in learner.get("/workbook").text
    learner.press("Delete")
    assert kept(database) == 0


def test_nothing_is_kept_for_nobody(database: Database, visitor: Visitor) -> None:
    with database.transaction() as session:
        publish_sample(session)
    assert not visitor.get(f"{PAGES}/index").page.query("main form")
    assert visitor.client.post(f"{PAGES}/index/checks/who-holds", data={"answer": "1"}).status_code == 302
    assert kept(database) == 0
