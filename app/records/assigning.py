"""Who owes which course, by when and why."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.audit.recording import record_act
from app.errors import Conflict, Invalid, NotFound
from app.records.models import Assignment, Excuse
from app.records.recording import given_reason


def assign(
    session: Session, *, person_id: int, course_id: int, because: str, due_on: dt.date | None, by: int | None, at: dt.datetime
) -> Assignment:
    """`because` is what the learner reads: "you are named on the DOE renewal that goes out on 15 December"."""
    words = given_because(because)
    assignment = Assignment(
        person_id=person_id, course_id=course_id, because=words, due_on=due_on, assigned_at=at, assigned_by=by, recorded_at=at
    )
    session.add(assignment)
    session.flush()
    record_act(session, "course.assigned", ("assignment", assignment.id), at=at, by=by, person=person_id, course=course_id)
    return assignment


def given_because(because: str) -> str:
    """Trimmed. Raises `Invalid` where there is none."""
    words = " ".join(because.split())
    if not words or len(words) > 300:
        raise Invalid("Say in one sentence why it is due: the learner reads it.", field="because")
    return words


def excuse(session: Session, *, assignment_id: int, reason: str, by: int | None, at: dt.datetime) -> Excuse:
    """Raises `Conflict` when it is excused already."""
    found = session.execute(select(Assignment).where(Assignment.id == assignment_id).with_for_update()).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such assignment.")
    if session.execute(select(Excuse.id).where(Excuse.assignment_id == assignment_id)).first():
        raise Conflict("This was excused before. Nothing was changed.")
    words = given_reason(reason)
    given = Excuse(
        assignment_id=assignment_id,
        excused_at=at,
        excused_by=by,
        reason=words,
        reason_digest=hashlib.sha256(words.encode()).hexdigest(),
        recorded_at=at,
    )
    session.add(given)
    session.flush()
    record_act(session, "assignment.excused", ("assignment", assignment_id), at=at, by=by, reason=words, person=found.person_id)
    return given


def take_back_excuse(
    session: Session, *, assignment_id: int, reason: str, due_on: dt.date | None, by: int | None, at: dt.datetime
) -> Assignment:
    """The course is owed anew, by `due_on`, for the reason of before; the excuse stays on record. Raises `Conflict` where it is
    owed again already."""
    former = session.execute(select(Assignment).where(Assignment.id == assignment_id).with_for_update()).scalar_one_or_none()
    excused = session.execute(select(Excuse).where(Excuse.assignment_id == assignment_id)).scalar_one_or_none()
    if former is None or excused is None:
        raise NotFound("There is no such excuse.")
    mine = (Assignment.person_id.in_(selves_of(former.person_id)), Assignment.course_id == former.course_id)
    if session.execute(
        select(Assignment.id).where(*mine, Assignment.id > former.id, Assignment.assigned_at >= excused.excused_at)
    ).first():
        raise Conflict("The course is asked of this person again already. Nothing was changed.")
    words, course = given_reason(reason), former.course_id
    because = {"because": former.because, "due_on": due_on}
    renewed = assign(session, person_id=former.person_id, course_id=course, **because, by=by, at=at)  # type: ignore[arg-type]
    subject, about = ("assignment", assignment_id), {"person": former.person_id, "assignment": renewed.id}
    record_act(session, "excuse.taken_back", subject, at=at, by=by, reason=words, **about)
    return renewed
