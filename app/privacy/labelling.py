"""What the numbers stand for by which rows refer to one another, in words found from the tables themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKey, FromClause, Table, null, select
from sqlalchemy.orm import Session

from app.privacy.inventory import owned_tables

LABELS = ("title", "name", "slug")
"""Columns that say what a row is, the most telling first."""
UNLABELLED = ("person", "blob")
"""Nothing is called after whose it is, nor after a file."""


def own_labels(session: Session, key: Column[Any], numbers: Collection[Any]) -> dict[Any, str]:
    """Of rows of nobody's that have a label themselves."""
    label = _label(key.table)  # type: ignore[arg-type]
    if label is None or key.table.name in (*UNLABELLED, *owned_tables()):
        return {}
    return {row[0]: row[1] for row in session.execute(select(key, label).where(key.in_(numbers)))}


def told_labels(session: Session, key: Column[Any], numbers: Collection[Any]) -> dict[Any, str]:
    """Of any row, in one statement: its own label or that of the nearest it refers to, and its instant where it is a person's."""
    table: Table = key.table  # type: ignore[assignment]
    if table.name in UNLABELLED:
        return {}
    way = _way(table)
    last = way[-1].column.table if way else table
    label, within = _label(last), _within(last)
    joined: FromClause = table
    for one in (*way, *([within] if within else [])):
        joined = joined.outerjoin(one.column.table, one.parent == one.column)
    at = _instant(table) if way or table.name in owned_tables() else None
    asked = (_label(within.column.table) if within else None, label, at)
    query = select(key, *(null() if column is None else column for column in asked)).select_from(joined)
    return {row[0]: words for row in session.execute(query.where(key.in_(numbers))) if (words := _words(*row[1:]))}


def _words(place: str | None, label: str | None, at: dt.datetime | None) -> str:
    named = ": ".join(part for part in (place, label) if part)
    return ", ".join(part for part in (named, f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC" if at else "") if part)


@cache
def _way(table: Table) -> tuple[ForeignKey, ...]:
    """The fewest foreign keys that lead from it to a label, such as are never empty first. None where it has one, or where
    nothing has."""
    ways: list[tuple[ForeignKey, ...]] = [()]
    seen = {table}
    while ways:
        ends = [(way, way[-1].column.table if way else table) for way in ways]
        named = [(_may_be_empty(way), LABELS.index(label.name), way) for way, end in ends if (label := _label(end)) is not None]
        if named:
            return min(named, key=lambda one: one[:2])[2]
        ways = [(*way, key) for way, end in ends for key in _keys(end) if key.column.table not in seen]
        seen |= {way[-1].column.table for way in ways}
    return ()


def _may_be_empty(way: tuple[ForeignKey, ...]) -> bool:
    return any(key.parent.nullable for key in way)


@cache
def _label(table: Table) -> Column[Any] | None:
    """Not what stands beside a digest of its own: such words are about the person."""
    columns = table.columns
    return next((columns[name] for name in LABELS if name in columns and f"{name}_digest" not in columns), None)


def _within(table: Table) -> ForeignKey | None:
    """What a slug belongs to: only there it is one of its kind."""
    label = _label(table)
    if label is None or label.name != "slug":
        return None
    return next((key for key in _keys(table) if _label(key.column.table) is not None), None)


def _instant(table: Table) -> Column[Any] | None:
    found = [column for column in table.columns if column.name.endswith("_at")]
    return min(found, key=lambda column: column.name == "recorded_at", default=None)


def _keys(table: Table) -> Iterator[ForeignKey]:
    for column in table.columns:
        yield from (key for key in column.foreign_keys if key.column.table.name not in UNLABELLED)
