"""Giving a role and taking it back: rows that are added, never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Grant, GrantTeam, GrantWithdrawal, Person, Role, Unit
from app.audit.recording import record_act
from app.database.days import day_of
from app.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Held:
    """A role as its holder has it now. `unit` None: everywhere, or for the awards of `team_ids` alone."""

    grant_id: int
    role: Role
    unit: str | None
    module_slug: str | None
    granted_at: dt.datetime
    ends_on: dt.date | None
    unit_slug: str | None = None
    provider: str | None = None
    team_ids: tuple[int, ...] = ()


def grant_role(
    session: Session,
    *,
    person_id: int,
    role: Role | str,
    unit_id: int | None = None,
    team_ids: Collection[int] = (),
    at: dt.datetime,
    by: int | None,
    ends_on: dt.date | None = None,
    module_slug: str | None = None,
    provider: str | None = None,
) -> Grant:
    """Holds from now, through `ends_on`. Raises `Conflict` where the person holds it already."""
    role = _check_shape(role, unit_id=unit_id, ends_on=ends_on, module_slug=module_slug, on=day_of(session, at))
    _check_teams(role, unit_id, team_ids)
    if unit_id is not None and session.get(Unit, unit_id) is None:
        raise Invalid("Choose a unit from the list", field="unit")
    standing = (Person.merged_into.is_(None), Person.erased_at.is_(None))
    if session.execute(select(Person.id).where(Person.id == person_id, *standing).with_for_update()).first() is None:
        raise NotFound("There is nobody under this address.")
    same = (Grant.person_id == person_id, Grant.role == role, Grant.unit_id.is_not_distinct_from(unit_id))
    same_module = Grant.module_slug.is_not_distinct_from(module_slug)
    if session.execute(select(Grant.id).where(*same, same_module, _names(team_ids), *holds_on(day_of(session, at)))).first():
        raise Conflict("This person holds the role already. Nothing was changed.")
    grant = Grant(
        person_id=person_id, role=role, unit_id=unit_id, module_slug=module_slug, granted_at=at, granted_by=by, ends_on=ends_on,
        provider=provider, recorded_at=at,
    )  # fmt: skip
    session.add(grant)
    session.flush()
    said: dict[str, Any] = {"provider": provider} if provider else {}
    if team_ids:
        session.add_all(GrantTeam(grant_id=grant.id, team_id=team_id) for team_id in sorted(set(team_ids)))
        said["teams"] = sorted(set(team_ids))
    record_act(session, "role.granted", ("grant", grant.id), at=at, by=by, unit=unit_id, person=person_id, role=str(role), **said)
    return grant


def withdraw_role(session: Session, *, grant_id: int, at: dt.datetime, by: int | None) -> GrantWithdrawal:
    """Counts from the next request of that person. Raises `Conflict` where it is withdrawn or over already, and for the last
    administrator."""
    grant = session.get(Grant, grant_id)
    if grant is None:
        raise NotFound("There is no such role.")
    kin = Grant.role == Role.ADMINISTRATOR if grant.role == Role.ADMINISTRATOR else Grant.id == grant_id
    session.execute(select(Grant.id).where(kin).order_by(Grant.id).with_for_update()).all()
    if session.execute(select(Grant.id).where(Grant.id == grant_id, *holds_on(day_of(session, at)))).first() is None:
        raise Conflict("This role was withdrawn before, or it is over. Nothing was changed.")
    if grant.role == Role.ADMINISTRATOR and not _others_administer(session, grant, on=day_of(session, at)):
        raise Conflict("This is the last administrator without an end. Make somebody else administrator first.")
    withdrawal = GrantWithdrawal(grant_id=grant_id, withdrawn_at=at, withdrawn_by=by, recorded_at=at)
    session.add(withdrawal)
    session.flush()
    subject, unit, person, role = ("grant", grant_id), grant.unit_id, grant.person_id, str(grant.role)
    record_act(session, "role.withdrawn", subject, at=at, by=by, unit=unit, person=person, role=role)
    return withdrawal


def roles_of(session: Session, person_id: int, *, on: dt.date) -> list[Held]:
    """Those that hold on that day, the oldest first."""
    columns = (Grant.id, Grant.role, Unit.name, Grant.module_slug, Grant.granted_at, Grant.ends_on, Unit.slug, Grant.provider)
    query = select(*columns, GrantTeam.team_id).outerjoin(Unit, Unit.id == Grant.unit_id)
    query = query.outerjoin(GrantTeam, GrantTeam.grant_id == Grant.id).where(Grant.person_id == person_id, *holds_on(on))
    found: dict[int, Held] = {}
    for row in session.execute(query.order_by(Grant.id, GrantTeam.id)):
        held = found.get(row[0]) or Held(row[0], Role(row[1]), *row[2:8])
        found[row[0]] = replace(held, team_ids=(*held.team_ids, row[8])) if row[8] else held
    return list(found.values())


def holds_on(day: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a `Grant`."""
    withdrawn = select(GrantWithdrawal.id).where(GrantWithdrawal.grant_id == Grant.id).exists()
    return ~withdrawn, Grant.ends_on.is_(None) | (Grant.ends_on >= day)


def is_last_administrator(session: Session, person_id: int, *, on: dt.date) -> bool:
    """Whether this person administers without an end, and nobody else does."""
    kin = select(Grant).where(Grant.role == Role.ADMINISTRATOR).order_by(Grant.id).with_for_update()
    mine = [grant for grant in session.scalars(kin.where(*holds_on(on))) if grant.person_id == person_id]
    return any(grant.ends_on is None for grant in mine) and not any(
        _others_administer(session, grant, on=on, without=person_id) for grant in mine
    )


def _check_shape(role: Role | str, *, unit_id: int | None, ends_on: dt.date | None, module_slug: str | None, on: dt.date) -> Role:
    try:
        role = Role(role)
    except ValueError:
        raise Invalid("Choose a role from the list", field="role") from None
    if role == Role.OFFICER and unit_id is None:
        raise Invalid("An officer works for a unit: choose which", field="unit")
    if role in (Role.ADMINISTRATOR, Role.INSTRUCTOR) and unit_id is not None:
        raise Invalid("This role is for the whole institution: leave the unit empty", field="unit")
    if role == Role.AUDITOR and ends_on is None:
        raise Invalid("An auditor reads until a day: say which", field="ends_on")
    if ends_on is not None and ends_on < on:
        raise Invalid("The last day lies in the past: choose today or later", field="ends_on")
    if module_slug is not None and role != Role.INSTRUCTOR:
        raise Invalid("Only an instructor's role is for a module", field="module")
    return role


def _check_teams(role: Role, unit_id: int | None, team_ids: Collection[int]) -> None:
    if team_ids and role != Role.AUDITOR:
        raise Invalid("Only an auditor's role is for single awards: leave them empty", field="teams")
    if team_ids and unit_id is not None:
        raise Invalid("Choose a unit or awards, not both", field="teams")


def _names(team_ids: Collection[int]) -> ColumnElement[bool]:
    """Of a grant: it names all of these, or (none given) no award at all."""
    if not team_ids:
        return Grant.id.not_in(select(GrantTeam.grant_id))
    named = select(GrantTeam.grant_id).where(GrantTeam.team_id.in_(team_ids)).group_by(GrantTeam.grant_id)
    return Grant.id.in_(named.having(func.count() == len(set(team_ids))))


def _others_administer(session: Session, grant: Grant, *, on: dt.date, without: int | None = None) -> bool:
    """Asked with the lock on every administrator's grant, so that of two withdrawals at once the second sees the first."""
    lasting = (Grant.role == Role.ADMINISTRATOR, Grant.ends_on.is_(None), Grant.id != grant.id)
    living = (Person.merged_into.is_(None), Person.erased_at.is_(None))
    query = select(Grant.id).join(Person, Person.id == Grant.person_id).where(*lasting, *living, *holds_on(on))
    if without is not None:
        query = query.where(Grant.person_id != without)
    return session.execute(query).first() is not None
