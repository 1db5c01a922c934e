"""What staff decide about announcements whose effect did not come about."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.jobs.models import Announcement, Beat


def try_again(session: Session, *, announcement_id: int, at: dt.datetime) -> None:
    """Raises `NotFound`; `Conflict` when it has not failed."""
    news = _failed(session, announcement_id)
    news.failed_at, news.tries, news.run_at = None, 0, at


def drop_announcement(session: Session, *, announcement_id: int, at: dt.datetime) -> None:
    """It counts as done, without effect; what failed stays readable. Raises `NotFound`, `Conflict`."""
    _failed(session, announcement_id).done_at = at


def forget_done(session: Session, *, before: dt.datetime) -> None:
    """Done announcements without a key; one with a key stays, so that the same news is never told twice."""
    session.execute(
        delete(Announcement).where(
            Announcement.done_at < before, Announcement.unique_key.is_(None), Announcement.failed_at.is_(None)
        )
    )


def forget_beats(session: Session, *, before: dt.datetime) -> None:
    session.execute(delete(Beat).where(Beat.beat_at < before))


def _failed(session: Session, announcement_id: int) -> Announcement:
    query = select(Announcement).where(Announcement.id == announcement_id).with_for_update()
    news = session.execute(query).scalar_one_or_none()
    if news is None:
        raise NotFound(f"There is no announcement {announcement_id}.")
    if news.failed_at is None or news.done_at is not None:
        raise Conflict(f"Announcement {announcement_id} has not failed: there is nothing to decide.")
    return news
