"""Keeping bytes once, by their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from sqlalchemy import Column, ColumnElement, delete, false, or_, select, update
from sqlalchemy.orm import Session

from app.database.tables import Model
from app.database.writing import insert_or_ignore
from app.documents.models import Blob


def keep_blob(session: Session, content: bytes) -> str:
    """Returns the SHA-256 in hex."""
    digest = hashlib.sha256(content).hexdigest()
    insert_or_ignore(session, Blob, {"digest": digest, "size": len(content), "bytes": content})
    return digest


def referring_columns() -> list[Column[object]]:
    """Of every table: what names a file by its digest."""
    columns = (column for table in Model.metadata.sorted_tables for column in table.columns)
    return [column for column in columns if names_file(column)]


def names_file(column: Column[object]) -> bool:
    return any(key.target_fullname == "blob.digest" for key in column.foreign_keys)


def drop_unused(session: Session, digests: Collection[str]) -> None:
    """Deletes those of them that no row names any more."""
    session.execute(delete(Blob).where(Blob.digest.in_(digests), *(_is_not_named_in(column) for column in referring_columns())))


def empty(session: Session, digests: Collection[str], *, unless: Collection[ColumnElement[bool]]) -> None:
    """The bytes go and the digest stays, since a seal covers it."""
    session.execute(update(Blob).where(Blob.digest.in_(digests), ~or_(false(), *unless)).values(bytes=b""))


def _is_not_named_in(column: Column[object]) -> ColumnElement[bool]:
    return Blob.digest.not_in(select(column).where(column.is_not(None)))
