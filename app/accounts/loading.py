"""The signed-in person, in one query: this runs on every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Date, Integer, String, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.access.principals import Grip, Principal
from app.accounts.models import EndedSession, Grant, GrantTeam, GrantWithdrawal, Person, PersonIdentifier, Role, Scheme
from app.accounts.roles import OF_AWARDS, PERMISSIONS
from app.database.reading import fetch

_COLUMNS = (Person.id, Person.code, Person.name, Person.language, Person.zone, Person.generation)
_GRANT_HOLDS = and_(Grant.person_id == Person.id, or_(Grant.ends_on.is_(None), Grant.ends_on >= bindparam("today", type_=Date)))
_ADDRESS_IS_PRIMARY = and_(
    PersonIdentifier.person_id == Person.id, PersonIdentifier.scheme == Scheme.ADDRESS, PersonIdentifier.is_primary
)
_PERSON_WITH_GRANTS = (
    select(
        *_COLUMNS,
        PersonIdentifier.value,
        Grant.id.label("grant_id"),
        Grant.role,
        Grant.unit_id,
        GrantTeam.team_id,
        GrantWithdrawal.id.label("withdrawal"),
    )
    .outerjoin(PersonIdentifier, _ADDRESS_IS_PRIMARY)
    .outerjoin(Grant, _GRANT_HOLDS)
    .outerjoin(GrantWithdrawal, GrantWithdrawal.grant_id == Grant.id)
    .outerjoin(GrantTeam, GrantTeam.grant_id == Grant.id)
    .where(Person.id == bindparam("person_id", type_=Integer), Person.merged_into.is_(None), Person.erased_at.is_(None))
    .where(~select(EndedSession.code).where(EndedSession.code == bindparam("session_code", type_=String)).exists())
)


def load_principal(session: Session, person_id: int, on: dt.date, session_code: str = "") -> Principal | None:
    """None for whoever may not sign in: merged into another, erased, unknown, or signed out of this very session."""
    rows = fetch(session, _PERSON_WITH_GRANTS, {"person_id": person_id, "today": on, "session_code": session_code})
    if not rows:
        return None
    first = rows[0]
    grips = tuple(_grips(row for row in rows if row.role is not None and row.withdrawal is None))
    return Principal(first.id, first.code, first.name, first.value or "", first.language, first.zone, first.generation, grips)


def _grips(rows: Iterable[Any]) -> Iterator[Grip]:
    """A grant comes in one row, or in one for each of its teams."""
    grants: dict[int, list[Any]] = {}
    for row in rows:
        grants.setdefault(row.grant_id, []).append(row)
    for held in grants.values():
        permissions, teams = PERMISSIONS[Role(held[0].role)], [row.team_id for row in held]
        yield Grip(permissions, held[0].unit_id) if None in teams else Grip(permissions & OF_AWARDS, None, frozenset(teams))
