"""Assignments as an office sees them: rules that stand, and what is owed, each within reach of who asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person, Unit
from app.accounts.searching import PAGE_SIZE, members_below, survivor_id
from app.accounts.units import below
from app.catalogue.models import Item
from app.errors import NotFound
from app.records.models import Assignment, Completion, CompletionVoid, Excuse, StandingRule, StandingRuleEnd
from app.teams.models import Team


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A standing rule in words' reach: names where it keeps ids. `people`: how many it has assigned."""

    id: int
    code: str
    course_id: int
    course: str
    unit: str | None
    affiliation: str | None
    team: str | None
    sponsor: str | None
    newcomers_only: bool
    because: str
    due_on: dt.date | None
    due_days: int | None
    made_at: dt.datetime
    by: str | None
    ended_at: dt.datetime | None
    people: int


@dataclass(frozen=True, slots=True)
class OwedLine:
    code: str
    name: str
    course_id: int
    course: str
    because: str
    due_on: dt.date | None
    assigned_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OwedPage:
    lines: list[OwedLine]
    number: int
    pages: int
    total: int
    overdue: int


def standing_rules(session: Session, *, scope: Collection[int] | None, code: str | None = None) -> list[RuleLine]:
    """The latest first, those that still stand before the others. `scope`: rules for units below these alone."""
    by = aliased(Person)
    assigned = select(func.count(Assignment.id)).where(Assignment.rule_id == StandingRule.id).scalar_subquery()
    query: Select[*tuple[Any, ...]] = (
        select(
            StandingRule.id, StandingRule.code, StandingRule.course_id, Item.slug, Unit.name, StandingRule.affiliation,
            Team.title,
            StandingRule.sponsor, StandingRule.newcomers_only, StandingRule.because, StandingRule.due_on, StandingRule.due_days,
            StandingRule.made_at, by.name, StandingRuleEnd.ended_at, assigned,
        )
        .join(Item, Item.id == StandingRule.course_id)
        .outerjoin(Unit, Unit.id == StandingRule.unit_id)
        .outerjoin(Team, Team.id == StandingRule.team_id)
        .outerjoin(by, by.id == StandingRule.made_by)
        .outerjoin(StandingRuleEnd, StandingRuleEnd.rule_id == StandingRule.id)
        .order_by(StandingRuleEnd.ended_at.is_not(None), StandingRule.id.desc())
    )  # fmt: skip
    if scope is not None:
        query = query.where(StandingRule.unit_id.in_(below(scope)))
    if code is not None:
        query = query.where(StandingRule.code == code)
    return [RuleLine(*row) for row in session.execute(query)]


def find_rule(session: Session, code: str, *, scope: Collection[int] | None) -> RuleLine:
    """Raises `NotFound`, also for one outside the scope."""
    found = standing_rules(session, scope=scope, code=code)
    if not found:
        raise NotFound("There is no such rule.")
    return found[0]


def page_of_owed(session: Session, *, scope: Collection[int] | None, on: dt.date, page: int = 1) -> OwedPage:
    """What nothing has ended yet, the soonest first."""
    where = list(_is_open(scope, on))
    joined = select(Assignment.id).join(Person, Person.id == Assignment.person_id).where(*where)
    columns = joined.with_only_columns(func.count(Assignment.id), func.count(Assignment.id).filter(Assignment.due_on < on))
    total, overdue = session.execute(columns).one()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    now = aliased(Person)
    query = (
        joined.join(now, now.id == survivor_id())
        .join(Item, Item.id == Assignment.course_id)
        .with_only_columns(now.code, now.name, Item.id, Item.slug, Assignment.because, Assignment.due_on, Assignment.assigned_at)
        .order_by(Assignment.due_on.is_(None), Assignment.due_on, Assignment.id)
    )
    rows = session.execute(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return OwedPage([OwedLine(*row) for row in rows], number, pages, total, overdue)


def teams_to_choose(session: Session, *, scope: Collection[int] | None) -> list[tuple[str, str]]:
    query = select(Team.id, Team.title).order_by(Team.title, Team.id).limit(500)
    if scope is not None:
        query = query.where(Team.unit_id.in_(below(scope)))
    return [(str(row.id), row.title) for row in session.execute(query)]


def _is_open(scope: Collection[int] | None, on: dt.date) -> list[ColumnElement[bool]]:
    """Of `Assignment`, joined with the record it was made for."""
    taker = aliased(Person)
    done = (
        select(Completion.id)
        .join(taker, taker.id == Completion.person_id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(
            or_(taker.id == survivor_id(), taker.merged_into == survivor_id()),
            Completion.course_id == Assignment.course_id,
            Completion.completed_at >= Assignment.assigned_at,
            CompletionVoid.id.is_(None),
        )
    )
    excused = select(Excuse.id).where(Excuse.assignment_id == Assignment.id)
    conditions = [~done.exists(), ~excused.exists(), Person.erased_at.is_(None)]
    return conditions if scope is None else [*conditions, survivor_id().in_(members_below(scope, on=on))]
