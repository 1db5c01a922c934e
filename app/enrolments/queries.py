"""Reads of enrolments and of the pages read in them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import BindParameter, Integer, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.database.reading import fetch
from app.enrolments.models import Enrolment, PageRead

_Columns = tuple[int, int, int, dt.datetime, str, int, int, dt.datetime]


class Reading(NamedTuple):
    """A person's latest cycle through a course. `read` holds (page id, edition) of what was read in it, `path` what she chose."""

    enrolment_id: int
    course_id: int
    cycle: int
    began_at: dt.datetime
    last_read_at: dt.datetime | None
    read: frozenset[tuple[int, int]]
    path: str = ""

    @property
    def used_at(self) -> dt.datetime:
        return self.last_read_at or self.began_at


def latest_enrolment(session: Session, *, person_id: int, course_id: int) -> Enrolment | None:
    rows = fetch(session, _LATEST, {"person_id": person_id, "course_id": course_id})
    return session.get(Enrolment, rows[0].id) if rows else None


def pages_read(session: Session, enrolment_id: int) -> set[tuple[int, int]]:
    """(page id, edition) of every page read, or shown to be known, in this cycle."""
    return {(page_id, edition) for page_id, edition in fetch(session, _PAGES_READ, {"enrolment_id": enrolment_id})}


def find_reading(session: Session, *, person_id: int, course_id: int) -> Reading | None:
    """The person's latest cycle through one course, in one query."""
    rows = fetch(session, _READING, {"person_id": person_id, "course_id": course_id})
    return next(iter(_gather(rows)), None)


def readings_of(session: Session, person_id: int) -> list[Reading]:
    """The latest cycle of each course the person has begun, the one used last first, in one query."""
    rows = session.execute(_with_reads().where(Enrolment.person_id.in_(selves_of(person_id)))).all()
    by_course: dict[int, Reading] = {}
    for reading in sorted(_gather(rows), key=lambda reading: (reading.cycle, reading.began_at, reading.enrolment_id)):
        by_course[reading.course_id] = reading
    return sorted(by_course.values(), key=lambda reading: reading.used_at, reverse=True)


def _latest(person_id: int | BindParameter[int], course_id: int | BindParameter[int]) -> Select[int]:
    mine = (Enrolment.person_id.in_(selves_of(person_id)), Enrolment.course_id == course_id)
    latest_first = (Enrolment.cycle.desc(), Enrolment.began_at.desc(), Enrolment.id.desc())
    return select(Enrolment.id).where(*mine).order_by(*latest_first).limit(1)


def _with_reads() -> Select[*_Columns]:
    columns = (Enrolment.id, Enrolment.course_id, Enrolment.cycle, Enrolment.began_at, Enrolment.path)
    reads = (PageRead.page_id, PageRead.edition, PageRead.read_at)
    return select(*columns, *reads).outerjoin(PageRead, PageRead.enrolment_id == Enrolment.id)


_LATEST = _latest(bindparam("person_id", type_=Integer), bindparam("course_id", type_=Integer))
_READING = _with_reads().where(Enrolment.id == _LATEST.scalar_subquery())
_PAGES_READ = select(PageRead.page_id, PageRead.edition).where(PageRead.enrolment_id == bindparam("enrolment_id"))


def _gather(rows: Iterable[Row[*_Columns]]) -> list[Reading]:
    by_enrolment: dict[int, list[Row[*_Columns]]] = defaultdict(list)
    for row in rows:
        by_enrolment[row.id].append(row)
    readings = []
    for enrolment_id, own in by_enrolment.items():
        first = own[0]
        read = frozenset((row.page_id, row.edition) for row in own if row.page_id is not None)
        last = max((row.read_at for row in own if row.read_at is not None), default=None)
        readings.append(Reading(enrolment_id, first.course_id, first.cycle, first.began_at, last, read, first.path))
    return readings
