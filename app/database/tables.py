"""What every table is made of."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated, Any

from sqlalchemy import JSON, Date, DateTime, Dialect, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Instant(TypeDecorator[dt.datetime]):
    """An instant in UTC on both engines; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def new_code() -> str:
    """128 random bits for an address that must not be guessed."""
    return secrets.token_urlsafe(16)


Id = Annotated[int, mapped_column(primary_key=True)]
Code = Annotated[str, mapped_column(String(24), unique=True, default=new_code)]
Slug = Annotated[str, mapped_column(String(100))]
Word = Annotated[str, mapped_column(String(40))]
Line = Annotated[str, mapped_column(String(300))]
Digest = Annotated[str, mapped_column(String(64))]
Json = Annotated[Any, mapped_column(JSON().with_variant(postgresql.JSONB(), "postgresql"))]


def refers(target: str, *, indexed: bool = True, unique: bool = False, nullable: bool | None = None) -> Any:
    """A foreign key that never cascades: facts are not deleted."""
    return mapped_column(ForeignKey(target), index=indexed and not unique, unique=unique or None, nullable=nullable)


class Model(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dt.datetime: Instant(), dt.date: Date()}
