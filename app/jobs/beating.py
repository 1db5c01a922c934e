"""The sign of life of each worker."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database.writing import insert_or_update
from app.jobs.models import Beat

ALIVE = dt.timedelta(seconds=60)


def beat(session: Session, *, worker: str, at: dt.datetime) -> None:
    insert_or_update(session, Beat, {"worker": worker, "beat_at": at}, key=[Beat.worker])


def stop_beating(session: Session, *, worker: str) -> None:
    session.execute(delete(Beat).where(Beat.worker == worker))
