"""Reading teams, within what the asker may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person, Unit
from app.accounts.units import below
from app.errors import Invalid, NotFound
from app.teams.models import Team, TeamDeparture, TeamEvent, TeamEventCancelled, TeamMember
from app.teams.shapes import Happening, Member, TeamLine

LEADS = ("principal-investigator", "project-director")
"""Roles whose holder sees the states of the own team."""
NAMES = (Team.title, Team.reference)


def team_named(
    session: Session, code: str, *, scope: Collection[int] | None, lead_id: int | None = None, named: Collection[int] = ()
) -> Team:
    """A team of a unit in `scope` (None: of any), one that `lead_id` leads, or one of `named`. Raises `NotFound` alike for others
    and for none."""
    team = session.scalar(select(Team).where(Team.code == code, _is_seen(scope, lead_id, named)))
    if team is None:
        raise NotFound("There is no team under this address.")
    return team


def members_of(session: Session, team_ids: Collection[int]) -> dict[int, list[Member]]:
    """By team, all who were ever on it in the order in which they were named; mistakes left out. Of the erased nothing typed is
    left: they stand under what is left of the name."""
    now = func.coalesce(Person.merged_into, Person.id)
    survivor = select(Person.id, Person.code, Person.name).subquery()
    query = (
        select(TeamMember, TeamDeparture.until_on, survivor.c.id, survivor.c.code, survivor.c.name)
        .outerjoin(TeamDeparture, TeamDeparture.member_id == TeamMember.id)
        .outerjoin(Person, Person.id == TeamMember.person_id)
        .outerjoin(survivor, survivor.c.id == now)
        .where(TeamMember.team_id.in_(team_ids))
        .order_by(TeamMember.id)
    )
    found: dict[int, list[Member]] = {team_id: [] for team_id in team_ids}
    for row, until_on, person_id, code, name in session.execute(query):
        if until_on is None or until_on >= row.from_on:
            person = (code, name) if code else None
            facts = (row.role, row.employer or "", row.joined_on, row.starts_on, row.from_on, until_on)
            found[row.team_id].append(Member(row.code, row.typed or name or "", person_id, person, *facts))
    return found


def events_of(session: Session, team_id: int) -> list[Happening]:
    """In the order of their days."""
    query = (
        select(TeamEvent, TeamEventCancelled.id)
        .outerjoin(TeamEventCancelled, TeamEventCancelled.event_id == TeamEvent.id)
        .where(TeamEvent.team_id == team_id)
        .order_by(TeamEvent.happens_on, TeamEvent.id)
    )
    return [
        Happening(row.id, row.code, row.kind, row.happens_on, row.due_on, cancelled is not None)
        for row, cancelled in session.execute(query)
    ]


def teams_seen(
    session: Session, *, scope: Collection[int] | None, on: dt.date, until: dt.date | None = None, lead_id: int | None = None,
    named: Collection[int] = (),
) -> list[TeamLine]:  # fmt: skip
    """Those with the nearest event from `on` first. `until`: only teams with one by that day. Awards over: if `named`."""
    standing = (
        select(TeamEvent.id, TeamEvent.team_id, TeamEvent.kind, TeamEvent.happens_on, TeamEvent.due_on)
        .outerjoin(TeamEventCancelled, TeamEventCancelled.event_id == TeamEvent.id)
        .where(TeamEvent.happens_on >= on, TeamEventCancelled.id.is_(None))
        .subquery()
    )
    nearest = select(standing.c.team_id, func.min(standing.c.happens_on).label("day")).group_by(standing.c.team_id).subquery()
    people = (
        select(TeamMember.team_id, func.count().label("people"))
        .outerjoin(TeamDeparture, TeamDeparture.member_id == TeamMember.id)
        .where(TeamMember.from_on <= on, or_(TeamDeparture.id.is_(None), TeamDeparture.until_on >= on))
        .group_by(TeamMember.team_id)
        .subquery()
    )
    first = (
        select(func.min(standing.c.id))
        .where(standing.c.team_id == Team.id, standing.c.happens_on == nearest.c.day)
        .correlate(Team, nearest)
        .scalar_subquery()
    )
    event = aliased(TeamEvent)
    query = (
        select(Team, Unit.name, func.coalesce(people.c.people, 0), event.kind, nearest.c.day, event.due_on)
        .outerjoin(Unit, Unit.id == Team.unit_id)
        .outerjoin(people, people.c.team_id == Team.id)
        .outerjoin(nearest, nearest.c.team_id == Team.id)
        .outerjoin(event, event.id == first)
        .where(_is_seen(scope, lead_id, named), or_(Team.ends_on.is_(None), Team.ends_on >= on, Team.id.in_(named)))
        .order_by(nearest.c.day.is_(None), nearest.c.day, Team.title, Team.id)
        .limit(500)
    )
    if until is not None:
        query = query.where(nearest.c.day <= until)
    return [_line(*row) for row in session.execute(query)]


def _line(team: Team, unit: str | None, people: int, kind: str | None, day: dt.date | None, due_on: dt.date | None) -> TeamLine:
    return TeamLine(team.id, team.code, team.title, team.sponsor, team.reference or "", unit or "", people, kind, day, due_on)


def teams_called(session: Session, words: Iterable[str]) -> list[Team]:
    """Each by its number, its name or the code in its address, in small or large letters. Raises `Invalid`, and tells what comes
    near: whoever writes a part of a name finds it so."""
    found: dict[int, Team] = {}
    for word in (one.strip() for one in words if one.strip()):
        low = word.lower()
        called = or_(Team.code == word, *(named == word for named in NAMES), *(func.lower(named) == low for named in NAMES))
        teams = session.scalars(select(Team).where(called).limit(2)).all()
        if not teams and (near := _near(session, low)):
            raise Invalid("No team is called %(words)s. Near it: %(near)s", words=word, near="; ".join(near), field="teams")
        if not teams:
            raise Invalid("No team is called %(words)s, nor anything near it. Teams has them all.", words=word, field="teams")
        if len(teams) > 1:
            raise Invalid("Several teams are called %(words)s. Write the code from its address.", words=word, field="teams")
        found[teams[0].id] = teams[0]
    return list(found.values())


def _near(session: Session, low: str) -> list[str]:
    """Up to five names, the nearest first: what begins a word as they do may be misspelt further on."""
    begun = [word[:3] for word in low.split() if len(word) > 2] or [low]
    alike = or_(*(named.icontains(part, autoescape=True) for part in begun for named in NAMES))
    rows = session.execute(select(Team.title, Team.reference).where(alike).order_by(Team.id.desc()).limit(500)).all()
    likeness = {row: max(_likeness(low, text) for text in row if text) for row in rows}
    nearest = sorted(rows, key=lambda row: -likeness[row])[:5]
    return [f"{row.title} ({row.reference})" if row.reference else row.title for row in nearest]


def _likeness(low: str, text: str) -> float:
    """Whatever holds the words whole goes before what is merely spelt alike."""
    return (low in text.lower()) + SequenceMatcher(a=low, b=text.lower(), autojunk=False).ratio()


def titles_of(session: Session, team_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """(code, title) by id."""
    query = select(Team.id, Team.code, Team.title).where(Team.id.in_(team_ids))
    return {row.id: (row.code, row.title) for row in session.execute(query)} if team_ids else {}


def _is_seen(scope: Collection[int] | None, lead_id: int | None, named: Collection[int]) -> ColumnElement[bool]:
    led = Team.id.in_(select(TeamMember.team_id).where(_leads(lead_id))) if lead_id is not None else None
    if scope is None and lead_id is None:
        return Team.id.is_not(None)
    seen = Team.unit_id.in_(below(scope)) if scope else None
    conditions = [one for one in (led, seen, Team.id.in_(named) if named else None) if one is not None]
    return or_(*conditions) if conditions else Team.id.is_(None)


def _leads(person_id: int) -> ColumnElement[bool]:
    """Whoever was merged into the person led for her; who has left leads no more."""
    selves = select(Person.id).where(or_(Person.id == person_id, Person.merged_into == person_id))
    gone = select(TeamDeparture.id).where(TeamDeparture.member_id == TeamMember.id).exists()
    return TeamMember.person_id.in_(selves) & TeamMember.role.in_(LEADS) & ~gone
