from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from app.catalogue.shapes import Question
from app.credentials.codes import in_fours
from app.database.sessions import Database
from app.practice.practising import questions_of
from app.practice.queries import find_round, practices_of
from app.settings import Settings
from tests.factories.attempts import right_answer, typed, wrong_answer
from tests.factories.completions import Finished, store_finished
from tests.factories.people import make_person, sign_in
from tests.factories.practice import hear_what_is_due
from tests.visitor import Visitor


@pytest.fixture
def finished(database: Database) -> Finished:
    return store_finished(database)


@pytest.fixture
def ana(visitor: Visitor, finished: Finished) -> Visitor:
    return sign_in(visitor)


def opened(database: Database, settings: Settings, finished: Finished, place: int = 0) -> tuple[str, list[Question]]:
    """The code of a round whose day has come, and what it asks."""
    with database.transaction() as session:
        code = practices_of(session, finished.person_id)[0].rounds[place].code
        hear_what_is_due(session, settings, at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
        _practice, asked = find_round(session, code=code, person_id=finished.person_id)
        return code, questions_of(session, asked)


def fields(questions: list[Question], right: int) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for place, question in enumerate(questions, start=1):
        sent |= typed(question, right_answer(question) if place <= right else wrong_answer(question), f"q{place}-")
    return sent


def test_nothing_is_on_until_somebody_says_so(ana: Visitor, database: Database, finished: Finished) -> None:
    assert "Practice is not switched on" in ana.get("/practice").text
    with database.reading() as session:
        assert practices_of(session, finished.person_id) == []


@pytest.mark.parametrize("place", ["course", "certificate"])
def test_it_is_switched_on_where_something_was_completed(ana: Visitor, finished: Finished, place: str) -> None:
    address = "/courses/keys" if place == "course" else f"/certificates/{in_fours(finished.certificate.code)}"
    ana.get(address).press("Switch on practice")
    assert ana.path == "/practice"
    assert "Practice is on. A letter comes in two weeks" in ana.text
    assert "After two weeks: a letter comes on" in ana.text
    assert "Practice is on. The next three questions come on" in ana.get(address).text


def test_an_unfinished_course_offers_none(app: Flask, database: Database, finished: Finished) -> None:
    assert "Will it stick" not in Visitor(app).get("/courses/keys").text
    with database.transaction() as session:
        make_person(session, "Bo Lind")
    stranger = sign_in(Visitor(app), "bo.lind@calder.example")
    assert "Will it stick" not in stranger.get("/courses/keys").text
    stranger.post("/practice", {"completion": finished.completion.code}, status=404)


def test_answered_and_told_what_stuck(ana: Visitor, database: Database, settings: Settings, finished: Finished) -> None:
    ana.get("/courses/keys").press("Switch on practice")
    code, questions = opened(database, settings, finished)
    ana.get(f"/practice/{code}")
    assert ana.heading == "Three questions, after two weeks"
    ana.press("See what stuck", **fields(questions, right=2))
    assert ana.heading == "Two of three have stuck"
    assert ana.path == f"/practice/{code}"
    assert len([link for link in ana.page.query("main a") if "Read again" in link.to_text()]) == 1
    ana.follow("Read again")
    assert ana.path.startswith("/courses/keys/keys/")
    assert "After two weeks: two of three had stuck" in ana.get("/practice").text
    ana.follow("had stuck")
    assert ana.path == f"/practice/{code}"


def test_what_cannot_be_taken_stays_as_typed(ana: Visitor, database: Database, settings: Settings, finished: Finished) -> None:
    ana.get("/courses/keys").press("Switch on practice")
    code, questions = opened(database, settings, finished)
    sent = fields(questions, right=3)
    place, kind = next((place, one) for place, one in enumerate(questions, start=1) if one.type in ("single", "multiple"))
    ana.get(f"/practice/{code}").post(f"/practice/{code}", {**sent, f"q{place}-answer": "nonsense"}, status=422)
    assert len(ana.page.query(".govuk-error-message")) == 1
    ana.press("See what stuck", **typed(kind, right_answer(kind), f"q{place}-"))
    assert ana.heading == "All of it has stuck"


def test_nothing_answered_is_none_stuck(ana: Visitor, database: Database, settings: Settings, finished: Finished) -> None:
    ana.get("/courses/keys").press("Switch on practice")
    code, _questions = opened(database, settings, finished)
    ana.get(f"/practice/{code}").press("See what stuck")
    assert ana.heading == "None of it has stuck yet"
    assert "There was no answer." in ana.text


def test_before_its_day_and_after_it_is_off_no_question_is_shown(ana: Visitor, database: Database, finished: Finished) -> None:
    ana.get("/courses/keys").press("Switch on practice")
    with database.reading() as session:
        code = practices_of(session, finished.person_id)[0].rounds[0].code
    assert "Its day has not come yet" in ana.get(f"/practice/{code}", status=409).text
    ana.get("/practice").press("Switch off")
    assert "Practice is off. No more letters come." in ana.text
    assert "switched off" in ana.get(f"/practice/{code}", status=409).text
    assert "Switch on practice" in ana.get("/courses/keys").text


def test_deleted_for_good(ana: Visitor, database: Database, settings: Settings, finished: Finished) -> None:
    ana.get("/courses/keys").press("Switch on practice")
    code, _questions = opened(database, settings, finished)
    ana.get("/practice").press("Delete")
    assert "Nothing of it is left" in ana.text
    ana.get(f"/practice/{code}", status=404)
    with database.reading() as session:
        assert practices_of(session, finished.person_id) == []


def test_nobody_else_sees_or_changes_it(
    ana: Visitor, app: Flask, database: Database, settings: Settings, finished: Finished
) -> None:
    ana.get("/courses/keys").press("Switch on practice")
    code, _questions = opened(database, settings, finished)
    with database.transaction() as session:
        make_person(session, "Bo Lind")
        practice = practices_of(session, finished.person_id)[0].code
    stranger = sign_in(Visitor(app), "bo.lind@calder.example")
    assert "Looking after keys" not in stranger.get("/practice").text
    stranger.get(f"/practice/{code}", status=404)
    stranger.get("/practice").post(f"/practice/{code}", {}, status=404)
    stranger.get("/practice").post("/practice/off", {"practice": practice}, status=404)
    stranger.get("/practice").post("/practice/delete", {"practice": practice})
    with database.reading() as session:
        assert practices_of(session, finished.person_id)[0].is_on
