"""Completing a course: the completion and its certificate, in one transaction with the news of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import survivor_of
from app.assessment.queries import passed_modules
from app.catalogue.live import LiveCourse
from app.catalogue.paths import course_on_path
from app.credentials.issuing import issue_certificate
from app.enrolments.enrolling import lock_enrolment
from app.enrolments.queries import pages_read
from app.jobs.announcing import announce
from app.records.finishing import is_finished
from app.records.models import Completion
from app.records.queries import completion_of_enrolment
from app.records.recording import record_completion


def complete_if_done(session: Session, *, enrolment_id: int, course: LiveCourse, at: dt.datetime) -> Completion | None:
    """Call it after each page read and each quiz handed in. Returns the completion only when this call recorded it.

    The enrolment's lock makes the last page and the last answer, sent at the same moment, record exactly one.
    """
    enrolment = lock_enrolment(session, enrolment_id)
    if completion_of_enrolment(session, enrolment_id) is not None:
        return None
    read, passed = pages_read(session, enrolment_id), passed_modules(session, enrolment_id)
    course = course_on_path(course, enrolment.path)
    if not is_finished(course, read=read, passed=passed):
        return None
    completion = record_completion(session, enrolment=enrolment, course=course, at=at)
    news = {"completion": completion.id, "person": enrolment.person_id}
    announce(session, "completion.recorded", news, at=at, key=f"completed:{completion.id}")
    taker = session.get_one(Person, enrolment.person_id)
    issue_certificate(session, completion=completion, person=survivor_of(session, taker) or taker, at=at)
    return completion
