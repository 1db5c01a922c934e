"""Telling those who asked to hear, in the transaction that made the news true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.database.writing import insert_or_ignore
from app.jobs.models import Announcement

HEARERS = "hearers"
"""Where a writing session keeps the table of who hears what (`Database(info=…)`)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a hearer is given: a writing session, the payload, the time, and whatever `create_app` gives the worker by name.

    `prepared` is what the hearer's `prepare` gave; None where it has none, or could not be asked.
    """

    session: Session
    payload: Any
    at: dt.datetime
    tools: Mapping[str, Any]
    prepared: Any = None


@dataclass(frozen=True, slots=True)
class Hearer:
    """`name` is stored with each announcement: it may never be reused for something else.

    `prepare` does what takes long, before the transaction, on SQLite, where nobody else writes while one is open. Its moment only
    reads.
    """

    name: str
    hear: Callable[[Moment], None]
    prepare: Callable[[Moment], Any] | None = None


Hearers = Mapping[str, Sequence[Hearer]]
"""Topic -> who hears it."""


def announce(
    session: Session, topic: str, payload: Any, *, at: dt.datetime, run_at: dt.datetime | None = None, key: str | None = None
) -> None:
    """`payload` is JSON of ids, never of names or addresses. With `key`, the same news is kept once, whoever tells it first."""
    hearers: Hearers = session.info.get(HEARERS, {})
    for hearer in hearers.get(topic, ()):
        values = {
            "topic": topic,
            "hearer": hearer.name,
            "payload": payload,
            "unique_key": f"{key}:{hearer.name}" if key else None,
            "announced_at": at,
            "run_at": run_at or at,
            "tries": 0,
        }
        insert_or_ignore(session, Announcement, values)
