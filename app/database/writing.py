"""Writes that the two engines spell alike but SQLAlchemy does not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.database.preparing import Prepared
from app.database.tables import Model


def insert_or_ignore(session: Session, table: type[Model], values: dict[str, Any]) -> bool:
    """Insert unless a unique constraint says it is there already; tells whether it was inserted."""
    session.flush()
    line = session.connection()
    return line.execute(_insert_new(line.dialect.name, table), values).first() is not None


def insert_new(session: Session, table: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Those that no unique constraint knows; the others are left out. One statement for rows with the same columns."""
    if rows:
        session.flush()
        line = session.connection()
        line.execute(_insert(line.dialect.name, table).on_conflict_do_nothing(), rows)


def insert_or_update(
    session: Session, table: type[Model], values: dict[str, Any], *, key: Sequence[InstrumentedAttribute[Any]]
) -> None:
    """Insert, or overwrite the row that has the same `key`."""
    insert_or_update_all(session, table, [values], key=key)


def insert_or_update_all(
    session: Session, table: type[Model], rows: Sequence[dict[str, Any]], *, key: Sequence[InstrumentedAttribute[Any]]
) -> None:
    """The same for rows with the same columns, past SQLAlchemy: learners' answers come this way. See `preparing`."""
    if not rows:
        return
    session.flush()
    line = session.connection()
    names = tuple(rows[0])
    statement = _upsert(line.dialect.name, table, names, tuple(column.key for column in key))
    prepared = _prepare(statement, line.dialect, names)
    for row in rows:
        prepared.send(line, row)


@lru_cache
def _upsert(engine: str, table: type[Model], names: tuple[str, ...], key: tuple[str, ...]) -> Any:
    statement = _insert(engine, table)
    changes = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)


_prepare = lru_cache(64)(Prepared)


@lru_cache
def _insert_new(engine: str, table: type[Model]) -> Any:
    return _insert(engine, table).on_conflict_do_nothing().returning(literal_column("1"))


def _insert(engine: str, table: type[Model]) -> Any:
    return (postgresql if engine == "postgresql" else sqlite).insert(table.__table__)
