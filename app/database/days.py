"""The institution's day, which a row may need that is written at an instant."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

ZONE = "zone"
"""The key in a session's `info`: it travels with every writing session."""


def day_of(session: Session, at: dt.datetime) -> dt.date:
    """What the calendar on the institution's wall says at this instant."""
    return at.astimezone(ZoneInfo(session.info.get(ZONE, "UTC"))).date()
