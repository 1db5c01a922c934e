"""What is on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from app.accounts.merging import selves_of
from app.catalogue.models import Item
from app.records.models import Assignment, Completion, CompletionVoid, Excuse

_OF_ENROLMENT = select(Completion).where(Completion.enrolment_id == bindparam("enrolment_id"))


@dataclass(frozen=True, slots=True)
class Held:
    """One completion as its owner and the office see it. `voided_at` is set when it no longer counts."""

    id: int
    code: str
    enrolment_id: int
    course_id: int
    course: str
    title: str
    label: str
    minutes: int
    topics: tuple[str, ...]
    completed_at: dt.datetime
    voided_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """An assignment that nothing has ended yet."""

    id: int
    course_id: int
    course: str
    because: str
    due_on: dt.date | None
    assigned_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Excused:
    """An assignment that the office excused from. `reason` may be blanked."""

    id: int
    course_id: int
    course: str
    because: str
    reason: str | None
    excused_at: dt.datetime


def completions_of(session: Session, person_id: int) -> list[Held]:
    """Newest first; with those of people who were merged into this one."""
    query = (
        select(Completion, Item.slug, CompletionVoid.voided_at)
        .join(Item, Item.id == Completion.course_id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(Completion.person_id.in_(selves_of(person_id)))
        .order_by(Completion.completed_at.desc(), Completion.id.desc())
    )
    return [
        Held(
            row.id,
            row.code,
            row.enrolment_id,
            row.course_id,
            slug,
            row.title,
            row.label,
            row.minutes,
            tuple(row.topics),
            row.completed_at,
            voided_at,
        )
        for row, slug, voided_at in session.execute(query)
    ]


def dues_of(session: Session, person_id: int) -> list[Due]:
    """Soonest first. An assignment ends with any standing completion of its course after it was made, with an excuse, or
    when its course is retired."""
    selves = selves_of(person_id)
    query = (
        select(Assignment.id, Assignment.course_id, Item.slug, Assignment.because, Assignment.due_on, Assignment.assigned_at)
        .join(Item, Item.id == Assignment.course_id)
        .outerjoin(Excuse, Excuse.assignment_id == Assignment.id)
        .where(Assignment.person_id.in_(selves), Excuse.id.is_(None), Item.retired_at.is_(None), ~_is_done(selves))
        .order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.id)
    )
    return [Due(*row) for row in session.execute(query)]


def excuses_of(session: Session, person_id: int) -> list[Excused]:
    """Newest first: of what is neither completed since nor asked anew."""
    selves, later = selves_of(person_id), aliased(Assignment)
    again = (
        select(later.id)
        .where(
            later.person_id.in_(selves),
            later.course_id == Assignment.course_id,
            later.id > Assignment.id,
            later.assigned_at >= Excuse.excused_at,
        )
        .exists()
    )
    query = (
        select(Assignment.id, Assignment.course_id, Item.slug, Assignment.because, Excuse.reason, Excuse.excused_at)
        .join(Excuse, Excuse.assignment_id == Assignment.id)
        .join(Item, Item.id == Assignment.course_id)
        .where(Assignment.person_id.in_(selves), Item.retired_at.is_(None), ~again, ~_is_done(selves))
        .order_by(Excuse.id.desc())
    )
    return [Excused(*row) for row in session.execute(query)]


def _is_done(selves: Select[tuple[int]]) -> ColumnElement[bool]:
    """Of an `Assignment`: a standing completion of its course came after it."""
    return (
        select(Completion.id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(
            Completion.person_id.in_(selves),
            Completion.course_id == Assignment.course_id,
            Completion.completed_at >= Assignment.assigned_at,
            CompletionVoid.id.is_(None),
        )
        .exists()
    )


def completion_of_enrolment(session: Session, enrolment_id: int) -> Completion | None:
    return session.scalars(_OF_ENROLMENT, {"enrolment_id": enrolment_id}).one_or_none()
