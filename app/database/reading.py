"""Reads of the pages that are opened most, past SQLAlchemy: see `preparing`."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.orm import Session

from app.database.preparing import Prepared, line_of


def fetch(session: Session, statement: Select[*tuple[Any, ...]], facts: Mapping[str, Any]) -> Sequence[Any]:
    """Rows with the columns as attributes. `statement` selects columns; it is built once, with a `bindparam` for each of `facts`,
    and has no list of unknown length."""
    line = line_of(session)
    return _prepare(statement, line.dialect).rows(line, facts)


class PreparedRead(Prepared):
    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        super().__init__(statement, dialect)
        columns = statement.selected_columns
        row = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[misc]
        self._row: Callable[[Iterable[Any]], Any] = row._make
        found = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
        self._from_driver = [(place, process) for place, process in enumerate(found) if process]

    def rows(self, line: Connection, facts: Mapping[str, Any]) -> list[Any]:
        return [self._read(row) for row in self.send(line, facts).fetchall()]

    def _read(self, row: Sequence[Any]) -> Any:
        if not self._from_driver:
            return self._row(row)
        values = list(row)
        for place, process in self._from_driver:
            if values[place] is not None:
                values[place] = process(values[place])
        return self._row(values)


_prepare = lru_cache(256)(PreparedRead)
