from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Id, Line, Model, Word


class LetterState(StrEnum):
    """held: waits for a release (after a restore). uncertain: claimed, and the worker died; never sent again by itself."""

    WAITING = "waiting"
    HELD = "held"
    CLAIMED = "claimed"
    SENT = "sent"
    FILED = "filed"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


class Letter(Model):
    """`filed` means that no mail server is set and the letter lies in the data folder instead."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("state IN ('waiting','held','claimed','sent','filed','uncertain','failed')", name="state"),
        Index("ix_letter_open", "state", "id", sqlite_where=text("state <> 'sent'"), postgresql_where=text("state <> 'sent'")),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    unique_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[Line]
    subject: Mapped[Line]
    text: Mapped[str]
    html: Mapped[str]
    state: Mapped[Word] = mapped_column(default=LetterState.WAITING)
    made_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[dt.datetime]
    problem: Mapped[Line | None]


class MailHold(Model):
    """While one is not released, no letter leaves: after a restore, or because an operator says so."""

    __tablename__ = "mail_hold"

    id: Mapped[Id]
    held_at: Mapped[dt.datetime]
    because: Mapped[Line]
    released_at: Mapped[dt.datetime | None]
