"""Tokens that are already made, and stored checks to read with them."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy.orm import Session

from app import clock
from app.access.principals import Scope
from app.accounts.loading import load_principal
from app.accounts.models import Person, Unit
from app.languages import local_day
from app.requirements.models import Check
from app.teams.models import Team
from app.tokens.making import make_token
from tests.factories.asked import SIGNER
from tests.factories.days import ZONE
from tests.factories.people import LONG_AGO

ANSWER = '{"covered":false,"people":[{"name":"J. Kim","state":"missing"}]}'


def give_token(
    session: Session, maker: Person, *scopes: Scope, unit: Unit | None = None, days: int = 30, at: dt.datetime | None = None
) -> str:
    """For all scopes by itself, ending in so many days."""
    now = at or clock.now()
    today = local_day(now, ZONE)
    principal = load_principal(session, maker.id, today)
    assert principal is not None
    return make_token(
        session,
        principal,
        name="Export",
        scopes=scopes or list(Scope),
        unit_id=unit.id if unit else None,
        ends_on=today + dt.timedelta(days=days),
        today=today,
        at=now,
    )


def keep_answer(session: Session, *, unit: Unit | None = None, by: Person | None = None, at: dt.datetime = LONG_AGO) -> Check:
    """A stored check, of a team below `unit` where there is one."""
    team = None
    if unit:
        team = Team(title="Quantum keys", sponsor="nsf", unit_id=unit.id, made_at=at, recorded_at=at)
        session.add(team)
        session.flush()
    check = Check(
        team_id=team.id if team else None,
        sponsor="nsf",
        event="proposal",
        happens_on=dt.date(2026, 12, 15),
        asked_at=at,
        known_at=at,
        asked_by=by.id if by else None,
        covered=False,
        answer=ANSWER,
        answer_digest=hashlib.sha256(ANSWER.encode()).hexdigest(),
        signature=SIGNER.sign(ANSWER),
        recorded_at=at,
    )
    session.add(check)
    session.flush()
    return check
