"""Many rows at once, past the application: into a SQLite file, or by COPY into PostgreSQL."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import Table
from sqlalchemy.engine import make_url


class SqliteWriter:
    def __init__(self, path: str) -> None:
        self._line = sqlite3.connect(path)
        self._line.execute("PRAGMA synchronous=OFF")
        self._line.execute("PRAGMA cache_size=-400000")

    def fill(self, model: Any, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        table, constants = model.__table__, constants_of(model.__table__, names)
        columns = [*names, *constants]
        marks = ",".join("?" * len(columns))
        plain = [as_sqlite(value) for value in constants.values()]
        dated = (dt.date, dt.datetime)
        plain_rows = ([as_sqlite(value) if isinstance(value, dated) else value for value in row] + plain for row in rows)
        sql = f"INSERT INTO {table.name} ({','.join(columns)}) VALUES ({marks})"
        with self._line:
            self._line.executemany(sql, plain_rows)

    def close(self) -> None:
        self._line.execute("ANALYZE")
        self._line.close()


class PostgresWriter:
    """Without the checks of foreign keys, which the facts meet by how they are made."""

    def __init__(self, url: str) -> None:
        self._line = psycopg.connect(url, autocommit=True)
        self._line.execute("SET session_replication_role = replica")

    def fill(self, model: Any, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        table, constants = model.__table__, constants_of(model.__table__, names)
        plain = tuple(constants.values())
        with self._line.cursor() as cursor:
            with cursor.copy(f"COPY {table.name} ({','.join([*names, *constants])}) FROM STDIN") as copy:  # type: ignore[arg-type]
                for row in rows:
                    copy.write_row((*row, *plain))
            if "id" in table.c:
                serial = f"pg_get_serial_sequence('{table.name}', 'id')"
                cursor.execute(f"SELECT setval({serial}, (SELECT max(id) + 1 FROM {table.name}), false)")  # type: ignore[arg-type]

    def close(self) -> None:
        self._line.execute("VACUUM ANALYZE")
        self._line.close()


def writer_for(url: str) -> SqliteWriter | PostgresWriter:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteWriter(parsed.database or "")
    return PostgresWriter(parsed.set(drivername="postgresql").render_as_string(hide_password=False))


def constants_of(table: Table, names: Sequence[str]) -> dict[str, Any]:
    """What the models give every row that says nothing else."""
    left: list[Any] = [column for column in table.c if column.name not in names and column.default is not None]
    return {column.name: column.default.arg for column in left if column.default.is_scalar}


@lru_cache(50_000)
def as_sqlite(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, dt.date) else value
