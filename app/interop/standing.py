"""How people stand in their courses: three queries for all who are asked about."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.searching import survivor_id
from app.catalogue.models import Item
from app.enrolments.models import Enrolment
from app.interop.shapes import CourseState, PersonState
from app.records.models import Assignment, Completion, CompletionVoid, Excuse


@dataclass
class _Course:
    completed: list[dt.datetime] = field(default_factory=list)
    under_way_since: dt.datetime | None = None
    owed: list[dt.date | None] = field(default_factory=list)


Known = dict[int, dict[str, _Course]]


def courses_of(session: Session, people: Collection[int]) -> dict[int, list[CourseState]]:
    """By person, each course that was begun, completed or assigned."""
    known: Known = defaultdict(lambda: defaultdict(_Course))
    _read_completions(session, people, known)
    _read_cycles(session, people, known)
    _read_assignments(session, people, known)
    return {person: [_state(slug, course) for slug, course in sorted(courses.items())] for person, courses in known.items()}


def state_of(courses: list[CourseState], *, today: dt.date) -> PersonState:
    """The most pressing one, as offices see it."""
    if any(course.owed for course in courses):
        days = [course.due_on for course in courses if course.owed and course.due_on]
        return PersonState.OVERDUE if days and min(days) < today else PersonState.DUE
    if any(course.under_way_since for course in courses):
        return PersonState.UNDER_WAY
    return PersonState.COMPLETED if any(course.completed_at for course in courses) else PersonState.NOT_BEGUN


def _read_completions(session: Session, people: Collection[int], known: Known) -> None:
    query = (
        select(survivor_id(), Item.slug, Completion.completed_at)
        .join(Person, Person.id == Completion.person_id)
        .join(Item, Item.id == Completion.course_id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(_is_among(people), CompletionVoid.id.is_(None))
        .order_by(Completion.completed_at)
    )
    for person, slug, completed_at in session.execute(query):
        known[person][slug].completed.append(completed_at)


def _read_cycles(session: Session, people: Collection[int], known: Known) -> None:
    """Of each course the latest, where it is not completed."""
    query = (
        select(survivor_id(), Item.slug, Enrolment.began_at, Completion.id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Item, Item.id == Enrolment.course_id)
        .outerjoin(Completion, Completion.enrolment_id == Enrolment.id)
        .where(_is_among(people))
        .order_by(Enrolment.began_at, Enrolment.id)
    )
    for person, slug, began_at, completion_id in session.execute(query):
        known[person][slug].under_way_since = began_at if completion_id is None else None


def _read_assignments(session: Session, people: Collection[int], known: Known) -> None:
    query = (
        select(survivor_id(), Item.slug, Assignment.due_on, Assignment.assigned_at)
        .join(Person, Person.id == Assignment.person_id)
        .join(Item, Item.id == Assignment.course_id)
        .outerjoin(Excuse, Excuse.assignment_id == Assignment.id)
        .where(_is_among(people), Excuse.id.is_(None))
    )
    for person, slug, due_on, assigned_at in session.execute(query):
        course = known[person][slug]
        if not any(at >= assigned_at for at in course.completed):
            course.owed.append(due_on)


def _state(slug: str, course: _Course) -> CourseState:
    return CourseState(
        course=slug,
        completed_at=course.completed[-1] if course.completed else None,
        under_way_since=course.under_way_since,
        owed=bool(course.owed),
        due_on=min((day for day in course.owed if day), default=None),
    )


def _is_among(people: Collection[int]) -> ColumnElement[bool]:
    return or_(Person.id.in_(people), Person.merged_into.in_(people))
