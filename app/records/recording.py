"""Recording a completion, and voiding one. Nothing here is ever edited or deleted."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.recording import given_reason as given_reason
from app.audit.recording import record_act
from app.catalogue.live import LiveCourse
from app.enrolments.models import Enrolment
from app.errors import Conflict, NotFound
from app.records.models import Completion, CompletionVoid


def record_completion(session: Session, *, enrolment: Enrolment, course: LiveCourse, at: dt.datetime) -> Completion:
    """The caller holds the enrolment's lock and has made sure that it is finished."""
    completion = Completion(
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        course_id=course.item_id,
        course_version_id=course.version_id,
        title=course.content.title,
        label=course.label,
        minutes=course.minutes,
        topics=list(course.topics),
        completed_at=at,
        recorded_at=at,
    )
    session.add(completion)
    session.flush()
    return completion


def void_completion(session: Session, *, completion_id: int, reason: str, by: int | None, at: dt.datetime) -> CompletionVoid:
    """Raises `Conflict` when it is voided already."""
    completion = session.execute(select(Completion).where(Completion.id == completion_id).with_for_update()).scalar_one_or_none()
    if completion is None:
        raise NotFound("There is no such completion.")
    if session.execute(select(CompletionVoid.id).where(CompletionVoid.completion_id == completion_id)).first():
        raise Conflict("This completion was voided before. Nothing was changed.")
    words = given_reason(reason)
    void = CompletionVoid(
        completion_id=completion_id,
        voided_at=at,
        voided_by=by,
        reason=words,
        reason_digest=hashlib.sha256(words.encode()).hexdigest(),
        recorded_at=at,
    )
    session.add(void)
    session.flush()
    record_act(
        session, "completion.voided", ("completion", completion_id), at=at, by=by, reason=words, person=completion.person_id
    )
    return void
