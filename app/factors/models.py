from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Code, Digest, Id, Json, Line, Model, refers


class Authenticator(Model):
    """An app that shows a new code every half minute. `secret` is encrypted; `last_step` is the newest half minute whose code was
    taken, so that none is taken twice."""

    __tablename__ = "authenticator"

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    name: Mapped[Line]
    secret: Mapped[str] = mapped_column(String(400))
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class Passkey(Model):
    """A key pair of which the public half is kept here. Both texts are base64url; `transports` as the browser named them."""

    __tablename__ = "passkey"

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    name: Mapped[Line]
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(3000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[Json]
    made_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class RecoveryCode(Model):
    """One of ten. `selector` is its first four characters, `digest` an argon2id hash of the rest."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "selector"),)

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id", indexed=False)
    selector: Mapped[str] = mapped_column(String(4))
    digest: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class SpentChallenge(Model):
    """What a passkey has signed already. Kept while the challenge could still be sent again."""

    __tablename__ = "spent_challenge"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    spent_at: Mapped[dt.datetime] = mapped_column(index=True)
