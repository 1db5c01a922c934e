"""Teams, and checks that were asked about them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.models import Person, Unit
from app.credentials.wording import Issuer
from app.requirements.answers import Named, Question
from app.requirements.checking import check, keep_check
from app.requirements.signing import signer_from
from app.teams.forming import Joining, add_event, add_members, make_team
from app.teams.models import Team
from app.teams.queries import events_of, members_of
from tests.conftest import SETTINGS

ISSUER = Issuer("Calder University", "https://localhost", demo=False)
SIGNER = signer_from(SETTINGS["signing_key"])
ZONE = "America/New_York"


def make_named_team(session: Session, unit: Unit | None, *people: Joining, by: Person, at: dt.datetime, days: int = 20) -> Team:
    """Its proposal to NSF goes out in so many days."""
    team = make_team(session, title="Keys for a small museum", sponsor="nsf", reference="P-17", unit_id=unit.id if unit else None,
                     at=at, by=by.id)  # fmt: skip
    add_members(session, team, people, from_on=at.date(), at=at, by=by.id)
    add_event(session, team, kind="proposal", happens_on=at.date() + dt.timedelta(days=days), due_on=None, at=at, by=by.id)
    return team


def make_asked(session: Session, person: Person, officer: Person, unit: Unit, *, at: dt.datetime) -> dict[str, str]:
    """A team that the person leads and the officer keeps, with a check about both of its people. Returns codes by kind."""
    lead = Joining(person.name, person.id, "principal-investigator")
    team = make_named_team(session, unit, lead, Joining("Nobody Known"), by=officer, at=at)
    people = (Named(person.name, "principal-investigator", chosen=person.code), Named("Nobody Known"))
    question = Question("nsf", "proposal", at.date() + dt.timedelta(days=20), people, team_id=team.id)
    answer = check(session, question, zone=ZONE, language="en", at=at)
    kept = keep_check(session, answer, issuer=ISSUER, signer=SIGNER, by=officer.id, at=at)
    members, events = members_of(session, [team.id])[team.id], events_of(session, team.id)
    return {"teams": team.code, "checks": kept.code, "member": members[1].code, "event": events[0].code}
