"""A backup put into an empty database, of either engine, and compared with what it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from app.audit.heads import newest_head
from app.errors import Conflict, Invalid
from app.operating.backing import Manifest, check_backup, name_in_zip, read_manifest
from app.operating.filling import continue_numbers, fill_table, keep_letters_back, require_empty
from app.operating.reflecting import tables_of
from app.operating.revisions import present_revision
from app.operating.rows import read_line

MOST_ROWS = 500
MOST_BYTES = 2_000_000


def restore_backup(session: Session, path: Path, *, at: dt.datetime) -> Manifest:
    """All or nothing. Mail is held until it is released. Raises `Conflict` where the database is not empty or not at the
    backup's tables, `Invalid` where the file is not what its manifest says."""
    present, wanted = present_revision(session), read_manifest(path).revision
    if present != wanted:
        raise Conflict(
            f"The backup has the tables of {wanted}, the database those of {present or 'nothing'}. "
            "Restore into a database without any tables: it gets those of the backup, and then those of this program."
        )
    tables = tables_of(session)
    require_empty(session, tables)
    manifest = check_backup(path)
    with ZipFile(path) as archive:
        for table in tables:
            fill_table(session, table, lambda table=table: _batches(archive, table))  # type: ignore[misc]
    _compare(session, manifest, tables)
    continue_numbers(session, tables)
    keep_letters_back(session, because=f"restored from a backup of {manifest.made_at[:10]}", at=at)
    return manifest


def _batches(archive: ZipFile, table: Table) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    with archive.open(name_in_zip(table)) as lines:
        for line in lines:
            batch.append(read_line(table, line))
            size += len(line)
            if len(batch) == MOST_ROWS or size > MOST_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _compare(session: Session, manifest: Manifest, tables: Sequence[Table]) -> None:
    if missing := set(manifest.tables) ^ {table.name for table in tables}:
        raise Invalid(f"The backup and the database do not have the same tables: {', '.join(sorted(missing))}.")
    for table in tables:
        count: Any = session.execute(select(func.count()).select_from(table)).scalar_one()
        if count != manifest.tables[table.name].rows:
            raise Invalid(f"{table.name} has {count} rows after the restore, not {manifest.tables[table.name].rows}.")
    if str(newest_head(session) or "") != manifest.head:
        raise Invalid("The chain of seals does not end where the backup's did. Nothing was restored.")
