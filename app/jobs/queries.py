"""What staff see of the work: who is alive, what waits, what failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.jobs.beating import ALIVE
from app.jobs.models import Announcement, Beat
from app.jobs.working import due_announcements


@dataclass(frozen=True, slots=True)
class FailedAnnouncement:
    id: int
    topic: str
    hearer: str
    failed_at: dt.datetime
    problem: str


def living_workers(session: Session, *, at: dt.datetime) -> list[str]:
    query = select(Beat.worker).where(Beat.beat_at > at - ALIVE).order_by(Beat.worker)
    return list(session.execute(query).scalars())


def last_beat(session: Session) -> dt.datetime | None:
    return session.execute(select(func.max(Beat.beat_at))).scalar_one()


def count_due(session: Session, *, at: dt.datetime) -> int:
    return session.execute(select(func.count()).select_from(Announcement).where(*due_announcements(at))).scalar_one()


def has_due(session: Session, *, at: dt.datetime) -> bool:
    return session.execute(select(Announcement.id).where(*due_announcements(at)).limit(1)).first() is not None


def failed_announcements(session: Session, *, limit: int = 100) -> list[FailedAnnouncement]:
    query = select(Announcement).where(Announcement.failed_at.is_not(None), Announcement.done_at.is_(None))
    return [
        FailedAnnouncement(one.id, one.topic, one.hearer, one.failed_at or one.run_at, one.problem or "")
        for one in session.execute(query.order_by(Announcement.id).limit(limit)).scalars()
    ]
