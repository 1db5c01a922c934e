from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import Sealed
from app.database.tables import Digest, Id, Json, Line, Model, Word, refers


class ReminderVersion(Model, Sealed):
    """When reminders go out, as set from `recorded_at` on; the newest row holds, and none means off. `body` is a `Timing`."""

    __tablename__ = "reminder_version"
    sealed_columns = ("id", "digest", "set_by", "recorded_at", "reason_digest")

    id: Mapped[Id]
    body: Mapped[Json]
    digest: Mapped[Digest]
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest | None]
    set_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class Reminder(Model, Sealed):
    """One thing that somebody was told of. A letter may tell of several: they share its `letter_key`.

    `person_id` is whom it is about, `told_id` who got the letter: another one where an officer is told. `subject` names what it
    was about (`assignment:12`, `lapse:2026-12-04`), `ends_on` the day by which it was due or the last one covered. `told_by`: the
    officer who asked for it; empty: by itself.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("person_id", "cause", "subject", "told_on"),
        CheckConstraint("cause IN ('due','lapse','nudge','escalation')", name="cause"),
    )
    sealed_columns = (
        "id",
        "person_id",
        "told_id",
        "cause",
        "subject",
        "ends_on",
        "told_on",
        "letter_key",
        "told_by",
        "recorded_at",
    )

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id")
    told_id: Mapped[int] = refers("person.id")
    cause: Mapped[Word]
    subject: Mapped[Word]
    because: Mapped[Line]
    ends_on: Mapped[dt.date | None]
    told_on: Mapped[dt.date] = mapped_column(index=True)
    letter_key: Mapped[str] = mapped_column(String(200))
    told_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]
