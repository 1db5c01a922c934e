from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Digest, Model


class Tally(Model):
    """How often something was tried from one place in one window. `key` is a digest: no address is kept here."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("count > 0", name="counted"),)

    key: Mapped[Digest] = mapped_column(primary_key=True)
    window_at: Mapped[dt.datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]
