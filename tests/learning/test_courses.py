from __future__ import annotations

import pytest
from sqlalchemy import select

from app.catalogue.queries import current_course
from app.database.sessions import Database
from app.enrolments.models import Enrolment
from app.records.models import Completion
from tests.factories.attempts import Begun, take
from tests.factories.content import AT, LARGE, publish_sample
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor


@pytest.fixture
def learner(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
    return sign_in(visitor)


def test_all_courses_are_listed_with_their_minutes_the_widest_first(database: Database, visitor: Visitor) -> None:
    assert "No course has been published yet" in visitor.get("/courses").text
    with database.transaction() as session:
        publish_sample(session, files=LARGE)
    visitor.get("/courses")
    heads = [head.to_text().strip() for head in visitor.page.query("main h2")]
    assert heads == ["Keys at home and on the road", "Looking after keys"]
    assert "27 min · 2 modules · 4 objectives · Version 1.0" in visitor.text
    visitor.follow("Looking after keys")
    assert "Say why a key is looked after" in visitor.text


def test_a_course_says_before_it_starts_what_it_asks(learner: Visitor) -> None:
    learner.get("/courses/keys")
    for words in ("23 min", "3 pages", "a quiz of 6 questions, 4 to pass", "every page is read and every quiz is passed"):
        assert words in learner.text
    learner.get("/courses/locks", status=404)


def test_begun_twice_is_one_enrolment_and_goes_on_where_she_stopped(learner: Visitor, database: Database) -> None:
    learner.get("/courses/keys").press("Begin")
    learner.post("/courses/keys/begin")
    learner.press("Done")
    with database.reading() as session:
        assert len(session.scalars(select(Enrolment)).all()) == 1
    learner.get("/courses/keys").follow("Go on with Looking after keys, page 2")
    assert learner.heading == "Lending a key"
    learner.get("/go-on")
    assert learner.heading == "Lending a key"


def test_a_module_lists_its_pages_and_what_is_read(learner: Visitor) -> None:
    learner.get("/courses/keys/keys/index").press("Done")
    learner.get("/courses/keys").follow("Looking after keys")
    learner.get("/courses/keys/keys").follow("Go on reading")
    assert learner.heading == "Lending a key"
    learner.get("/courses/keys/travel", status=404)


def test_a_completed_course_can_be_taken_again(learner: Visitor, database: Database) -> None:
    learner.get("/courses/keys").press("Begin")
    with database.transaction() as session:
        enrolment, course = session.scalars(select(Enrolment)).one(), current_course(session, "keys")
        take(session, Begun(enrolment.person_id, enrolment.id, course, course.modules[0]), right=6, at=AT)
    for _page in range(3):
        learner.press("Done")
    assert learner.path == "/courses/keys"
    assert "on your record for good" in learner.text
    assert "Completed" in learner.text
    learner.press("Take the course again")
    assert learner.heading == "Looking after keys"
    learner.post("/courses/keys/begin", {"after": "1"})
    with database.reading() as session:
        assert session.scalars(select(Enrolment.cycle).order_by(Enrolment.cycle)).all() == [1, 2]
        assert len(session.scalars(select(Completion)).all()) == 1
