"""How people stand, as an office may know it: states and dates, never an answer or a score. Each function asks once for all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person, Unit
from app.accounts.searching import survivor_id
from app.catalogue.models import Item
from app.enrolments.models import Enrolment
from app.records.models import Assignment, Completion, CompletionVoid, Excuse

Done = dict[tuple[int, int], list[dt.datetime]]
"""By person and course: when it was completed, the standing ones alone, the oldest first."""


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


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in one line. `due_on` is the earliest day by which an open assignment is due."""

    completed: int = 0
    under_way: int = 0
    owed: int = 0
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Belonging:
    unit_id: int
    unit: str
    affiliation: str
    from_on: dt.date
    until_on: dt.date | None


def standings(session: Session, people: Collection[int]) -> dict[int, Standing]:
    """Of each of `people`."""
    done = _standing_completions(session, people)
    owed = [due for due in _assignments(session, people, done) if due.is_open]
    taken = courses_among(session, people)
    found = {}
    for person in people:
        mine = [due for due in owed if due.person_id == person]
        days = [due.due_on for due in mine if due.due_on]
        under_way = sum(1 for course in taken if course.person_id == person and course.is_under_way)
        completed = sum(1 for holder, _course in done if holder == person)
        found[person] = Standing(completed, under_way, len(mine), min(days, default=None))
    return found


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


def memberships_of(session: Session, person_id: int) -> list[Belonging]:
    """Present and former ones, the latest first."""
    query = (
        select(Unit.id, Unit.name, Membership.affiliation, Membership.from_on, Membership.until_on)
        .join(Membership, Membership.unit_id == Unit.id)
        .join(Person, Person.id == Membership.person_id)
        .where(_is_among([person_id]))
        .order_by(Membership.from_on.desc(), Membership.id.desc())
    )
    return [Belonging(*row) for row in session.execute(query)]


def _standing_completions(session: Session, people: Collection[int]) -> Done:
    query = (
        select(survivor_id(), Completion.course_id, Completion.completed_at)
        .join(Person, Person.id == Completion.person_id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(_is_among(people), CompletionVoid.id.is_(None))
        .order_by(Completion.completed_at)
    )
    done: Done = defaultdict(list)
    for person, course, completed_at in session.execute(query):
        done[person, course].append(completed_at)
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
            done_at=next((at for at in done.get((person, row.course_id), ()) if at >= row.assigned_at), None),
            excused_at=excused_at,
            reason=reason,
        )
        for row, person, slug, excused_at, reason in session.execute(query)
    ]


def _is_among(people: Collection[int]) -> ColumnElement[bool]:
    return or_(Person.id.in_(people), and_(Person.merged_into.is_not(None), Person.merged_into.in_(people)))
