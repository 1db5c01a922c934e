from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Code, Digest, Id, Json, Line, Model, refers


class ApiToken(Model):
    """`digest`: SHA-256 of the token itself, which is 256 random bits. `unit_id` empty: as far as its maker reaches. `ends_on` is
    the last day. `scopes` as `access.principals.Scope` has them."""

    __tablename__ = "api_token"

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[Line]
    digest: Mapped[Digest] = mapped_column(unique=True)
    scopes: Mapped[Json]
    unit_id: Mapped[int | None] = refers("unit.id")
    made_by: Mapped[int] = refers("person.id")
    made_at: Mapped[dt.datetime]
    ends_on: Mapped[dt.date]
    used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[int | None] = refers("person.id", indexed=False)
