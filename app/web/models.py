from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Code, Id, Json, Model


class HeldForm(Model):
    """What somebody typed into a form whose session had ended, kept an hour for the same person, to be saved once."""

    __tablename__ = "held_form"

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = mapped_column(index=True)
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[Json]
    held_at: Mapped[dt.datetime] = mapped_column(index=True)
    used_at: Mapped[dt.datetime | None]
