"""Standings: one line about a person, whoever the facts were recorded for."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.catalogue.live import LiveCourse
from app.catalogue.models import Item
from app.enrolments.enrolling import open_enrolment, start_cycle
from app.records.assigning import assign, excuse
from app.records.models import Assignment
from app.records.recording import void_completion
from app.records.standing import CourseStanding, PersonState, Standing, assignments_among, courses_among, standings
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.factories.staff import complete

ASSIGNED = dt.datetime(2026, 11, 5, 9, tzinfo=dt.UTC)
LATER = ASSIGNED + dt.timedelta(days=3)
DUE = dt.date(2026, 12, 1)
TODAY = dt.date(2026, 11, 20)


def counts(session: Session, person: Person) -> tuple[int, int, int, dt.date | None]:
    one = standings(session, [person.id])[person.id]
    return one.completed, one.under_way, one.owed, one.due_on


def owe(session: Session, person: Person, course: LiveCourse, due_on: dt.date | None = DUE) -> Assignment:
    words = "you are named on the renewal"
    return assign(session, person_id=person.id, course_id=course.item_id, because=words, due_on=due_on, by=None, at=ASSIGNED)


def test_nothing_is_a_standing_too(session: Session) -> None:
    ana = make_person(session)
    assert standings(session, [ana.id]) == {ana.id: Standing()}
    assert Standing().state(TODAY) is PersonState.NOT_BEGUN
    assert standings(session, []) == {}


def test_a_completion_after_it_ends_an_assignment_and_one_before_does_not(session: Session) -> None:
    ana, course = make_person(session), publish_sample(session)
    complete(session, ana, course, ASSIGNED - dt.timedelta(days=1))
    owe(session, ana, course)
    owe(session, ana, course, dt.date(2026, 11, 30))
    assert counts(session, ana) == (1, 0, 2, dt.date(2026, 11, 30))
    complete(session, ana, course, LATER)
    assert counts(session, ana) == (1, 0, 0, None)
    assert {owed.done_at for owed in assignments_among(session, [ana.id])} == {LATER}


def test_a_voided_completion_ends_nothing(session: Session) -> None:
    ana, course = make_person(session), publish_sample(session)
    owe(session, ana, course)
    completion, _certificate = complete(session, ana, course, LATER)
    void_completion(session, completion_id=completion.id, reason="Taken by somebody else.", by=None, at=LATER)
    assert counts(session, ana) == (0, 0, 1, DUE)
    assert [taken.voided_at for taken in courses_among(session, [ana.id])] == [LATER]


def test_an_excuse_ends_it_with_its_reason(session: Session) -> None:
    ana, course = make_person(session), publish_sample(session)
    given = owe(session, ana, course)
    excuse(session, assignment_id=given.id, reason="She left the project.", by=None, at=LATER)
    assert counts(session, ana) == (0, 0, 0, None)
    assert [owed.reason for owed in assignments_among(session, [ana.id])] == ["She left the project."]


def test_what_the_merged_one_did_counts_for_who_remains(session: Session) -> None:
    ana, former, course = make_person(session), make_person(session, "A. Ruiz"), publish_sample(session)
    owe(session, former, course)
    complete(session, ana, course, LATER)
    former.merged_into = ana.id
    session.flush()
    assert counts(session, ana) == (1, 0, 0, None)
    assert [owed.is_open for owed in assignments_among(session, [ana.id])] == [False]


def test_a_retired_course_is_owed_no_more(session: Session) -> None:
    ana, course = make_person(session), publish_sample(session)
    owe(session, ana, course)
    session.get_one(Item, course.item_id).retired_at = LATER
    session.flush()
    assert standings(session, [ana.id]) == {ana.id: Standing()}


def test_course_by_course_with_the_state_that_presses_most(session: Session) -> None:
    ana, course = make_person(session), publish_sample(session)
    open_enrolment(session, person_id=ana.id, course=course, at=ASSIGNED)
    [began] = standings(session, [ana.id])[ana.id].courses
    assert began == CourseStanding(course.slug, under_way_since=ASSIGNED)
    assert standings(session, [ana.id])[ana.id].state(TODAY) is PersonState.UNDER_WAY
    owe(session, ana, course)
    owing = standings(session, [ana.id])[ana.id]
    assert owing.courses == (CourseStanding(course.slug, under_way_since=ASSIGNED, owed=1, due_on=DUE),)
    assert (owing.state(DUE), owing.state(DUE + dt.timedelta(days=1))) == (PersonState.DUE, PersonState.OVERDUE)


def test_who_completed_it_again_and_then_began_once_more(session: Session) -> None:
    ana, course = make_person(session), publish_sample(session)
    complete(session, ana, course, ASSIGNED)
    complete(session, ana, course, LATER)
    start_cycle(session, person_id=ana.id, course=course, at=LATER + dt.timedelta(days=1))
    found = standings(session, [ana.id])[ana.id]
    assert found.courses == (CourseStanding(course.slug, completed_at=LATER, under_way_since=LATER + dt.timedelta(days=1)),)
    assert found.state(TODAY) is PersonState.UNDER_WAY
