"""Limits on tries, counted in SQL so that every process counts alike."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.models import Tally
from app.database.writing import insert_or_ignore
from app.errors import Throttled


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` in each window of `seconds`."""

    name: str
    tries: int
    seconds: int


def count_try(session: Session, limit: Limit, subject: str, *, at: dt.datetime) -> None:
    """Counts one try of `subject`; call it in a transaction of its own, before the work. Raises `Throttled` past the limit."""
    key = _key(limit, subject)
    start = dt.datetime.fromtimestamp(at.timestamp() // limit.seconds * limit.seconds, dt.UTC)
    if not insert_or_ignore(session, Tally, {"key": key, "window_at": start, "count": 1}):
        row = session.execute(select(Tally).where(Tally.key == key, Tally.window_at == start).with_for_update()).scalar_one()
        if row.count >= limit.tries:
            wait = int(start.timestamp() + limit.seconds - at.timestamp()) + 1
            words = "To keep accounts safe there is a pause after many tries. It ends in %(minutes)s min."
            raise Throttled(words, retry_after=wait, minutes=math.ceil(wait / 60))
        row.count += 1


def forgive(session: Session, limit: Limit, subject: str) -> None:
    """Forgets the tries of `subject`: it was the right person after all."""
    session.execute(delete(Tally).where(Tally.key == _key(limit, subject)))


def forget_old(session: Session, *, before: dt.datetime) -> None:
    session.execute(delete(Tally).where(Tally.window_at < before))


def _key(limit: Limit, subject: str) -> str:
    return hashlib.sha256(f"{limit.name}\0{subject}".encode()).hexdigest()
