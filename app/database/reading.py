"""Statements of the pages that are opened most: compiled once, then sent straight to the driver.

SQLAlchemy's way from a compiled statement to its rows takes four times as long as SQLite needs to find them.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.orm import Session

WATCHERS: list[Callable[[str], None]] = []
"""Told of every statement that is sent from here; those that SQLAlchemy sends are told of by its own events."""


def fetch(session: Session, statement: Select[*tuple[Any, ...]], facts: Mapping[str, Any]) -> Sequence[Any]:
    """Rows with the columns as attributes. `statement` selects columns; it is built once, with a `bindparam` for each of `facts`,
    and has no list of unknown length."""
    if session.autoflush:
        session.flush()
    connection = session.bind if isinstance(session.bind, Connection) else session.connection()
    prepared = _prepare(statement, connection.dialect)
    for watch in WATCHERS:
        watch(prepared.sql)
    return prepared.send(connection.connection.driver_connection, facts)


class Prepared:
    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        if "POSTCOMPILE" in self.sql:
            raise ValueError(f"this statement is another one for each list it is given: {self.sql}")
        self._given: dict[str, Any] = dict(compiled.params)
        self._order: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        bound = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        self._to_driver = [(name, process) for name, process in bound.items() if process]
        columns = statement.selected_columns
        row = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[misc]
        self._row: Callable[[Iterable[Any]], Any] = row._make
        found = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
        self._from_driver = [(place, process) for place, process in enumerate(found) if process]

    def send(self, driver: Any, facts: Mapping[str, Any]) -> list[Any]:
        values = {**self._given, **facts}
        for name, process in self._to_driver:
            values[name] = process(values[name])
        found = driver.execute(self.sql, [values[name] for name in self._order] if self._order is not None else values)
        return [self._read(row) for row in found.fetchall()]

    def _read(self, row: Sequence[Any]) -> Any:
        if not self._from_driver:
            return self._row(row)
        values = list(row)
        for place, process in self._from_driver:
            values[place] = process(values[place])
        return self._row(values)


_prepare = lru_cache(256)(Prepared)
