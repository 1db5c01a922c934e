"""From what is said about an audience to people: one query, however many they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

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
    found = select_audience(audience, on=on).subquery()
    one = aliased(Person)
    fresh, owes = is_fresh(found, course_id, at), owes_already(found, course_id, due_on)
    wanted = (
        select(one.id, one.name, fresh.label("fresh"), owes.label("owes")).join(found, found.c.person_id == one.id).subquery()
    )
    asked = ~wanted.c.fresh & ~wanted.c.owes

    def count(*where: Any) -> int:
        return session.execute(select(func.count()).select_from(wanted).where(*where)).scalar_one()

    names = session.scalars(select(wanted.c.name).where(asked).order_by(wanted.c.name, wanted.c.id).limit(NAMES_SHOWN))
    return Reach(count(asked), count(wanted.c.fresh), count(wanted.c.owes, ~wanted.c.fresh), tuple(names))


def people_reached(
    session: Session, audience: Audience, *, course_id: int, due_on: dt.date | None, on: dt.date, at: dt.datetime
) -> list[tuple[int, dt.date]]:
    """The same people, with the day each joined."""
    found = select_audience(audience, on=on).subquery()
    asked = ~is_fresh(found, course_id, at), ~owes_already(found, course_id, due_on)
    query = select(found.c.person_id, found.c.joined_on).where(*asked).order_by(found.c.person_id)
    return [(row.person_id, row.joined_on) for row in session.execute(query)]


def is_fresh(found: Subquery, course_id: int, at: dt.datetime) -> ColumnElement[bool]:
    """Whether the person completed the course not long ago, and that stands."""
    taker = aliased(Person)
    done = select(Completion.id).join(taker, taker.id == Completion.person_id)
    done = done.outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
    mine = func.coalesce(taker.merged_into, taker.id) == found.c.person_id
    lately = (Completion.course_id == course_id, Completion.completed_at > at - FRESH, CompletionVoid.id.is_(None))
    return done.where(mine, *lately).exists()


def owes_already(found: Subquery, course_id: int, due_on: dt.date | None) -> ColumnElement[bool]:
    """Whether the person has the course to do by that day or sooner as it is."""
    holder, taker = aliased(Person), aliased(Person)
    since = select(Completion.id).join(taker, taker.id == Completion.person_id)
    since = since.outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id).where(
        func.coalesce(taker.merged_into, taker.id) == found.c.person_id,
        Completion.course_id == Assignment.course_id,
        Completion.completed_at >= Assignment.assigned_at,
        CompletionVoid.id.is_(None),
    )
    owed = select(Assignment.id).join(holder, holder.id == Assignment.person_id)
    owed = owed.outerjoin(Excuse, Excuse.assignment_id == Assignment.id)
    mine = func.coalesce(holder.merged_into, holder.id) == found.c.person_id
    sooner = literal(True) if due_on is None else Assignment.due_on <= due_on
    return owed.where(mine, Assignment.course_id == course_id, Excuse.id.is_(None), sooner, ~since.exists()).exists()


def _in_units(audience: Audience, on: dt.date) -> Select[Any]:
    query = select(Membership.id).join(Person, Person.id == Membership.person_id)
    query = query.where(is_valid_on(on))
    if audience.unit_id is not None:
        query = query.where(Membership.unit_id.in_(below([audience.unit_id])))
    return query.where(Membership.affiliation == audience.affiliation) if audience.affiliation else query


def _on_teams(audience: Audience, on: dt.date) -> Select[Any]:
    query = select(TeamMember.id).join(Person, Person.id == TeamMember.person_id).join(Team, Team.id == TeamMember.team_id)
    query = query.outerjoin(TeamDeparture, TeamDeparture.member_id == TeamMember.id)
    lasts = or_(TeamDeparture.id.is_(None), TeamDeparture.until_on >= on)
    query = query.where(TeamMember.from_on <= on, lasts)
    if audience.team_id is not None:
        query = query.where(Team.id == audience.team_id)
    if audience.sponsor is not None:
        query = query.where(Team.sponsor == audience.sponsor, or_(Team.ends_on.is_(None), Team.ends_on >= on))
    return query
