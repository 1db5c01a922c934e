"""Choosing a path, reading it, completing by it; and a course with a quiz of its own."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.attempting import submit
from app.assessment.models import Attempt
from app.assessment.queries import read_sitting
from app.catalogue.paths import course_on_path, span_of
from app.catalogue.queries import asking_version, current_course
from app.credentials.completing import complete_if_done
from app.database.sessions import Database
from app.enrolments.enrolling import choose_path, open_enrolment, start_cycle
from app.enrolments.models import Enrolment, PageRead
from app.enrolments.reading import mark_read
from app.errors import Conflict
from app.learning.browsing import change_path, look_at_course
from app.learning.lessons import find_module
from app.learning.reading_on import step_after
from app.learning.sitting import quiz_on_path
from app.records.models import Completion
from tests.factories.attempts import AT, Begun, right_answer, take, typed
from tests.factories.content import changed, publish_sample
from tests.factories.path_texts import PATHS
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor

BY_ROLE = "/courses/keys-by-role"


@pytest.fixture
def learner(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        publish_sample(session, files=PATHS)
        make_person(session)
    return sign_in(visitor)


def path_kept(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Enrolment.path)).one()


def begin(session: Session, path: str) -> Begun:
    course = publish_sample(session, files=PATHS, slug="keys-by-role")
    person = make_person(session)
    enrolment = open_enrolment(session, person_id=person.id, course=course, at=AT)
    choose_path(session, enrolment_id=enrolment.id, path=path)
    return Begun(person.id, enrolment.id, course, course.modules[0])


def test_she_chooses_when_she_begins_and_meets_what_is_hers(learner: Visitor, database: Database) -> None:
    learner.get(BY_ROLE).press("Begin", role="student", field="archives")
    assert path_kept(database) == "student+archives"
    learner.press("Done. Go on to Lending a key")
    assert [head.to_text().strip() for head in learner.page.query(".ow-prose > .ow-ask h3")][1] == "A box"
    folds = [fold.to_text().strip() for fold in learner.page.query(".ow-prose > details summary")]
    assert folds == ["Another case, from Wet laboratories: The freezer", "For: Guard"]
    learner.press("Done. Go on to Whom to ask")
    assert "Page 3 of 3" in learner.text


def test_a_case_of_another_field_stays_open_once_it_is_begun(learner: Visitor) -> None:
    learner.get(BY_ROLE).press("Begin", role="student", field="archives").press("Done. Go on to Lending a key")
    assert open_folds(learner) == [False, False]
    address = learner.path + "/scenarios/the-freezer"
    learner.post(address, {"step": value_of(learner, "input[name=step]"), "way": value_of(learner, "button[name=way]")})
    assert open_folds(learner) == [True, False]


def open_folds(learner: Visitor) -> list[bool]:
    return ["open" in (fold.attrs or {}) for fold in learner.page.query(".ow-prose > details")[:2]]


def value_of(learner: Visitor, field: str) -> str:
    (found, *_others) = learner.page.query(f"#scenario-the-freezer {field}")
    return str((found.attrs or {})["value"])


def test_she_changes_it_and_may_look_at_the_others(learner: Visitor, database: Database) -> None:
    learner.get(BY_ROLE).press("Begin", role="student", field="")
    learner.get(BY_ROLE)
    assert "You read it as: Student. Change" in learner.text
    learner.follow("The rounds of a guard")
    assert "Count the keys each night" in learner.text
    learner.get(BY_ROLE).press("Keep this choice", role="guard", field="wet-labs")
    assert path_kept(database) == "guard+wet-labs"
    assert "You read it as: Guard, Wet laboratories. Change" in learner.text
    assert "Pages for others" not in learner.text


def test_what_is_not_offered_is_not_kept(learner: Visitor, database: Database) -> None:
    learner.get(BY_ROLE).post(f"{BY_ROLE}/path", {"role": "emperor", "field": "wet-labs"})
    assert path_kept(database) == "wet-labs"


def test_a_reader_without_an_account_meets_the_first_path_and_may_look_around(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session, files=PATHS)
    assert "Shown for: Student, until you choose." in visitor.get(f"{BY_ROLE}/keys/lending").text
    assert [fold.to_text().strip() for fold in visitor.page.query(".ow-prose > details summary")][1] == "For: Guard"
    assert "3 pages" in visitor.get(BY_ROLE).text
    visitor.follow("The rounds of a guard")
    assert "This page is for: Guard. Nobody else is asked to read it; you may." in visitor.text
    assert "Page 3 of 4" in visitor.text


def test_where_the_course_opens_the_choice_is_asked_once(learner: Visitor, database: Database) -> None:
    learner.get(f"{BY_ROLE}/keys/lending")
    assert "Shown for: Student, until you choose. Choose what is for you" in learner.text
    learner.get(f"{BY_ROLE}/keys/index")
    assert "What do you do?" in learner.text
    assert len(learner.page.query("input[name=role][value=student][checked]")) == 1
    learner.press("Keep this choice", role="guard", field="archives")
    assert path_kept(database) == "guard+archives"
    assert (learner.path, "What do you do?" in learner.text) == (f"{BY_ROLE}/keys/index", False)
    assert "until you choose" not in learner.get(f"{BY_ROLE}/keys/lending").text


def test_a_block_that_is_folded_still_takes_answers(learner: Visitor) -> None:
    learner.get(BY_ROLE).press("Begin", role="student", field="")
    address = f"{BY_ROLE}/keys/lending"
    learner.get(address).post(f"{address}/checks/book-of-keys", {"answer": "1"})
    assert "Where else." in learner.text


@pytest.mark.parametrize(("path", "is_done"), [("student", True), ("guard", False), ("", True)])
def test_completing_asks_only_for_the_pages_of_the_path(session: Session, path: str, is_done: bool) -> None:
    begun = begin(session, path)
    for page in begun.course.pages:
        if page.slug != "rounds":
            mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=AT)
    take(session, begun, right=6)
    completion = complete_if_done(session, enrolment_id=begun.enrolment_id, course=begun.course, at=AT)
    assert (completion is not None) == is_done
    if completion is not None:
        seen = look_at_course(session, slug="keys-by-role", person_id=begun.person_id).course
        assert completion.minutes == seen.minutes < course_on_path(begun.course, "guard").minutes


def test_changing_the_path_may_complete_the_course_and_afterwards_it_stays(session: Session) -> None:
    begun = begin(session, "guard")
    for page in begun.course.pages:
        if page.slug != "rounds":
            mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=AT)
    take(session, begun, right=6)
    assert change_path(session, slug="keys-by-role", person_id=begun.person_id, path="student", at=AT)
    with pytest.raises(Conflict, match="completed"):
        change_path(session, slug="keys-by-role", person_id=begun.person_id, path="guard", at=AT)
    again = start_cycle(session, person_id=begun.person_id, course=begun.course, at=AT, after=1)
    assert (again.cycle, again.path) == (2, "student")


def test_a_course_with_its_own_quiz_is_completed_by_it(learner: Visitor, database: Database) -> None:
    learner.get("/courses/keys-in-short")
    assert "Quiz: keys in short" in learner.text
    learner.press("Begin").press("Done. Go on to Whom to ask").press("Done. Go on to the quiz")
    assert learner.heading == "Quiz: keys in short"
    learner.press("Begin")
    assert learner.get("/").heading.endswith("to go")
    learner.get("/go-on")
    with database.reading() as session:
        attempt = session.scalars(select(Attempt)).one()
        course = asking_version(session, attempt.version_id)
        asked = [course.question(one.question_id) for one in read_sitting(session, attempt.id).asked]
    for question in asked:
        learner.press("Save and go on", **typed(question, right_answer(question)))
    learner.press("Hand in")
    assert learner.heading == "Passed: 2 of 2"
    with database.reading() as session:
        assert session.scalars(select(Completion)).one().minutes == current_course(session, "keys-in-short").minutes


def test_an_attempt_stays_on_the_course_version_it_began_on(session: Session) -> None:
    course = publish_sample(session, files=PATHS, slug="keys-in-short")
    enrolment = open_enrolment(session, person_id=make_person(session).id, course=course, at=AT)
    attempt, result = take(session, Begun(0, enrolment.id, course, course), right=2)  # type: ignore[arg-type]
    assert (attempt.module_id, attempt.version_id, result.is_pass) == (course.item_id, course.version_id, True)
    assert submit(session, attempt_id=attempt.id, module=course, at=AT) == result


def test_pages_follow_the_order_of_a_course_that_names_them(session: Session) -> None:
    mixed = PATHS["modules/courses/keys-in-short.md"].replace(b"keys/asking]", b"travel/packing, keys/asking]")
    course = publish_sample(session, files=PATHS | {"modules/courses/keys-in-short.md": mixed}, slug="keys-in-short")
    seen = course_on_path(course, "")
    steps = [step_after(seen, find_module(seen, page.module), page) for page in seen.pages]
    assert [step.values.get("page") for step in steps] == ["packing", "asking", None]
    assert steps[-1].endpoint == "learning.quiz"


def test_a_course_that_names_pages_counts_them_through_its_modules(visitor: Visitor, database: Database) -> None:
    mixed = PATHS["modules/courses/keys-in-short.md"].replace(b"keys/asking]", b"travel/packing, keys/asking]")
    with database.transaction() as session:
        publish_sample(session, files=PATHS | {"modules/courses/keys-in-short.md": mixed})
        make_person(session)
    learner = sign_in(visitor)
    learner.get("/courses/keys-in-short/keys/lending")
    assert "Page 1 of 3" in learner.text
    learner.press("Done. Go on to Packing")
    assert "Page 2 of 3" in learner.text
    assert learner.get("/go-on").path == "/courses/keys-in-short/travel/packing"
    assert "Go on with Keys in short, page 2" in learner.get("/courses/keys-in-short").text
    assert learner.get("/courses/keys-in-short/travel/packing").follow("Lending a key").heading == "Lending a key"


def test_what_one_reader_answered_in_a_folded_block_no_other_sees(learner: Visitor, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Kim Lee")
    other = sign_in(Visitor(learner.client.application), "kim.lee@calder.example")
    address = f"{BY_ROLE}/keys/lending"
    for reader in (learner, other):
        reader.get(BY_ROLE).press("Begin", role="student", field="")
        reader.get(address)
    learner.post(f"{address}/checks/book-of-keys", {"answer": "1"})
    assert "Where else." in learner.get(address).text
    assert "Where else." not in other.get(address).text


def test_a_quiz_asks_only_what_the_path_teaches(session: Session) -> None:
    """A question about the guard's rounds is for guards."""
    asked = "## who-answers {objective=know-why page=rounds}"
    files = changed(PATHS, "quizzes/keys.md", "## who-answers {objective=know-why page=index}", asked)
    course = publish_sample(session, files=files, slug="keys-by-role")
    for path, is_asked in [("student", False), ("guard", True), ("", False)]:
        quiz = quiz_on_path(course, "keys", path).quiz
        assert quiz is not None
        assert ("who-answers" in {question.slug for question in quiz.questions}) == is_asked
    assert len(course.modules[0].content.quiz.questions) == 8  # type: ignore[union-attr]


def test_what_is_known_may_be_shown_in_a_course_with_its_own_quiz(learner: Visitor, database: Database) -> None:
    learner.get("/courses/keys-in-short").press("Begin")
    learner.get("/courses/keys-in-short/keys/lending").follow("I know this")
    assert "Who lends a key?" in learner.text
    assert "Who is asked first?" not in learner.text
    wrong: dict[str, Any] = {"q1-answer": "2"}
    learner.press("Check my answers", status=422, **wrong)
    learner.press("Check my answers", **wrong | {"q1-answer": "1"})
    assert learner.heading == "Whom to ask"
    with database.reading() as session:
        assert session.scalars(select(PageRead.manner)).all() == ["known"]


def test_who_has_not_chosen_is_told_how_long_each_path_takes(learner: Visitor, database: Database) -> None:
    with database.reading() as session:
        course = current_course(session, "keys-by-role")
    assert dict(course.content.by_path) == {path: course_on_path(course, path).minutes for path in ("student", "guard")}
    least, most = span_of(course)
    assert least == course_on_path(course, "").minutes < most
    assert f"{least} to {most} min, by role" in learner.get("/courses").text
    assert f"Student {least} min" in learner.get(BY_ROLE).text
    learner.press("Begin", role="guard", field="")
    assert f"{most} min ·" in learner.get(BY_ROLE).text
