"""A quiz as somebody takes it, without JavaScript: every type of question, one a screen or all at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.assessment.models import Attempt, Response
from app.assessment.queries import read_sitting
from app.catalogue.live import LiveCourse
from app.catalogue.queries import module_version
from app.catalogue.shapes import Question, QuestionType
from app.database.sessions import Database
from app.enrolments.reading import mark_read
from app.records.models import Completion
from tests.factories.attempts import AT, right_answer, typed, wrong_answer
from tests.factories.content import SMALL, changed, publish_files, publish_sample
from tests.factories.people import PASSWORD, make_person, sign_in
from tests.visitor import Visitor

QUIZ = "/courses/keys/keys/quiz"


@pytest.fixture
def course(database: Database) -> LiveCourse:
    with database.transaction() as session:
        make_person(session)
        return publish_sample(session)


@pytest.fixture
def ana(course: LiveCourse, visitor: Visitor) -> Visitor:
    return sign_in(visitor)


def drawn(database: Database) -> list[Question]:
    """The questions of the attempt begun last, in order."""
    with database.reading() as session:
        sitting = read_sitting(session, session.scalar(select(func.max(Attempt.id))) or 0)
        module = module_version(session, sitting.version_id)
        return [module.question(asked.question_id) for asked in sitting.asked]


def position_of(visitor: Visitor) -> int:
    found = re.fullmatch(r"Question (\d+) of 6", visitor.heading)
    assert found, visitor.heading
    return int(found[1])


def answer_all(visitor: Visitor, database: Database, right: int) -> Visitor:
    """From the first question on, one a screen: `right` of them right."""
    for position, question in enumerate(drawn(database), start=1):
        assert position_of(visitor) == position
        value = right_answer(question) if position <= right else wrong_answer(question)
        visitor.press("Save and go on", **typed(question, value))
    return visitor


def test_one_question_a_screen_to_a_passed_quiz(ana: Visitor, database: Database) -> None:
    ana.get(QUIZ)
    assert ana.heading == "Quiz: looking after keys"
    assert "Six questions. Four right answers pass." in ana.text
    assert "no limit" in ana.text
    ana.press("Begin")
    answer_all(ana, database, right=5)
    assert ana.heading == "Every question is answered"
    ana.press("Hand in")
    assert ana.heading == "Passed: 5 of 6"
    assert "One answer is worth another look." in ana.text
    assert len(ana.page.query("details[open]")) == 1
    assert len(ana.page.query("details")) == 6
    ana.get(QUIZ)
    assert "You have passed this quiz" in ana.text
    assert "5 of 6, passed" in ana.text


def test_every_type_is_saved_and_shown_again_as_it_was_given(ana: Visitor, database: Database) -> None:
    seen = set()
    for _attempt in range(2):
        ana.get(QUIZ).press("Begin")
        for position, question in enumerate(drawn(database), start=1):
            address = ana.path
            fields = typed(question, right_answer(question))
            ana.press("Save and go on", **fields)
            ana.get(address)
            again = values_on(ana)
            assert {name: sorted(again.get(name, [])) for name in fields} == {
                name: sorted([value] if isinstance(value, str) else value) for name, value in fields.items()
            }
            seen.add(question.type)
            ana.press("Save and go on")
            assert position == 6 or position_of(ana) == position + 1
        ana.press("Hand in")
        assert ana.heading == "Passed: 6 of 6"
    assert seen == set(QuestionType)


def values_on(visitor: Visitor) -> dict[str, list[str]]:
    """What the form at hand has chosen or typed in, by field."""
    found: dict[str, list[str]] = {}
    for field in visitor.page.query("main input[checked], main input[type=text]"):
        found.setdefault(attribute(field, "name"), []).append(attribute(field, "value"))
    for field in visitor.page.query("main select"):
        chosen = [option for option in field.query("option") if "selected" in (option.attrs or {})]
        found[attribute(field, "name")] = [attribute(option, "value") or option.to_text() for option in chosen]
    return found


def attribute(node: Any, name: str) -> str:
    return str(node.attrs.get(name) or "")


def test_not_yet_says_what_to_read_and_tries_again_with_other_questions(ana: Visitor, database: Database) -> None:
    ana.get(QUIZ).press("Begin")
    first = {question.slug for question in drawn(database)}
    answer_all(ana, database, right=2).press("Hand in")
    assert ana.heading == "Not yet: 2 of 6"
    assert "Four are needed." in ana.text
    assert "worth reading first" in ana.text
    assert "New questions are ready when you are." in ana.text
    assert len(ana.page.query("details[open]")) == 4
    assert "Read again:" in ana.text
    ana.press("Try again")
    assert position_of(ana) == 1
    assert {"who-answers", "what-a-key-opens", "why-count"} | first <= {question.slug for question in drawn(database)} | first


def test_the_last_answer_completes_the_course_when_its_pages_are_read(
    ana: Visitor, database: Database, course: LiveCourse
) -> None:
    ana.get(QUIZ).press("Begin")
    with database.transaction() as session:
        enrolment_id = session.scalars(select(Attempt.enrolment_id)).one()
        for page in course.pages:
            mark_read(session, enrolment_id=enrolment_id, page=page, at=AT)
    answer_all(ana, database, right=6).press("Hand in")
    assert "The course is completed" in ana.text
    assert "It is on your record for good." in ana.text
    assert ana.page.query(".ow-note--seal")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Completion)) == 1


def test_the_whole_quiz_as_one_form(ana: Visitor, database: Database) -> None:
    ana.get(QUIZ).press("all questions on one page")
    assert ana.heading == "All 6 questions"
    questions = drawn(database)
    some = right_fields(questions, {1, 3})
    ana.press("Save and stay here", **some)
    assert "Two answers are saved" in ana.text
    ana.press("Save and look over", **right_fields(questions, {1, 2, 3, 4, 5, 6}))
    assert ana.heading == "Every question is answered"
    assert ana.press("Hand in").heading == "Passed: 6 of 6"


def right_fields(questions: list[Question], positions: set[int]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for position, question in enumerate(questions, start=1):
        fields |= typed(question, right_answer(question), f"q{position}-") if position in positions else {}
    return fields


def begin_with(visitor: Visitor, database: Database, type: QuestionType, words: str) -> tuple[int, Question]:
    """An attempt that asks a question of this type, and which one: two attempts ask every question there is."""
    for _attempt in range(2):
        visitor.get(QUIZ).press(words)
        for position, question in enumerate(drawn(database), start=1):
            if question.type == type:
                return position, question
        visitor.get(visitor.path.rpartition("/")[0] + "/review").press("Hand in")
    raise AssertionError(f"no question of type {type} was drawn")


def test_what_cannot_be_read_is_explained_and_stays_as_it_was_typed(ana: Visitor, database: Database) -> None:
    number, ordered = begin_with(ana, database, QuestionType.ORDER, "all questions on one page")
    questions = drawn(database)
    other, good = next((place, one) for place, one in enumerate(questions, start=1) if one.type == QuestionType.SINGLE)
    twice = {f"q{number}-answer-{choice.id}": "2" for choice in ordered.choices}
    ana.press("Save and look over", status=422, **{**twice, **typed(good, right_answer(good), f"q{other}-")})
    assert "Place 2 is given more than once." in ana.text
    assert "One answer is saved" in ana.text
    assert ana.page.query(f'a[href="#q{number}-answer"]')
    assert all(values_on(ana)[name] == ["2"] for name in twice)
    again = typed(ordered, right_answer(ordered), f"q{number}-")
    assert ana.press("Save and look over", **again).heading == "Four questions are still open"


def test_a_number_that_is_none_is_explained_on_its_own_page(ana: Visitor, database: Database) -> None:
    number, _question = begin_with(ana, database, QuestionType.NUMBER, "Begin")
    ana.get(f"{ana.path.rpartition('/')[0]}/{number}").press("Save and go on", answer="five", status=422)
    assert "Write it in digits" in ana.text
    assert values_on(ana)["answer"] == ["five"]


def test_the_review_names_what_is_open_and_hands_in_all_the_same(ana: Visitor, database: Database) -> None:
    ana.get(QUIZ).press("Begin")
    ana.press("Save and go on")
    assert position_of(ana) == 2, "a question may be left for later"
    ana.press("Save and go on", **typed(drawn(database)[1], right_answer(drawn(database)[1])))
    ana.follow("Look over and hand in")
    assert ana.heading == "Five questions are still open"
    assert len(ana.page.query("main ul a")) == 5
    assert position_of(ana.follow("Question 3")) == 3
    ana.get(QUIZ)
    assert "One answer of 6 is saved." in ana.text
    assert position_of(ana.follow("Go on with question 1")) == 1
    ana.follow("Look over and hand in").press("Hand in")
    assert ana.heading == "Not yet: 1 of 6"


def test_two_tabs_and_a_double_click_lose_and_double_nothing(app: Flask, ana: Visitor, database: Database) -> None:
    ana.get(QUIZ)
    token = ana.token
    for _press in range(2):
        ana.client.post(QUIZ, data={"csrf_token": token, "way": "one"})
    ana.get(QUIZ).follow("Go on with question 1")
    stale = {attribute(field, "name"): attribute(field, "value") for field in ana.page.query("main form input[type=hidden]")}
    address, question = ana.path, drawn(database)[0]
    ana.press("Save and go on", **typed(question, right_answer(question)))
    ana.post(address, {**stale, **typed(question, right_answer(question))})
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1
        assert session.scalars(select(Response.answer)).all() == [right_answer(question)]
    ana.post(address, stale)
    with database.reading() as session:
        assert session.scalars(select(Response.answer)).all() == [right_answer(question)], (
            "an empty stale form takes nothing away"
        )
    ana.get(address.rpartition("/")[0] + "/review").press("Hand in")
    ana.post(address, {**stale, **typed(question, wrong_answer(question))}, status=409)
    assert "handed in" in ana.text
    assert ana.get(address).heading == "Not yet: 1 of 6"


def test_an_open_attempt_goes_on_unchanged_after_a_publication(ana: Visitor, database: Database) -> None:
    ana.get(QUIZ).press("Begin")
    prompts = [question.prompt for question in drawn(database)]
    files = changed(changed(SMALL, "quizzes/keys.md", "draw: 6", "draw: 2"), "quizzes/keys.md", "pass_mark: 4", "pass_mark: 2")
    files = changed(files, "quizzes/keys.md", "Put the steps in order.", "Order the steps.")
    with database.transaction() as session:
        publish_files(session, files, reason="A shorter quiz")
    assert [question.prompt for question in drawn(database)] == prompts
    answer_all(ana, database, right=4).press("Hand in")
    assert ana.heading == "Passed: 4 of 6"
    assert "Two questions." in ana.get(QUIZ).text


def test_another_persons_attempt_is_not_there(app: Flask, ana: Visitor, database: Database) -> None:
    ana.get(QUIZ).press("Begin")
    base = ana.path.rpartition("/")[0]
    with database.transaction() as session:
        make_person(session, "Ben Okafor")
    ben = sign_in(Visitor(app), "ben.okafor@calder.example")
    for page in ("", "/1", "/all", "/review", "/result"):
        ben.get(base + page, status=404)
    ben.get(QUIZ)
    for page in ("/1", "/all", "/review"):
        ben.post(base + page, {"answer": "1"}, status=404)
        ben.get(QUIZ)
    Visitor(app).get(base).get("/courses/keys/nothing/quiz", status=200)
    ana.get("/courses/keys/nothing/quiz", status=404)
    ana.get(base + "/7", status=404)


def test_an_answer_sent_after_the_session_ended_is_saved_once_after_sign_in(ana: Visitor, database: Database) -> None:
    ana.get(QUIZ).press("Begin")
    question = drawn(database)[0]
    with ana.client.session_transaction(base_url="https://localhost") as held:
        held["seen"] = 0
    ana.press("Save and go on", **typed(question, right_answer(question)))
    assert ana.path == "/sign-in"
    ana.press("Sign in", address="ana.ruiz@calder.example", password=PASSWORD)
    waiting = ana.path
    ana.press("Save it now")
    assert position_of(ana) == 2
    with database.reading() as session:
        assert session.scalars(select(Response.answer)).all() == [right_answer(question)]
    ana.get(waiting, status=409)
