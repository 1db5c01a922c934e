"""The tree of units, and who belonged to which of them when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.merging import selves_of
from app.accounts.models import Membership, Person, Unit
from app.audit.recording import record_act
from app.database.writing import insert_or_ignore
from app.errors import Conflict, Invalid, NotFound
from app.jobs.announcing import announce

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
AFFILIATIONS = ("researcher", "student", "staff", "administrator", "manager", "partner")


@dataclass(frozen=True, slots=True)
class Belonging:
    unit_id: int
    unit: str
    affiliation: str
    from_on: dt.date
    until_on: dt.date | None


def add_unit(session: Session, *, slug: str, name: str, parent_id: int | None, at: dt.datetime, by: int | None = None) -> Unit:
    """Below `parent_id`, or at the top. Raises `Conflict` where another unit has the slug."""
    name = clean_unit_name(name)
    if not SLUG.fullmatch(slug) or len(slug) > 100:
        raise Invalid("Write the short name in small letters, figures and hyphens, as school-of-physics", field="slug")
    above = session.get(Unit, parent_id) if parent_id is not None else None
    if parent_id is not None and (above is None or above.closed_at is not None):
        raise Invalid("Choose the unit above from the list", field="parent")
    values = {"slug": slug, "name": name, "parent_id": parent_id, "path": f"+{slug}", "recorded_at": at}
    if not insert_or_ignore(session, Unit, values):
        raise Conflict("There is a unit %(slug)s already. Choose another short name.", slug=slug)
    unit = session.scalars(select(Unit).where(Unit.slug == slug)).one()
    unit.path = f"{above.path if above else '/'}{unit.id}/"
    session.flush()
    record_act(session, "unit.added", ("unit", unit.id), at=at, by=by, unit=unit.id)
    return unit


def clean_unit_name(text: str) -> str:
    """One line. Raises `Invalid`."""
    name = " ".join(text.split())
    if not name or len(name) > 300:
        raise Invalid("Give the unit its name, in at most 300 characters", field="name")
    return name


def below(unit_ids: Collection[int]) -> Select[int]:
    """The ids of these units and of all below them, to be used inside another query."""
    top = aliased(Unit)
    return select(Unit.id).join(top, Unit.path.startswith(top.path)).where(top.id.in_(unit_ids))


def units_below(session: Session, unit_ids: Collection[int]) -> set[int]:
    """These units and all below them."""
    return set(session.scalars(below(unit_ids)))


def units_within(session: Session, scope: Collection[int] | None) -> list[Unit]:
    """All units (None), or these and all below them, as a tree is read from the top."""
    query = select(Unit).order_by(Unit.name)
    units = session.scalars(query if scope is None else query.where(Unit.id.in_(below(scope)))).all()
    names = {str(unit.id): unit.name for unit in units}
    return sorted(units, key=lambda unit: [names.get(place, "") for place in unit.path.strip("/").split("/")])


def is_valid_on(day: dt.date) -> ColumnElement[bool]:
    """Of a `Membership`."""
    return (Membership.from_on <= day) & (Membership.until_on.is_(None) | (Membership.until_on >= day))


def memberships_of(session: Session, person_id: int) -> list[Belonging]:
    """Present and former ones, of all the selves, the latest first."""
    query = (
        select(Unit.id, Unit.name, Membership.affiliation, Membership.from_on, Membership.until_on)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.person_id.in_(selves_of(person_id)))
        .order_by(Membership.from_on.desc(), Membership.id.desc())
    )
    return [Belonging(*row) for row in session.execute(query)]


def join_unit(
    session: Session,
    *,
    person_id: int,
    unit_id: int,
    from_on: dt.date,
    affiliation: str = "researcher",
    at: dt.datetime,
    by: int | None = None,
    provider: str | None = None,
) -> Membership:
    """Raises `Conflict` where the person belongs to the unit on that day, or will later."""
    if affiliation not in AFFILIATIONS:
        raise Invalid("Choose from the list what the person is there", field="affiliation")
    unit = session.get(Unit, unit_id)
    if unit is None or unit.closed_at is not None:
        raise Invalid("Choose a unit from the list", field="unit")
    _hold(session, person_id)
    mine = (Membership.person_id.in_(selves_of(person_id)), Membership.unit_id == unit_id)
    lasts = Membership.until_on.is_(None) | (Membership.until_on >= from_on)
    if session.execute(select(Membership.id).where(*mine, lasts)).first():
        raise Conflict("This person belongs to the unit already. Nothing was changed.")
    place = {"unit_id": unit_id, "affiliation": affiliation, "from_on": from_on, "provider": provider}
    membership = Membership(person_id=person_id, **place, recorded_at=at)
    session.add(membership)
    session.flush()
    record_act(session, "unit.joined", ("person", person_id), at=at, by=by, unit=unit_id, from_on=from_on.isoformat())
    announce(session, "people.joined", {"people": [person_id]}, at=at)
    return membership


def leave_unit(
    session: Session, *, person_id: int, unit_id: int, until_on: dt.date, at: dt.datetime, by: int | None = None
) -> None:
    """`until_on` is the last day. Raises `Conflict` where the person does not belong to the unit then, or its end is known."""
    _hold(session, person_id)
    mine = (Membership.person_id.in_(selves_of(person_id)), Membership.unit_id == unit_id, Membership.until_on.is_(None))
    lasting = session.scalars(select(Membership).where(*mine)).first()
    if lasting is None:
        raise Conflict("This person does not belong to the unit, or the last day is known already. Nothing was changed.")
    if until_on < lasting.from_on:
        raise Invalid("The last day lies before the first one", field="until_on")
    session.execute(update(Membership).where(Membership.id == lasting.id).values(until_on=until_on))
    record_act(session, "unit.left", ("person", person_id), at=at, by=by, unit=unit_id, until_on=until_on.isoformat())


def _hold(session: Session, person_id: int) -> None:
    if session.execute(select(Person.id).where(Person.id == person_id).with_for_update()).first() is None:
        raise NotFound("There is nobody under this address.")
