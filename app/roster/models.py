from __future__ import annotations

import datetime as dt

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Code, Digest, Id, Line, Model, refers


class RosterFile(Model):
    """A file that was sent and waits for the second press. `packed` are its bytes, by zlib, forgotten a day later; the rest stays
    so that it can be said which files were applied. `is_whole`: who is not in it has left."""

    __tablename__ = "roster_file"

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[Line]
    digest: Mapped[Digest]
    size: Mapped[int]
    packed: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_whole: Mapped[bool]
    kept_at: Mapped[dt.datetime]
    kept_by: Mapped[int | None] = refers("person.id")
    applied_at: Mapped[dt.datetime | None]
