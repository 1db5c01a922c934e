"""A hold: while it lasts, nothing that tells who this is may be blanked."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.recording import record_act
from app.errors import Conflict, NotFound
from app.privacy.models import Hold, HoldRelease
from app.records.recording import given_reason


def hold_person(session: Session, person_id: int, *, reason: str, at: dt.datetime, by: int | None) -> Hold:
    """Raises `Invalid` without a reason."""
    reason = given_reason(reason)
    digest = hashlib.sha256(reason.encode()).hexdigest()
    hold = Hold(person_id=person_id, held_at=at, held_by=by, reason=reason, reason_digest=digest, recorded_at=at)
    session.add(hold)
    session.flush()
    record_act(session, "person.held", ("person", person_id), at=at, by=by, reason=reason, hold=hold.id)
    return hold


def release_hold(session: Session, *, code: str, person_id: int, at: dt.datetime, by: int | None) -> None:
    """Raises `NotFound`; `Conflict` where it was released already."""
    query = select(Hold).where(Hold.code == code, Hold.person_id == person_id).with_for_update()
    hold = session.execute(query).scalar_one_or_none()
    if hold is None:
        raise NotFound("There is no such hold.")
    if session.execute(select(HoldRelease.id).where(HoldRelease.hold_id == hold.id)).first():
        raise Conflict("This hold was released already.")
    session.add(HoldRelease(hold_id=hold.id, released_at=at, released_by=by, recorded_at=at))
    record_act(session, "person.released", ("person", person_id), at=at, by=by, hold=hold.id)
