"""Keeping a person as the provider of her sign-on describes her: name, memberships, roles. Only what the mapping file names.

A membership or a role that a provider gave ends when the provider no longer says so; what people here gave is left alone. What
cannot be kept (a closed unit, a role given a moment ago) is passed over: nobody is kept out for it.
"""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.granting import grant_role, roles_of, withdraw_role
from app.accounts.models import Membership, Person, PersonIdentifier, Scheme, Unit
from app.accounts.profiling import change_name
from app.accounts.units import AFFILIATIONS, is_valid_on, join_unit, leave_unit
from app.database.writing import insert_or_ignore
from app.errors import Conflict, Invalid
from app.sign_on.shapes import GivenRole, Introduction

DAY = dt.timedelta(days=1)
log = logging.getLogger("openward")


def follow_introduction(
    session: Session, *, person_id: int, introduction: Introduction, is_new: bool, at: dt.datetime, on: dt.date
) -> None:
    """`on` is today where the institution is. A new person gets all that is mapped, a known one what the file follows."""
    if "name" in introduction.follows:
        _follow_name(session, person_id, introduction.name)
    if (is_new or "unit" in introduction.follows) and introduction.units is not None:
        _follow_units(session, person_id, introduction, at=at, on=on)
    _follow_roles(session, person_id, introduction, at=at, on=on)
    for scheme, value in ((Scheme.EMPLOYEE, introduction.employee), (Scheme.ORCID, introduction.orcid)):
        if value:
            owned = {"person_id": person_id, "scheme": scheme, "value": value}
            insert_or_ignore(session, PersonIdentifier, {**owned, "confirmed_at": at, "recorded_at": at})


def _follow_name(session: Session, person_id: int, name: str | None) -> None:
    """A name that cannot be printed on a certificate is not taken over."""
    known = session.execute(select(Person.name).where(Person.id == person_id)).scalar_one()
    if not name or name == known:
        return
    try:
        change_name(session, person_id=person_id, name=name)
    except Invalid:
        log.warning("sign-on: the name a provider gives for person %s cannot be kept", person_id)


def _follow_units(session: Session, person_id: int, introduction: Introduction, *, at: dt.datetime, on: dt.date) -> None:
    wanted = _units(session, introduction.units or (), introduction.provider)
    mine = (Membership.person_id == person_id, is_valid_on(on), Membership.until_on.is_(None))
    present = {one.unit_id: one for one in session.scalars(select(Membership).where(*mine))}
    as_what, who = introduction.affiliation, introduction.provider
    for unit_id, held in present.items():
        changed = unit_id in wanted and as_what is not None and held.affiliation != as_what and held.from_on < on
        if held.provider == who and (unit_id not in wanted or changed):
            with suppress(Conflict):
                leave_unit(session, person_id=person_id, unit_id=unit_id, until_on=max(on - DAY, held.from_on), at=at)
    session.flush()
    for unit_id in wanted:
        with suppress(Conflict, Invalid):
            join_unit(
                session, person_id=person_id, unit_id=unit_id, from_on=on, affiliation=as_what or AFFILIATIONS[0], at=at,
                provider=who,
            )  # fmt: skip


def _follow_roles(session: Session, person_id: int, introduction: Introduction, *, at: dt.datetime, on: dt.date) -> None:
    given = [one for one in roles_of(session, person_id, on=on) if not one.team_ids]
    held = {GivenRole(str(one.role), one.unit_slug, one.module_slug): one for one in given}
    for role, grant in held.items():
        if grant.provider == introduction.provider and role not in introduction.roles:
            try:
                withdraw_role(session, grant_id=grant.grant_id, at=at, by=None)
            except Conflict:
                log.warning("sign-on: the last administrator keeps a role that %s no longer gives", introduction.provider)
    for role in introduction.roles:
        unit_id = next(iter(_units(session, (role.unit,), introduction.provider)), None) if role.unit else None
        if role in held or (role.unit and unit_id is None):
            continue
        with suppress(Conflict, Invalid):
            grant_role(
                session, person_id=person_id, role=role.role, unit_id=unit_id, module_slug=role.module, at=at, by=None,
                provider=introduction.provider,
            )  # fmt: skip


def _units(session: Session, slugs: tuple[str, ...], provider: str) -> list[int]:
    """A unit that is not here yet is passed over, and the log says so."""
    found = {unit.slug: unit.id for unit in session.scalars(select(Unit).where(Unit.slug.in_(slugs)))}
    for slug in slugs:
        if slug not in found:
            log.warning("sign-on: %s names the unit %s, which is not here", provider, slug)
    return [found[slug] for slug in slugs if slug in found]
