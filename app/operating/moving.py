"""An installation carried whole from one database into another, empty one, of the same engine or the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.audit.heads import newest_head
from app.database.sessions import Database
from app.database.whereabouts import is_same, missing_file
from app.errors import Conflict, Invalid
from app.jobs.queries import living_workers
from app.mail.settling import hold_mail
from app.operating.filling import continue_numbers, fill_table, keep_letters_back, require_empty
from app.operating.revisions import present_revision, wanted_revision
from app.operating.rows import AT_A_TIME, kept_tables, part_of, stored_lines, stored_rows


@dataclass(frozen=True, slots=True)
class Moved:
    rows: int
    tables: int


def move_all(here: Database, there: Database, *, at: dt.datetime) -> Moved:
    """All or nothing. Letters are held in both, so that none leaves twice. Raises `Conflict` where the one is worked with or the
    other is not empty, `Invalid` where what arrived is not what was there."""
    with there.transaction() as target:
        with here.snapshot() as source:
            _require_source(source, at)
            _require_tables(target, "to")
            require_empty(target, kept_tables())
            for table in kept_tables():
                fill_table(target, table, lambda table=table: _batches(source, table))  # type: ignore[misc]
        with here.snapshot() as source:
            moved = _compare(source, target)
        continue_numbers(target, kept_tables())
        keep_letters_back(target, because=f"moved on {at:%Y-%m-%d}", at=at)
    with here.transaction() as source:
        hold_mail(source, because=f"moved to another database on {at:%Y-%m-%d}", at=at)
    return moved


def require_movable(here: Database, there: Database, *, at: dt.datetime) -> None:
    """All that can be told before anything is written there, or a file made. Raises `Conflict`."""
    missing = missing_file(here)
    if missing:
        raise Conflict(
            f"The database to move from is not there: there is no file {missing}. "
            "An installation that was told nothing else keeps it as openward.sqlite in its data folder."
        )
    if is_same(here, there):
        raise Conflict("Both addresses lead to the same database. Nothing was moved. Name an empty one to move to.")
    with here.snapshot() as source:
        _require_source(source, at)
    if not missing_file(there):
        with there.snapshot() as target:
            if present_revision(target) is not None:
                _require_tables(target, "to")
                require_empty(target, kept_tables())


def _require_source(source: Session, at: dt.datetime) -> None:
    _require_tables(source, "from")
    if living_workers(source, at=at):
        raise Conflict("A worker is alive on the database to move from. End `openward work` and `openward serve` first.")


def _require_tables(session: Session, direction: str) -> None:
    present, wanted = present_revision(session), wanted_revision()
    if present is None:
        raise Conflict(f"The database to move {direction} has no tables of Openward. Is this its address?")
    if present != wanted:
        raise Conflict(
            f"The database to move {direction} has the tables of {present}, not of {wanted}. "
            "Run `openward db upgrade` with OPENWARD_DATABASE_URL set to its address, then move again."
        )


def _batches(source: Session, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = stored_rows(source, table)
    while batch := [dict(row) for row in islice(rows, AT_A_TIME)]:
        yield batch


def _compare(source: Session, target: Session) -> Moved:
    """Row by row, with a source read anew: what somebody wrote meanwhile would show."""
    total = 0
    for table in kept_tables():
        ours, theirs = part_of(stored_lines(source, table)), part_of(stored_lines(target, table))
        if ours != theirs:
            raise Invalid(
                f"{table.name} has {theirs.rows} rows there and {ours.rows} here, or they differ: somebody wrote while it was "
                "moved. Nothing was moved. End `openward serve` and `openward work`, then move again."
            )
        total += ours.rows
    if newest_head(source) != newest_head(target):
        raise Invalid("The chain of seals does not end alike in both. Nothing was moved.")
    return Moved(total, len(kept_tables()))
