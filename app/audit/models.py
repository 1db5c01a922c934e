from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import Connection, String, UniqueConstraint, event, insert
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.database.tables import Digest, Id, Json, Line, Model, Word


class Unsealed(Model):
    """A committed row that the worker has yet to put into the chain."""

    __tablename__ = "unsealed"

    id: Mapped[Id]
    kind: Mapped[Word]
    row_id: Mapped[int]


class Seal(Model):
    """One link: `mac` covers the link before it and the digest of the row, under a key kept outside the database."""

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("kind", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Word]
    row_id: Mapped[int]
    row_digest: Mapped[Digest]
    mac: Mapped[Digest]
    sealed_at: Mapped[dt.datetime]


class Sealed:
    """A table whose rows are only ever inserted, and sealed. `sealed_columns` are what the digest covers: never a name.

    What may be blanked one day stands beside its digest: `x` and a sealed `x_digest`, the SHA-256 of x in UTF-8, or, with an
    `x_salt`, of the salt, a zero byte and x. A `body` of JSON stands beside a sealed `digest`, of its canonical text.
    """

    sealed_columns: ClassVar[tuple[str, ...]]


@event.listens_for(Sealed, "after_insert", propagate=True)
def _queue(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    connection.execute(insert(Unsealed).values(kind=row.__tablename__, row_id=row.id))


class Act(Model, Sealed):
    """Something a member of staff did. `by` is None for the program itself (a command, the worker)."""

    __tablename__ = "act"
    sealed_columns = ("id", "at", "by", "action", "subject_kind", "subject_id", "unit_id", "detail", "reason_digest")

    id: Mapped[Id]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    recorded_at: Mapped[dt.datetime]
    by: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[Word]
    subject_kind: Mapped[Word]
    subject_id: Mapped[int | None]
    unit_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[Json]
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest | None]


class HeadSent(Model):
    """A sealed head that left the building."""

    __tablename__ = "head_sent"

    id: Mapped[Id]
    seal_id: Mapped[int]
    mac: Mapped[Digest]
    sent_at: Mapped[dt.datetime]
    where: Mapped[Line]
