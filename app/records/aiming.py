"""From what is said about an audience to people: one query, however many they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, SelectBase, except_, func, intersect, literal, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person
from app.accounts.searching import survivor_id
from app.accounts.units import below, is_valid_on
from app.records.models import Assignment, Completion, CompletionVoid, Excuse
from app.records.shapes import Audience, Reach
from app.teams.models import Team, TeamDeparture, TeamMember

FRESH = dt.timedelta(days=365)
"""Who completed the course so recently is not asked again yet."""
NAMES_SHOWN = 12


def select_audience(audience: Audience, *, on: dt.date) -> Select[int, dt.date]:
    """Who it is on that day, as they are now after all merges, and the day on which each joined. The erased are nobody."""
    if audience.asks_teams:
        query = _on_teams(audience, on)
        if audience.asks_units:
            query = query.where(survivor_id().in_(_in_units(audience, on).with_only_columns(survivor_id())))
        joined: ColumnElement[dt.date] = func.min(func.coalesce(TeamMember.joined_on, TeamMember.from_on))
    else:
        query, joined = _in_units(audience, on), func.min(Membership.from_on)
    query = query.where(survivor_id().not_in(select(Person.id).where(Person.erased_at.is_not(None))))
    found = query.with_only_columns(survivor_id().label("person_id"), joined.label("joined_on")).group_by(survivor_id())
    return found.having(joined >= audience.joined_from) if audience.joined_from else found


def reach_of(
    session: Session, audience: Audience, *, course_id: int, due_on: dt.date | None, on: dt.date, at: dt.datetime
) -> Reach:
    """What is shown before anything is saved."""
    people = select_audience(audience, on=on)
    fresh, owing = those_fresh(course_id, at), _those_owing(course_id, due_on)
    everybody, asked = _ids(people), except_(_ids(people), _ids(fresh), _ids(owing))
    names = session.scalars(select(Person.name).where(Person.id.in_(asked)).order_by(Person.name, Person.id).limit(NAMES_SHOWN))
    many, wanted, is_fresh = (_count(session, some) for some in (everybody, asked, intersect(everybody, _ids(fresh))))
    return Reach(wanted, is_fresh, many - wanted - is_fresh, tuple(names))


def people_reached(
    session: Session, audience: Audience, *, course_id: int, due_on: dt.date | None, on: dt.date, at: dt.datetime
) -> list[tuple[int, dt.date]]:
    """The same people, with the day each joined."""
    query = select_without(select_audience(audience, on=on), those_fresh(course_id, at), _those_owing(course_id, due_on))
    return [(row.person_id, row.joined_on) for row in session.execute(query)]


def select_without(people: Select[*tuple[Any, ...]], *others: Select[*tuple[Any, ...]]) -> Select[int, dt.date]:
    """Those of `people` whom none of the others holds, by id. Sets are taken from one another as wholes: asked of each person by
    itself, the time would grow with the square of the institution."""
    found = people.subquery()
    wanted = except_(_ids(people), *(_ids(other) for other in others))
    return select(found.c.person_id, found.c.joined_on).where(found.c.person_id.in_(wanted)).order_by(found.c.person_id)


def those_fresh(course_id: int, at: dt.datetime) -> Select[*tuple[Any, ...]]:
    """Who completed the course not long ago, and that stands."""
    return _last_completions(course_id).having(func.max(Completion.completed_at) > at - FRESH)


def those_assigned(rule_id: int) -> Select[*tuple[Any, ...]]:
    """Whom the standing rule assigned."""
    mine = select(survivor_id().label("person_id")).join(Assignment, Assignment.person_id == Person.id)
    return mine.where(Assignment.rule_id == rule_id)


def _those_owing(course_id: int, due_on: dt.date | None) -> Select[*tuple[Any, ...]]:
    """Who has the course to do by that day or sooner as it is."""
    last = _last_completions(course_id).subquery()
    owed = select(survivor_id().label("person_id")).join(Assignment, Assignment.person_id == Person.id)
    owed = owed.outerjoin(Excuse, Excuse.assignment_id == Assignment.id)
    owed = owed.outerjoin(last, last.c.person_id == survivor_id())
    undone = or_(last.c.completed_at.is_(None), last.c.completed_at < Assignment.assigned_at)
    sooner = literal(True) if due_on is None else Assignment.due_on <= due_on
    return owed.where(Assignment.course_id == course_id, Excuse.id.is_(None), sooner, undone)


def _ids(people: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return select(people.subquery().c.person_id)


def _count(session: Session, people: SelectBase) -> int:
    return session.execute(select(func.count()).select_from(people.subquery())).scalar_one()


def _last_completions(course_id: int) -> Select[int, dt.datetime]:
    """For each who completed the course, when that was last."""
    last = func.max(Completion.completed_at).label("completed_at")
    done = select(survivor_id().label("person_id"), last).join(Completion, Completion.person_id == Person.id)
    done = done.outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
    return done.where(Completion.course_id == course_id, CompletionVoid.id.is_(None)).group_by(survivor_id())


def _in_units(audience: Audience, on: dt.date) -> Select[*tuple[Any, ...]]:
    query = select(Membership.id).join(Person, Person.id == Membership.person_id)
    query = query.where(is_valid_on(on))
    if audience.unit_id is not None:
        query = query.where(Membership.unit_id.in_(below([audience.unit_id])))
    return query.where(Membership.affiliation == audience.affiliation) if audience.affiliation else query


def _on_teams(audience: Audience, on: dt.date) -> Select[*tuple[Any, ...]]:
    query = select(TeamMember.id).join(Person, Person.id == TeamMember.person_id).join(Team, Team.id == TeamMember.team_id)
    query = query.outerjoin(TeamDeparture, TeamDeparture.member_id == TeamMember.id)
    lasts = or_(TeamDeparture.id.is_(None), TeamDeparture.until_on >= on)
    query = query.where(TeamMember.from_on <= on, lasts)
    if audience.team_id is not None:
        query = query.where(Team.id == audience.team_id)
    if audience.sponsor is not None:
        query = query.where(Team.sponsor == audience.sponsor, or_(Team.ends_on.is_(None), Team.ends_on >= on))
    return query
