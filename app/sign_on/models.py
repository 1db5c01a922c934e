from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Digest, Id, Json, Model, Word


class Step(StrEnum):
    """What a ticket is for: a sign-on under way; an answer that arrived without its browser; somebody whom the provider
    introduced and who is nobody here yet; the same, asked about by letter."""

    WAY = "way"
    ANSWER = "answer"
    INTRODUCED = "introduced"
    LETTER = "letter"


class SignOnTicket(Model):
    """Good once, and not for long. Only a digest of its secret is kept; `offer` is emptied when it is used."""

    __tablename__ = "sign_on_ticket"
    __table_args__ = (CheckConstraint("step IN ('way','answer','introduced','letter')", name="step"),)

    id: Mapped[Id]
    digest: Mapped[Digest] = mapped_column(unique=True)
    step: Mapped[Word]
    provider: Mapped[Word]
    offer: Mapped[Json]
    made_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime] = mapped_column(index=True)
    used_at: Mapped[dt.datetime | None]
