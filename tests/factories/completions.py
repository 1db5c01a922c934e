"""Courses that were finished, with their certificates."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.catalogue.live import LiveCourse
from app.credentials.completing import complete_if_done
from app.credentials.models import Certificate
from app.database.sessions import Database
from app.enrolments.enrolling import open_enrolment, start_cycle
from app.enrolments.reading import mark_read
from app.records.models import Completion
from tests.factories.attempts import Begun, begin_course, take
from tests.factories.content import SMALL, changed

DONE = dt.datetime(2026, 11, 20, 15, 12, tzinfo=dt.UTC)
EVERY_TOPIC = (
    "disclosure, cybersecurity, international-collaboration, foreign-interference, use-of-funds, conflict-of-commitment, "
    "conflict-of-interest"
)
WIDE = changed(SMALL, "modules/keys/asking.md", "topics: [disclosure]", f"topics: [{EVERY_TOPIC}]")
"""The same course, addressing every topic that sponsors ask for."""


class Finished(NamedTuple):
    person_id: int
    course: LiveCourse
    completion: Completion
    certificate: Certificate


def finish(session: Session, begun: Begun, *, at: dt.datetime = DONE, seed: int = 1) -> Completion:
    """Reads every page, passes the quiz, completes."""
    for page in begun.course.pages:
        mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=at)
    take(session, begun, right=6, at=at, seed=seed)
    completion = complete_if_done(session, enrolment_id=begun.enrolment_id, course=begun.course, at=at)
    assert completion is not None
    return completion


def make_finished(session: Session, *, files: dict[str, bytes] | None = None, at: dt.datetime = DONE) -> Finished:
    """Ana Ruiz has completed the course `keys`."""
    begun = begin_course(session, files=files)
    completion = finish(session, begun, at=at)
    return Finished(begun.person_id, begun.course, completion, certificate_for(session, completion))


def finish_for(session: Session, person: Person, course: LiveCourse, *, at: dt.datetime = DONE) -> Finished:
    enrolment = open_enrolment(session, person_id=person.id, course=course, at=at)
    completion = finish(session, Begun(person.id, enrolment.id, course, course.modules[0]), at=at)
    return Finished(person.id, course, completion, certificate_for(session, completion))


def finish_again(session: Session, finished: Finished, *, at: dt.datetime) -> Finished:
    course = finished.course
    enrolment = start_cycle(session, person_id=finished.person_id, course=course, after=1, at=at)
    completion = finish(session, Begun(finished.person_id, enrolment.id, course, course.modules[0]), at=at)
    return Finished(finished.person_id, course, completion, certificate_for(session, completion))


def certificate_for(session: Session, completion: Completion) -> Certificate:
    """The newest one."""
    query = select(Certificate).where(Certificate.completion_id == completion.id).order_by(Certificate.id.desc()).limit(1)
    return session.scalars(query).one()


def store_finished(database: Database, *, files: dict[str, bytes] | None = None, at: dt.datetime = DONE) -> Finished:
    """The same, committed, to be read outside any transaction."""
    with database.transaction() as session:
        finished = make_finished(session, files=files, at=at)
        for row in (finished.completion, finished.certificate):
            session.refresh(row)
            session.expunge(row)
    return finished
