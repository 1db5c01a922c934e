"""Teams and who is named on them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.models import Person, Unit
from app.teams.models import Team, TeamDeparture, TeamMember

AT = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


def make_team(session: Session, title: str = "Quiet lenses", sponsor: str = "doe", unit: Unit | None = None) -> Team:
    team = Team(title=title, sponsor=sponsor, unit_id=unit.id if unit else None, made_at=AT, recorded_at=AT)
    session.add(team)
    session.flush()
    return team


def name_on(
    session: Session, team: Team, person: Person, *, from_on: dt.date = AT.date(), until_on: dt.date | None = None
) -> TeamMember:
    member = TeamMember(team_id=team.id, person_id=person.id, typed=person.name, from_on=from_on, recorded_at=AT)
    session.add(member)
    session.flush()
    if until_on is not None:
        session.add(TeamDeparture(member_id=member.id, until_on=until_on, recorded_at=AT))
        session.flush()
    return member
