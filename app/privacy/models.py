from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import Sealed
from app.database.tables import Code, Digest, Id, Model, Word, refers

OF_A_UNIT, OF_ALL = text("unit_id IS NOT NULL"), text("unit_id IS NULL")


class ErasureRequest(Model):
    """A person's own wish. Open until she withdraws it or an `Erasure` that is whole answers it."""

    __tablename__ = "erasure_request"

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id")
    asked_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]
    recorded_at: Mapped[dt.datetime]


class Erasure(Model, Sealed):
    """What was let go of a person. `is_whole`: the name too; otherwise only what no award needs."""

    __tablename__ = "erasure"
    __table_args__ = (CheckConstraint("because IN ('request','retention')", name="because"),)
    sealed_columns = ("id", "person_id", "is_whole", "erased_at", "erased_by")

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id")
    because: Mapped[Word]
    is_whole: Mapped[bool]
    erased_at: Mapped[dt.datetime]
    erased_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class Hold(Model, Sealed):
    """While it is not released, nothing that tells who this is may be blanked: a dispute, an audit, a request under the law."""

    __tablename__ = "hold"
    sealed_columns = ("id", "code", "person_id", "held_at", "held_by", "reason_digest")

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    held_at: Mapped[dt.datetime]
    held_by: Mapped[int | None] = refers("person.id")
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest]
    recorded_at: Mapped[dt.datetime]


class HoldRelease(Model, Sealed):
    __tablename__ = "hold_release"
    sealed_columns = ("id", "hold_id", "released_at", "released_by")

    id: Mapped[Id]
    hold_id: Mapped[int] = refers("hold.id", unique=True)
    released_at: Mapped[dt.datetime]
    released_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class Sighting(Model):
    """A member of staff opened something of a person's: once for each viewer, person, kind and hour."""

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("person_id", "by", "what", "hour_at"),)

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id", indexed=False)
    by: Mapped[int] = refers("person.id")
    what: Mapped[Word]
    hour_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]


class ListSighting(Model):
    """A member of staff, or a program with her token, read a list of a unit's people: once for each viewer, kind, unit and hour.
    `unit_id` empty: a list of everybody."""

    __tablename__ = "list_sighting"
    __table_args__ = (
        Index(
            "uq_list_sighting_unit",
            "unit_id",
            "by",
            "what",
            "hour_at",
            unique=True,
            sqlite_where=OF_A_UNIT,
            postgresql_where=OF_A_UNIT,
        ),
        Index("uq_list_sighting_whole", "by", "what", "hour_at", unique=True, sqlite_where=OF_ALL, postgresql_where=OF_ALL),
        Index("ix_list_sighting_unit_id_seen_at", "unit_id", "seen_at"),
    )

    id: Mapped[Id]
    unit_id: Mapped[int | None] = refers("unit.id", indexed=False)
    by: Mapped[int] = refers("person.id")
    what: Mapped[Word]
    hour_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]


class NoticeRead(Model):
    """Somebody said that she read the privacy notice with this digest."""

    __tablename__ = "notice_read"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    digest: Mapped[Digest] = mapped_column(primary_key=True)
    read_at: Mapped[dt.datetime]
