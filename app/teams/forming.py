"""Making a team, naming its people, and the days on which the sponsor asks. Rows are added; what ended says when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.recording import record_act
from app.errors import Conflict, Invalid, NotFound
from app.jobs.announcing import announce
from app.teams.models import Team, TeamDeparture, TeamEvent, TeamEventCancelled, TeamMember

MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody to be named on a team, as typed; `person_id` where it is known who that is."""

    typed: str
    person_id: int | None = None
    role: str = ""
    employer: str = ""
    joined_on: dt.date | None = None
    starts_on: dt.date | None = None


def make_team(
    session: Session,
    *,
    title: str,
    sponsor: str,
    reference: str,
    unit_id: int | None,
    at: dt.datetime,
    by: int | None,
    ends_on: dt.date | None = None,
) -> Team:
    number = reference.strip()[:300] or None
    team = Team(
        title=_title(title),
        sponsor=sponsor,
        reference=number,
        unit_id=unit_id,
        ends_on=ends_on,
        made_at=at,
        made_by=by,
        recorded_at=at,
    )
    session.add(team)
    session.flush()
    record_act(session, "team.made", ("team", team.id), at=at, by=by, unit=unit_id, sponsor=sponsor)
    return team


def describe_team(
    session: Session, team: Team, *, title: str, reference: str, ends_on: dt.date | None, at: dt.datetime, by: int | None
) -> None:
    """What may be put right at any time. The sponsor stays: another sponsor is another team."""
    former = team.ends_on
    team.title, team.reference, team.ends_on = _title(title), reference.strip()[:300] or None, ends_on
    days = {"ends_on": ends_on.isoformat() if ends_on else None, "formerly": former.isoformat() if former else None}
    record_act(session, "team.described", ("team", team.id), at=at, by=by, unit=team.unit_id, **days)


def add_members(
    session: Session, team: Team, people: Iterable[Joining], *, from_on: dt.date, at: dt.datetime, by: int | None
) -> list[TeamMember]:
    """Whoever stands on the team already, as the same person or under the same words, is left as they are."""
    present = open_members(session, team.id)
    known = {member.person_id for member in present if member.person_id} | {member.typed.casefold() for member in present}
    added = []
    for one in people:
        typed = " ".join(one.typed.split())[:300]
        if not typed or typed.casefold() in known or (one.person_id and one.person_id in known):
            continue
        known |= {typed.casefold(), one.person_id or typed.casefold()}
        added.append(_add(session, team, one, typed=typed, from_on=from_on, at=at, by=by))
    if len(present) + len(added) > MOST_PEOPLE:
        raise Invalid("A team has at most %(count)s people.", count=MOST_PEOPLE, field="people")
    return added


def end_member(session: Session, member: TeamMember, *, until_on: dt.date, at: dt.datetime, by: int | None) -> TeamDeparture:
    """`until_on` before the first day: the row was a mistake. Raises `Conflict` when the member has left already."""
    if session.scalar(select(TeamDeparture.id).where(TeamDeparture.member_id == member.id)):
        raise Conflict("This person has left the team before. Nothing was changed.")
    departure = TeamDeparture(member_id=member.id, until_on=until_on, recorded_at=at, recorded_by=by)
    session.add(departure)
    session.flush()
    record_act(session, "team.left", ("team", member.team_id), at=at, by=by, person=member.person_id, member=member.id)
    return departure


def choose_person(session: Session, member: TeamMember, *, person_id: int, at: dt.datetime, by: int | None) -> TeamMember:
    """Says who a name is: the row without a person ends as a mistake, and one with the person takes its place."""
    if member.person_id == person_id:
        return member
    end_member(session, member, until_on=member.from_on - dt.timedelta(days=1), at=at, by=by)
    one = Joining(member.typed, person_id, member.role, member.employer or "", member.joined_on, member.starts_on)
    team = session.get_one(Team, member.team_id)
    return _add(session, team, one, typed=member.typed, from_on=member.from_on, at=at, by=by)


def add_event(
    session: Session, team: Team, *, kind: str, happens_on: dt.date, due_on: dt.date | None, at: dt.datetime, by: int | None
) -> TeamEvent:
    if due_on and due_on < happens_on:
        raise Invalid("The sponsor's deadline lies before the day of the event.", field="due_on")
    event = TeamEvent(team_id=team.id, kind=kind, happens_on=happens_on, due_on=due_on, made_at=at, made_by=by, recorded_at=at)
    session.add(event)
    session.flush()
    record_act(session, "team.event_added", ("team", team.id), at=at, by=by, unit=team.unit_id, event=event.id)
    return event


def cancel_event(session: Session, event: TeamEvent, *, at: dt.datetime, by: int | None) -> None:
    if session.scalar(select(TeamEventCancelled.id).where(TeamEventCancelled.event_id == event.id)):
        raise Conflict("This day was taken off before. Nothing was changed.")
    session.add(TeamEventCancelled(event_id=event.id, cancelled_at=at, cancelled_by=by, recorded_at=at))
    record_act(session, "team.event_cancelled", ("team", event.team_id), at=at, by=by, event=event.id)


def find_member(session: Session, *, team_id: int, code: str) -> TeamMember:
    member = session.scalar(select(TeamMember).where(TeamMember.team_id == team_id, TeamMember.code == code).with_for_update())
    if member is None:
        raise NotFound("There is no such person on this team.")
    return member


def find_event(session: Session, *, team_id: int, code: str) -> TeamEvent:
    event = session.scalar(select(TeamEvent).where(TeamEvent.team_id == team_id, TeamEvent.code == code).with_for_update())
    if event is None:
        raise NotFound("There is no such day on this team.")
    return event


def _add(
    session: Session, team: Team, one: Joining, *, typed: str, from_on: dt.date, at: dt.datetime, by: int | None
) -> TeamMember:
    member = TeamMember(
        team_id=team.id, person_id=one.person_id, typed=typed, role=one.role[:40], employer=one.employer[:300] or None,
        joined_on=one.joined_on, starts_on=one.starts_on, from_on=from_on, added_by=by, recorded_at=at,
    )  # fmt: skip
    session.add(member)
    session.flush()
    record_act(session, "team.joined", ("team", team.id), at=at, by=by, unit=team.unit_id, person=one.person_id, member=member.id)
    if one.person_id:
        announce(session, "team.joined", {"team": team.id, "person": one.person_id}, at=at, key=f"team-joined:{member.id}")
    return member


def open_members(session: Session, team_id: int) -> list[TeamMember]:
    """Those who have not left."""
    query = (
        select(TeamMember)
        .outerjoin(TeamDeparture, TeamDeparture.member_id == TeamMember.id)
        .where(TeamMember.team_id == team_id, TeamDeparture.id.is_(None))
    )
    return list(session.scalars(query))


def _title(title: str) -> str:
    words = " ".join(title.split())
    if not words or len(words) > 300:
        raise Invalid("Give the team a name, in at most 300 characters: the title of the proposal will do.", field="title")
    return words
