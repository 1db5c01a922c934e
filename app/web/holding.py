"""Forms sent after a session ended: kept for the same person, shown again after sign-in, saved once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.web.models import HeldForm

KEPT = dt.timedelta(hours=1)
LARGEST = 100_000
"""Characters of one held form, names and values together."""


def hold_form(session: Session, *, person_id: int, path: str, fields: list[tuple[str, str]], at: dt.datetime) -> str | None:
    """Returns the code to come back with, or None where the form is too large to keep."""
    if sum(len(name) + len(value) for name, value in fields) > LARGEST or len(path) > 500:
        return None
    held = HeldForm(person_id=person_id, path=path, fields=fields, held_at=at)
    session.add(held)
    session.flush()
    return held.code


def find_held_form(session: Session, *, code: str, person_id: int, at: dt.datetime) -> HeldForm:
    query = select(HeldForm).where(HeldForm.code == code, HeldForm.person_id == person_id, HeldForm.held_at > at - KEPT)
    held = session.execute(query).scalar_one_or_none()
    if held is None:
        raise NotFound("There is nothing kept under this address for you.")
    return held


def use_held_form(session: Session, *, code: str, person_id: int, at: dt.datetime) -> None:
    """Raises `Conflict` when it was saved already: a second press changes nothing."""
    mine = (HeldForm.code == code, HeldForm.person_id == person_id, HeldForm.used_at.is_(None))
    result = session.execute(update(HeldForm).where(*mine).values(used_at=at, fields=[]))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Conflict("This was saved already. Nothing was saved twice.")


def forget_held_forms(session: Session, *, at: dt.datetime) -> None:
    session.execute(delete(HeldForm).where(HeldForm.held_at < at - KEPT))
