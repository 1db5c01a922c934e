"""Rows as JSON lines: the same line for the same row on either engine."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Date, LargeBinary, RowMapping, Table, select
from sqlalchemy.orm import Session

from app.database.tables import Instant
from app.tables import Model

NOT_KEPT = frozenset({"beat"})
"""Signs of life are not worth keeping."""
AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One table as lines: how many, and the SHA-256 of all their bytes."""

    rows: int
    digest: str


def kept_tables() -> list[Table]:
    """In an order in which each table stands behind those it refers to."""
    return [table for table in Model.metadata.sorted_tables if table.name not in NOT_KEPT]


def own_references(table: Table) -> list[Column[Any]]:
    """The columns that refer to rows of the same table."""
    return [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]


def stored_rows(session: Session, table: Table) -> Iterator[RowMapping]:
    """All rows of a table in the order of its key, streamed."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_A_TIME)
    yield from session.connection().execute(query).mappings()


def stored_lines(session: Session, table: Table) -> Iterator[bytes]:
    for row in stored_rows(session, table):
        yield write_line(table, row)  # type: ignore[arg-type]


def part_of(lines: Iterable[bytes]) -> Part:
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        digest.update(line)
        rows += 1
    return Part(rows, digest.hexdigest())


def write_line(table: Table, row: Mapping[str, Any]) -> bytes:
    values = {column.name: plain_value(row[column.name]) for column in table.columns}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def read_line(table: Table, line: bytes) -> dict[str, Any]:
    values = json.loads(line)
    return {column.name: _unpack(column, values[column.name]) for column in table.columns}


def plain_value(value: Any) -> Any:
    """As JSON can hold it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, dt.date) else value


def _unpack(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, Instant):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if isinstance(column.type, Date) else value
