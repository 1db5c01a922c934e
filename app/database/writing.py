"""Writes that the two engines spell alike but SQLAlchemy does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.database.tables import Model


def insert_or_ignore(session: Session, table: type[Model], values: dict[str, Any]) -> bool:
    """Insert unless a unique constraint says it is there already; tells whether it was inserted."""
    statement = _insert(session, table).values(**values).on_conflict_do_nothing()
    return bool(cast("CursorResult[Any]", session.execute(statement)).rowcount)


def insert_or_update(
    session: Session, table: type[Model], values: dict[str, Any], *, key: Sequence[InstrumentedAttribute[Any]]
) -> None:
    """Insert, or overwrite the row that has the same `key`."""
    statement = _insert(session, table).values(**values)
    changes = {name: value for name, value in values.items() if name not in {column.key for column in key}}
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes))


def _insert(session: Session, table: type[Model]) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
