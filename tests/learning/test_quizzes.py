"""The quiz pages' own answers: where each address leads, and what a refused answer looks like."""

from __future__ import annotations

import pytest
from flask import Flask

from app.assessment.attempting import submit
from app.database.sessions import Database
from tests.factories.attempts import AT, Begun, begin, begin_course, take
from tests.factories.content import SMALL, changed
from tests.factories.people import sign_in
from tests.visitor import Visitor

QUIZ = "/courses/keys/keys/quiz"


@pytest.fixture
def begun(database: Database) -> Begun:
    with database.transaction() as session:
        return begin_course(session)


@pytest.fixture
def ana(begun: Begun, visitor: Visitor) -> Visitor:
    return sign_in(visitor)


def begin_here(database: Database, begun: Begun) -> str:
    with database.transaction() as session:
        return f"{QUIZ}/{begin(session, begun).code}"


def test_an_open_attempt_leads_to_its_first_open_question(ana: Visitor, begun: Begun, database: Database) -> None:
    base = begin_here(database, begun)
    assert ana.get(base).path == f"{base}/1"
    assert ana.get(f"{base}/result").path == f"{base}/review"


def test_an_attempt_handed_in_leads_to_its_result(ana: Visitor, begun: Begun, database: Database) -> None:
    with database.transaction() as session:
        attempt = begin(session, begun)
        submit(session, attempt_id=attempt.id, module=begun.module, at=AT)
        base = f"{QUIZ}/{attempt.code}"
    for page in ("", "/1", "/all", "/review"):
        assert ana.get(base + page).path == f"{base}/result"
    assert ana.heading == "Not yet: 0 of 6"
    assert "There was no answer." in ana.text


def test_handing_in_again_shows_the_same_result(ana: Visitor, begun: Begun, database: Database) -> None:
    base = begin_here(database, begun)
    ana.get(f"{base}/review").press("Hand in")
    ana.post(f"{base}/review")
    assert ana.path == f"{base}/result"


def test_an_answer_that_was_never_offered_is_refused_on_the_page(ana: Visitor, begun: Begun, database: Database) -> None:
    base = begin_here(database, begun)
    for position in range(1, 7):
        ana.get(f"{base}/{position}")
        if ana.page.query("main input[type=radio]"):
            ana.post(f"{base}/{position}", {"answer": "99"}, status=422)
            assert "does not belong to the question" in ana.text
            assert ana.page.query('a[href="#answer"]')
            return
    raise AssertionError("no question with one choice was drawn")


def test_limits_that_an_author_sets_are_said_before_and_held(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        files = changed(SMALL, "quizzes/keys.md", "draw: 6", "draw: 6\nattempts: 1")
        begun = begin_course(session, files=files)
        take(session, begun, right=0)
    ana = sign_in(visitor).get(QUIZ)
    assert "There is one attempt." in ana.text
    assert "No new attempt can begin now" in ana.text
    ana.post(QUIZ, status=409)


def test_nobody_takes_a_quiz_unknown(app: Flask, begun: Begun, database: Database) -> None:
    stranger = Visitor(app)
    assert stranger.get(QUIZ).path == "/sign-in"
    assert stranger.get(begin_here(database, begun) + "/1").path == "/sign-in"
