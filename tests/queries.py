"""Counting what a piece of work asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.database.preparing import WATCHERS
from app.database.sessions import Database

BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@contextmanager
def counted_queries(database: Database) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile, on either engine; those that only open or close a transaction left out."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(BOUNDS):
            seen.append(statement)

    engines = (database.readers, database.writers)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    WATCHERS.append(seen.append)
    try:
        yield seen
    finally:
        WATCHERS.remove(seen.append)
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
