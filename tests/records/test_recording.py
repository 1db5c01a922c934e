from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import Act
from app.enrolments.models import Enrolment
from app.errors import Conflict, Invalid, NotFound
from app.records.queries import completions_of
from app.records.recording import record_completion, void_completion
from tests.factories.completions import DONE, make_finished

LATER = DONE + dt.timedelta(days=3)


def test_a_completion_keeps_what_was_true(session: Session) -> None:
    finished = make_finished(session)
    held = completions_of(session, finished.person_id)[0]
    course = finished.course
    assert (held.title, held.label, held.minutes) == (course.content.title, course.label, course.minutes)
    assert set(held.topics) == {"openness", "risk-management", "disclosure"}
    assert held.completed_at == DONE
    assert finished.completion.course_version_id == finished.course.version_id
    assert finished.completion.recorded_at == DONE


def test_the_database_refuses_a_second_completion_of_an_enrolment(session: Session) -> None:
    finished = make_finished(session)
    enrolment = session.get_one(Enrolment, finished.completion.enrolment_id)
    with pytest.raises(IntegrityError):
        record_completion(session, enrolment=enrolment, course=finished.course, at=LATER)


def test_voiding_says_who_when_and_why_and_deletes_nothing(session: Session) -> None:
    finished = make_finished(session)
    void_completion(session, completion_id=finished.completion.id, reason=" Taken by somebody else. ", by=None, at=LATER)
    held = completions_of(session, finished.person_id)[0]
    assert (held.completed_at, held.voided_at) == (DONE, LATER)
    act = session.scalars(select(Act).where(Act.action == "completion.voided")).one()
    assert (act.subject_id, act.reason) == (finished.completion.id, "Taken by somebody else.")
    assert "Ana" not in str(act.detail)


def test_voiding_twice_without_reason_or_without_completion(session: Session) -> None:
    finished = make_finished(session)
    with pytest.raises(Invalid):
        void_completion(session, completion_id=finished.completion.id, reason="  no ", by=None, at=LATER)
    with pytest.raises(Invalid):
        void_completion(session, completion_id=finished.completion.id, reason="x" * 1001, by=None, at=LATER)
    void_completion(session, completion_id=finished.completion.id, reason="Taken by somebody else.", by=None, at=LATER)
    with pytest.raises(Conflict):
        void_completion(session, completion_id=finished.completion.id, reason="Once more.", by=None, at=LATER)
    with pytest.raises(NotFound):
        void_completion(session, completion_id=0, reason="There is none.", by=None, at=LATER)
