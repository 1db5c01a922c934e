"""Doing what was announced: one announcement at a time, its effect and its end in one transaction.

Several workers share the announcements: on PostgreSQL by `SKIP LOCKED`, on SQLite because only one may write at a time. A worker
that dies leaves no trace of a half-done piece; it is taken again.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.database.sessions import Database
from app.jobs.announcing import Hearer, Hearers, Moment, announce
from app.jobs.models import Announcement

SECONDS_BETWEEN = (5, 30, 120, 600, 1800, 3600, 7200)
"""How long to wait after each failure; after the last one staff must look."""
LONGEST_PROBLEM = 300
DAY_BEGAN = "day.began"
"""The timetable: announced once for each day of the institution's zone, with {"on": "2026-11-22"}."""

NamedHearers = Mapping[str, Hearer]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one announcement. `problem` is None where its effect is in the database."""

    id: int
    topic: str
    hearer: str
    problem: str | None = None


class NobodyHears(Exception):
    """An announcement is meant for a hearer that this program does not have."""


def name_hearers(table: Hearers) -> NamedHearers:
    """The hearers by the names under which announcements are stored. Raises `ValueError` when two share a name."""
    named: dict[str, Hearer] = {}
    for hearers in table.values():
        for hearer in hearers:
            if named.setdefault(hearer.name, hearer).hear is not hearer.hear:
                raise ValueError(f"two hearers are named {hearer.name}")
    return named


def due_announcements(at: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return (Announcement.done_at.is_(None), Announcement.failed_at.is_(None), Announcement.run_at <= at)


def work_one(
    database: Database, *, hearers: NamedHearers, tools: Mapping[str, Any], now: Callable[[], dt.datetime]
) -> Done | None:
    """None: nothing is due. A failure of the hearer is written down and does not raise; a failure of the database does."""
    ready = _prepare(database, hearers, tools, at=now())
    with database.transaction() as session:
        news = session.execute(_first_due(now()).with_for_update(skip_locked=True)).scalar_one_or_none()
        if news is None:
            return None
        done = Done(news.id, news.topic, news.hearer)
        try:
            with session.begin_nested():
                _hear(session, news, hearers, Moment(session, news.payload, now(), tools, ready.get(news.id)))
        except Exception as error:
            done = Done(done.id, done.topic, done.hearer, _words(error))
            _write_failure(news, error, at=now())
        else:
            news.done_at = now()
    return done


def _first_due(at: dt.datetime) -> Select[Announcement]:
    return select(Announcement).where(*due_announcements(at)).order_by(Announcement.run_at, Announcement.id).limit(1)


def _prepare(database: Database, hearers: NamedHearers, tools: Mapping[str, Any], *, at: dt.datetime) -> dict[int, Any]:
    """What takes long, for the announcement that is probably done next; by its id. Where it fails, the hearer will say why.

    On SQLite alone: on PostgreSQL a transaction keeps nobody waiting, and several workers would all prepare the same.
    """
    if database.readers.dialect.name != "sqlite":
        return {}
    with database.reading() as session:
        news = session.execute(_first_due(at)).scalar_one_or_none()
        hearer = hearers.get(news.hearer) if news else None
        if news is None or hearer is None or hearer.prepare is None:
            return {}
        try:
            return {news.id: hearer.prepare(Moment(session, news.payload, at, tools))}
        except Exception:
            return {}


def _hear(session: Session, news: Announcement, hearers: NamedHearers, moment: Moment) -> None:
    hearer = hearers.get(news.hearer)
    if hearer is None:
        raise NobodyHears(f"nobody here is named {news.hearer}, who should hear {news.topic}")
    hearer.hear(moment)
    session.flush()


def _write_failure(news: Announcement, error: Exception, *, at: dt.datetime) -> None:
    news.tries += 1
    news.problem = _words(error)
    if isinstance(error, NobodyHears) or news.tries > len(SECONDS_BETWEEN):
        news.failed_at = at
    else:
        news.run_at = at + dt.timedelta(seconds=SECONDS_BETWEEN[news.tries - 1])


def announce_day(session: Session, *, at: dt.datetime, zone: str) -> dt.date:
    """Tells those who work by the day that it has begun, once, whichever worker sees it first. Returns the day."""
    today = at.astimezone(zoneinfo.ZoneInfo(zone)).date()
    announce(session, DAY_BEGAN, {"on": today.isoformat()}, at=at, key=f"{DAY_BEGAN}:{today.isoformat()}")
    return today


def _words(error: Exception) -> str:
    """Without the values of the statement: they may hold names."""
    cause = error.orig if isinstance(error, StatementError) and error.orig is not None else error
    text = f"{type(cause).__name__}: {cause}".partition("\nDETAIL")[0]
    return " ".join(text.split())[:LONGEST_PROBLEM]
