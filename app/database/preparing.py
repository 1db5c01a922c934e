"""Statements compiled once, then sent straight to the driver: those of the pages that are opened most, and learners' answers.

SQLAlchemy's way from a compiled statement to its rows takes four times as long as SQLite needs to find them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.orm import Session

WATCHERS: list[Callable[[str], None]] = []
"""Told of every statement that is sent from here; those that SQLAlchemy sends are told of by its own events."""


class Prepared:
    """`columns` are those that an insert is given."""

    def __init__(self, statement: Executable, dialect: Dialect, columns: Sequence[str] | None = None) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)  # type: ignore[attr-defined]
        self.sql = str(compiled)
        if "POSTCOMPILE" in self.sql:
            raise ValueError(f"this statement is another one for each list it is given: {self.sql}")
        self._given: dict[str, Any] = dict(compiled.params)
        self._order: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        bound = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        self._to_driver = [(name, process) for name, process in bound.items() if process]

    def send(self, line: Connection, facts: Mapping[str, Any]) -> Any:
        """The driver's cursor, the same for all statements of a connection: making one takes psycopg half as long as asking. What
        is found must be fetched before the next statement."""
        for watch in WATCHERS:
            watch(self.sql)
        values = {**self._given, **facts}
        for name, process in self._to_driver:
            values[name] = process(values[name])
        held = line.connection
        cursor = held.info.get("cursor")
        if cursor is None:
            cursor = held.info["cursor"] = held.cursor()
        return cursor.execute(self.sql, [values[name] for name in self._order] if self._order is not None else values)


def line_of(session: Session) -> Connection:
    """The connection of a session, its transaction begun, which has told the database what it was told."""
    if session.autoflush:
        session.flush()
    line = session.bind
    return line if isinstance(line, Connection) and line.in_transaction() else session.connection()
