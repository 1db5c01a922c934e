from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import Sealed
from app.database.tables import Digest, Id, Line, Model, Word, refers


class Certificate(Model, Sealed):
    """What the learner shows. The name is not sealed, its salted digest is: it can be blanked and the seal still holds."""

    __tablename__ = "certificate"
    sealed_columns = ("id", "code", "completion_id", "supersedes_id", "name_digest", "zone", "language", "issued_at")

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    completion_id: Mapped[int] = refers("completion.id")
    supersedes_id: Mapped[int | None] = refers("certificate.id", unique=True)
    name: Mapped[Line | None]
    name_salt: Mapped[str | None] = mapped_column(String(32))
    name_digest: Mapped[Digest]
    zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(10))
    issued_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]


class NameShowing(Model):
    """Whether the verification page shows the name in full; the person's own choice, initials until she says otherwise."""

    __tablename__ = "name_showing"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    in_full: Mapped[bool]
    chosen_at: Mapped[dt.datetime]


class Revocation(Model, Sealed):
    __tablename__ = "revocation"
    sealed_columns = ("id", "certificate_id", "revoked_at", "revoked_by", "reason_digest")

    id: Mapped[Id]
    certificate_id: Mapped[int] = refers("certificate.id", unique=True)
    revoked_at: Mapped[dt.datetime]
    revoked_by: Mapped[int | None] = refers("person.id")
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest]
    recorded_at: Mapped[dt.datetime]


class Paper(Model):
    """A certificate's PDF as the worker made it, by paper size."""

    __tablename__ = "paper"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    size: Mapped[Word] = mapped_column(primary_key=True)
    blob_digest: Mapped[Digest] = mapped_column(ForeignKey("blob.digest"))
    made_at: Mapped[dt.datetime]
