"""How people stand, as an office may know it: states and dates, never an answer or a score. Each function asks once for all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.searching import survivor_id
from app.catalogue.models import Item
from app.enrolments.models import Enrolment
from app.records.models import Assignment, Completion, CompletionVoid, Excuse

Done = dict[tuple[int, int], tuple[str, list[dt.datetime]]]
"""By person and course: its slug, and when it was completed, the standing ones alone, the oldest first."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An assignment. Ended by a completion (`done_at`) or an excuse (`excused_at`, `reason`)."""

    id: int
    person_id: int
    course_id: int
    course: str
    because: str
    due_on: dt.date | None
    assigned_at: dt.datetime
    done_at: dt.datetime | None
    excused_at: dt.datetime | None
    reason: str | None

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.excused_at is None

    def is_renewed_by(self, other: Owed) -> bool:
        return (
            other.id > self.id
            and other.course_id == self.course_id
            and other.assigned_at >= (self.excused_at or other.assigned_at)
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """The latest cycle of one person through one course."""

    person_id: int
    course_id: int
    course: str
    cycle: int
    began_at: dt.datetime
    completed_at: dt.datetime | None
    voided_at: dt.datetime | None

    @property
    def is_under_way(self) -> bool:
        return self.completed_at is None


class PersonState(StrEnum):
    OVERDUE = "overdue"
    DUE = "due"
    UNDER_WAY = "under way"
    COMPLETED = "completed"
    NOT_BEGUN = "not begun"


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """One person in one course: its latest completion that stands, since when its latest cycle is under way, how many open
    assignments ask for it, and the earliest day by which one is due."""

    course: str
    completed_at: dt.datetime | None = None
    under_way_since: dt.datetime | None = None
    owed: int = 0
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One person, course by course: of each that was begun, completed or assigned."""

    courses: tuple[CourseStanding, ...] = ()

    @property
    def completed(self) -> int:
        return sum(1 for course in self.courses if course.completed_at)

    @property
    def under_way(self) -> int:
        return sum(1 for course in self.courses if course.under_way_since)

    @property
    def owed(self) -> int:
        return sum(course.owed for course in self.courses)

    @property
    def due_on(self) -> dt.date | None:
        return min((course.due_on for course in self.courses if course.due_on), default=None)

    def state(self, today: dt.date) -> PersonState:
        """The most pressing one."""
        if self.owed:
            return PersonState.OVERDUE if self.due_on and self.due_on < today else PersonState.DUE
        if self.under_way:
            return PersonState.UNDER_WAY
        return PersonState.COMPLETED if self.completed else PersonState.NOT_BEGUN


def standings(session: Session, people: Collection[int]) -> dict[int, Standing]:
    """Of each of `people`, in three queries for all."""
    done = _standing_completions(session, people)
    courses: dict[int, dict[str, CourseStanding]] = {person: {} for person in people}
    for (person, _course), (slug, times) in done.items():
        courses[person][slug] = CourseStanding(slug, completed_at=times[-1])
    for taken in courses_among(session, people):
        known = courses[taken.person_id].get(taken.course, CourseStanding(taken.course))
        since = taken.began_at if taken.is_under_way else None
        courses[taken.person_id][taken.course] = replace(known, under_way_since=since)
    for due in _assignments(session, people, done):
        known = courses[due.person_id].get(due.course, CourseStanding(due.course))
        if due.is_open:
            days = [day for day in (known.due_on, due.due_on) if day]
            known = replace(known, owed=known.owed + 1, due_on=min(days, default=None))
        courses[due.person_id][due.course] = known
    return {person: Standing(tuple(known[slug] for slug in sorted(known))) for person, known in courses.items()}


def assignments_among(session: Session, people: Collection[int]) -> list[Owed]:
    """The latest first, without those of retired courses. A standing completion of the course after `assigned_at` ends one."""
    return _assignments(session, people, _standing_completions(session, people))


def courses_among(session: Session, people: Collection[int]) -> list[Taken]:
    """The latest cycle of each course, the one begun last first."""
    query = (
        select(
            survivor_id(), Enrolment.course_id, Item.slug, Enrolment.cycle, Enrolment.began_at, Completion.completed_at,
            CompletionVoid.voided_at,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Item, Item.id == Enrolment.course_id)
        .outerjoin(Completion, Completion.enrolment_id == Enrolment.id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(_is_among(people))
        .order_by(Enrolment.began_at.desc(), Enrolment.id.desc())
    )  # fmt: skip
    latest: dict[tuple[int, int], Taken] = {}
    for row in session.execute(query):
        taken = Taken(*row)
        latest.setdefault((taken.person_id, taken.course_id), taken)
    return list(latest.values())


def _standing_completions(session: Session, people: Collection[int]) -> Done:
    query = (
        select(survivor_id(), Completion.course_id, Item.slug, Completion.completed_at)
        .join(Person, Person.id == Completion.person_id)
        .join(Item, Item.id == Completion.course_id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(_is_among(people), CompletionVoid.id.is_(None))
        .order_by(Completion.completed_at)
    )
    done: Done = {}
    for person, course, slug, completed_at in session.execute(query):
        done.setdefault((person, course), (slug, []))[1].append(completed_at)
    return done


def _assignments(session: Session, people: Collection[int], done: Done) -> list[Owed]:
    query = (
        select(Assignment, survivor_id(), Item.slug, Excuse.excused_at, Excuse.reason)
        .join(Person, Person.id == Assignment.person_id)
        .join(Item, Item.id == Assignment.course_id)
        .outerjoin(Excuse, Excuse.assignment_id == Assignment.id)
        .where(_is_among(people), Item.retired_at.is_(None))
        .order_by(Assignment.assigned_at.desc(), Assignment.id.desc())
    )
    return [
        Owed(
            id=row.id,
            person_id=person,
            course_id=row.course_id,
            course=slug,
            because=row.because,
            due_on=row.due_on,
            assigned_at=row.assigned_at,
            done_at=_first_since(done, person, row.course_id, row.assigned_at),
            excused_at=excused_at,
            reason=reason,
        )
        for row, person, slug, excused_at, reason in session.execute(query)
    ]


def _first_since(done: Done, person: int, course: int, since: dt.datetime) -> dt.datetime | None:
    _slug, times = done.get((person, course), ("", []))
    return next((at for at in times if at >= since), None)


def _is_among(people: Collection[int]) -> ColumnElement[bool]:
    return or_(Person.id.in_(people), and_(Person.merged_into.is_not(None), Person.merged_into.in_(people)))
