"""Changing the tree of units: new names, new places, an end. What belonged to a unit stays with it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Unit
from app.accounts.units import clean_unit_name
from app.audit.recording import record_act
from app.database.days import day_of
from app.errors import Conflict, Invalid, NotFound

LONGEST_PATH = 200


def rename_unit(session: Session, *, unit_id: int, name: str, at: dt.datetime, by: int | None) -> None:
    """The short name never changes."""
    unit = _hold_tree(session, unit_id)
    words = clean_unit_name(name)
    if words != unit.name:
        unit.name = words
        session.flush()
        record_act(session, "unit.renamed", ("unit", unit_id), at=at, by=by, unit=unit_id)


def move_unit(session: Session, *, unit_id: int, parent_id: int | None, at: dt.datetime, by: int | None) -> None:
    """Below another, or to the top, with all that is below it. Raises `Invalid` for a place below itself or too deep down."""
    unit = _hold_tree(session, unit_id)
    above = session.get(Unit, parent_id) if parent_id is not None else None
    if parent_id is not None and (above is None or above.closed_at is not None):
        raise Invalid("Choose the unit above from the list", field="parent")
    if above is not None and above.path.startswith(unit.path):
        raise Invalid(
            "%(above)s lies below %(unit)s: a unit cannot be moved below itself",
            above=above.name,
            unit=unit.name,
            field="parent",
        )
    former, place = unit.path, f"{above.path if above else '/'}{unit.id}/"
    if place == former:
        return
    deepest = session.execute(select(func.max(func.length(Unit.path))).where(Unit.path.startswith(former))).scalar_one()
    if deepest - len(former) + len(place) > LONGEST_PATH:
        raise Invalid("So many units cannot lie below one another: choose a place further up", field="parent")
    unit.parent_id = parent_id
    session.flush()
    moved = literal(place) + func.substr(Unit.path, len(former) + 1)
    session.execute(
        update(Unit).where(Unit.path.startswith(former)).values(path=moved), execution_options={"synchronize_session": False}
    )
    session.expire_all()
    record_act(session, "unit.moved", ("unit", unit_id), at=at, by=by, unit=unit_id, below=parent_id)


def close_unit(session: Session, *, unit_id: int, at: dt.datetime, by: int | None) -> None:
    """Raises `Conflict` while somebody belongs to it, or a unit below is open."""
    unit = _hold_tree(session, unit_id)
    if unit.closed_at is not None:
        raise Conflict("This unit was closed before. Nothing was changed.")
    under = (Unit.path.startswith(unit.path), Unit.id != unit_id, Unit.closed_at.is_(None))
    if session.execute(select(Unit.id).where(*under).limit(1)).first():
        raise Conflict("Units below this one are open. Close or move them first.")
    lasts = or_(Membership.until_on.is_(None), Membership.until_on > day_of(session, at))
    members = session.execute(select(func.count(Membership.id)).where(Membership.unit_id == unit_id, lasts)).scalar_one()
    if members:
        raise Conflict("People belong to this unit: %(members)s. Move them, or end their memberships first.", members=members)
    unit.closed_at = at
    session.flush()
    record_act(session, "unit.closed", ("unit", unit_id), at=at, by=by, unit=unit_id)


def reopen_unit(session: Session, *, unit_id: int, at: dt.datetime, by: int | None) -> None:
    """Raises `Conflict` where it is open, or where the unit above is closed."""
    unit = _hold_tree(session, unit_id)
    if unit.closed_at is None:
        raise Conflict("This unit is open. Nothing was changed.")
    above = session.get(Unit, unit.parent_id) if unit.parent_id else None
    if above is not None and above.closed_at is not None:
        raise Conflict("The unit above is closed. Open that one first.")
    unit.closed_at = None
    session.flush()
    record_act(session, "unit.reopened", ("unit", unit_id), at=at, by=by, unit=unit_id)


def _hold_tree(session: Session, unit_id: int) -> Unit:
    """Two people who move units at the same time wait for one another."""
    query = select(Unit).order_by(Unit.id).with_for_update().execution_options(populate_existing=True)
    unit = next((one for one in session.scalars(query) if one.id == unit_id), None)
    if unit is None:
        raise NotFound("There is no such unit.")
    return unit
