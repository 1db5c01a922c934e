from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Id, Json, Line, Model, Word


class Announcement(Model):
    """One piece of news for one hearer. Its effect and `done_at` commit together; `failed_at` means staff must look."""

    __tablename__ = "announcement"
    __table_args__ = (
        Index(
            "ix_announcement_waiting", "run_at", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")
        ),
    )

    id: Mapped[Id]
    topic: Mapped[Word]
    hearer: Mapped[Word]
    payload: Mapped[Json]
    unique_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    announced_at: Mapped[dt.datetime]
    run_at: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    problem: Mapped[Line | None]


class Beat(Model):
    """When each worker was last alive."""

    __tablename__ = "beat"

    worker: Mapped[Line] = mapped_column(primary_key=True)
    beat_at: Mapped[dt.datetime]
