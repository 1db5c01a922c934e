"""Setting when reminders go out. Former settings stay on record."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from sqlalchemy.orm import Session

from app.audit.recording import record_act
from app.errors import Conflict
from app.records.recording import given_reason
from app.reminders.models import ReminderVersion
from app.reminders.queries import present_timing
from app.reminders.shapes import Timing


def set_timing(session: Session, timing: Timing, *, reason: str, by: int | None, at: dt.datetime) -> ReminderVersion:
    """Raises `Conflict` where it is set so already."""
    if present_timing(session) == timing:
        raise Conflict("It is set so already. Nothing was changed.")
    words, body = given_reason(reason), timing.model_dump(mode="json")
    version = ReminderVersion(
        body=body,
        digest=hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest(),
        reason=words,
        reason_digest=hashlib.sha256(words.encode()).hexdigest(),
        set_by=by,
        recorded_at=at,
    )
    session.add(version)
    session.flush()
    record_act(session, "reminders.set", ("reminders", version.id), at=at, by=by, reason=words, on=timing.is_on)
    return version
