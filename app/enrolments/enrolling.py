"""Beginning a course: the first cycle by itself, a further one on purpose."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.catalogue.live import LiveCourse
from app.database.tables import new_code
from app.database.writing import insert_or_ignore
from app.enrolments.models import Enrolment
from app.enrolments.queries import latest_enrolment
from app.errors import NotFound

_LOCKED = (
    select(Enrolment).where(Enrolment.id == bindparam("enrolment_id")).with_for_update().execution_options(populate_existing=True)
)


def open_enrolment(session: Session, *, person_id: int, course: LiveCourse, at: dt.datetime) -> Enrolment:
    """The latest cycle; the first is made if there is none. However often it is pressed, there is one."""
    found = latest_enrolment(session, person_id=person_id, course_id=course.item_id)
    return found or _insert_cycle(session, person_id=person_id, course=course, after=None, at=at)


def start_cycle(session: Session, *, person_id: int, course: LiveCourse, at: dt.datetime, after: int | None = None) -> Enrolment:
    """A new cycle after the latest one; nothing of the former ones changes. With `after`, the number of the cycle that the person
    saw, a second press finds the new cycle instead of starting another."""
    found = latest_enrolment(session, person_id=person_id, course_id=course.item_id)
    if found is not None and after is not None and found.cycle != after:
        return found
    return _insert_cycle(session, person_id=person_id, course=course, after=found, at=at)


def choose_path(session: Session, *, enrolment_id: int, path: str) -> Enrolment:
    """What of the course she reads and what it asks of her from now on. Pages read stay read."""
    enrolment = lock_enrolment(session, enrolment_id)
    enrolment.path = path
    session.flush()
    return enrolment


def lock_enrolment(session: Session, enrolment_id: int) -> Enrolment:
    """Whoever changes what belongs to an enrolment holds it first, until the transaction ends."""
    found = session.scalars(_LOCKED, {"enrolment_id": enrolment_id}).one_or_none()
    if found is None:
        raise NotFound
    return found


def _insert_cycle(session: Session, *, person_id: int, course: LiveCourse, after: Enrolment | None, at: dt.datetime) -> Enrolment:
    """The path stays the one she chose before."""
    cycle = after.cycle + 1 if after else 1
    values = {
        "code": new_code(),
        "person_id": person_id,
        "course_id": course.item_id,
        "course_version_id": course.version_id,
        "path": after.path if after else "",
        "cycle": cycle,
        "began_at": at,
        "recorded_at": at,
    }
    insert_or_ignore(session, Enrolment, values)
    mine = (Enrolment.person_id == person_id, Enrolment.course_id == course.item_id, Enrolment.cycle == cycle)
    return session.scalars(select(Enrolment).where(*mine)).one()
