"""Rows put into an empty database of either engine, in an order that keeps every reference true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Integer, Table, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.mail.sending import doubt_abandoned
from app.mail.settling import hold_mail
from app.operating.rows import own_references

Batches = Callable[[], Iterator[list[dict[str, Any]]]]
"""The rows of one table from the beginning, however often they are asked for."""


def require_empty(session: Session, tables: Sequence[Table]) -> None:
    for table in tables:
        if session.execute(select(table).limit(1)).first() is not None:
            raise Conflict(f"The database is not empty ({table.name} has rows). Only an empty one is filled.")


def fill_table(session: Session, table: Table, batches: Batches) -> None:
    """Rows that refer to rows of the same table are inserted without, then told whom they refer to."""
    own = own_references(table)
    for rows in batches():
        session.execute(insert(table), [{**row, **{column.name: None for column in own}} for row in rows])
    for column in own:
        changes = update(table).where(table.c.id == bindparam("row")).values({column.name: bindparam("target")})
        for rows in batches():
            pairs = [{"row": row["id"], "target": row[column.name]} for row in rows if row[column.name] is not None]
            if pairs:
                session.connection().execute(changes, pairs)


def continue_numbers(session: Session, tables: Sequence[Table]) -> None:
    """PostgreSQL counts ids apart from the rows; SQLite goes on from the highest by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        (key, *more) = table.primary_key.columns
        if more or not isinstance(key.type, Integer):
            continue
        named = {"table": f'"{table.name}"', "key": key.name}
        sequence = session.execute(text("SELECT pg_get_serial_sequence(:table, :key)"), named).scalar_one()
        highest = session.execute(select(func.max(key))).scalar_one()
        if sequence and highest:
            session.execute(text("SELECT setval(CAST(:s AS regclass), :n)"), {"s": sequence, "n": highest})


def keep_letters_back(session: Session, *, because: str, at: dt.datetime) -> None:
    """Letters in hand when the rows were read are in doubt; all others wait for `openward mail release`."""
    doubt_abandoned(session, at=at, claimed_before=at)
    hold_mail(session, because=because, at=at)
