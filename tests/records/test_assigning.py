from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotFound
from app.records.assigning import assign, excuse
from app.records.models import Assignment
from app.records.queries import dues_of
from app.records.recording import void_completion
from tests.factories.attempts import AT, begin_course
from tests.factories.completions import DONE, finish, make_finished
from tests.factories.people import make_person

WHY = "you are named on the DOE renewal that goes out on 15 December"
DUE = dt.date(2026, 12, 11)


def ask(session: Session, person_id: int, course_id: int, *, at: dt.datetime = AT, due_on: dt.date | None = DUE) -> Assignment:
    return assign(session, person_id=person_id, course_id=course_id, because=WHY, due_on=due_on, by=None, at=at)


def test_what_is_due_says_why_and_until_when(session: Session) -> None:
    begun = begin_course(session)
    ask(session, begun.person_id, begun.course.item_id)
    due = dues_of(session, begun.person_id)[0]
    assert (due.course, due.because, due.due_on) == ("keys", WHY, DUE)


def test_the_soonest_comes_first_and_those_without_a_date_last(session: Session) -> None:
    begun = begin_course(session)
    for due_on in (None, DUE, DUE - dt.timedelta(days=9)):
        ask(session, begun.person_id, begun.course.item_id, due_on=due_on)
    assert [due.due_on for due in dues_of(session, begun.person_id)] == [DUE - dt.timedelta(days=9), DUE, None]


def test_a_completion_ends_it_and_voiding_that_brings_it_back(session: Session) -> None:
    begun = begin_course(session)
    ask(session, begun.person_id, begun.course.item_id)
    completion = finish(session, begun)
    assert dues_of(session, begun.person_id) == []
    void_completion(session, completion_id=completion.id, reason="Taken by somebody else.", by=None, at=DONE)
    assert len(dues_of(session, begun.person_id)) == 1


def test_a_completion_from_before_does_not_end_it(session: Session) -> None:
    finished = make_finished(session)
    ask(session, finished.person_id, finished.course.item_id, at=DONE + dt.timedelta(seconds=1))
    assert len(dues_of(session, finished.person_id)) == 1


def test_who_was_merged_owes_and_has_what_the_other_one_had(session: Session) -> None:
    finished = make_finished(session)
    heir, between = make_person(session, "Ana Ruiz Soto"), make_person(session, "A Ruiz")
    ask(session, heir.id, finished.course.item_id, at=AT)
    assert len(dues_of(session, heir.id)) == 1
    between.merged_into = heir.id
    finished_person = session.get_one(type(heir), finished.person_id)
    finished_person.merged_into = between.id
    session.flush()
    assert dues_of(session, heir.id) == []


def test_excusing_ends_it_once(session: Session) -> None:
    begun = begin_course(session)
    asked = ask(session, begun.person_id, begun.course.item_id)
    excuse(session, assignment_id=asked.id, reason="Left the project.", by=None, at=DONE)
    assert dues_of(session, begun.person_id) == []
    with pytest.raises(Conflict):
        excuse(session, assignment_id=asked.id, reason="Left the project.", by=None, at=DONE)
    with pytest.raises(NotFound):
        excuse(session, assignment_id=0, reason="Left the project.", by=None, at=DONE)


@pytest.mark.parametrize("because", ["", "   ", "x" * 301])
def test_it_must_say_why(session: Session, because: str) -> None:
    begun = begin_course(session)
    with pytest.raises(Invalid):
        assign(session, person_id=begun.person_id, course_id=begun.course.item_id, because=because, due_on=None, by=None, at=AT)
