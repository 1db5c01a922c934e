"""A backup put into an empty database, of either engine, and compared with what it was."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Integer, Table, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.audit.heads import newest_head
from app.errors import Conflict, Invalid
from app.mail.sending import doubt_abandoned
from app.mail.settling import hold_mail
from app.operating.backing import FORMAT, MANIFEST, Manifest, Part, name_in_zip
from app.operating.revisions import present_revision
from app.operating.rows import kept_tables, own_references, read_line

MOST_ROWS = 500
MOST_BYTES = 2_000_000


def read_manifest(path: Path) -> Manifest:
    """Raises `Invalid` where the file is no backup that this program can read."""
    try:
        with ZipFile(path) as archive:
            found = json.loads(archive.read(MANIFEST))
        found["tables"] = {name: Part(**part) for name, part in found["tables"].items()}
        manifest = Manifest(**found)
    except (BadZipFile, KeyError, TypeError, ValueError) as error:
        raise Invalid(f"{path} is not a backup of Openward, or it is damaged: {error}") from error
    if manifest.format != FORMAT:
        raise Invalid(f"{path} has format {manifest.format}; this program reads format {FORMAT}.")
    return manifest


def restore_backup(session: Session, path: Path, *, at: dt.datetime) -> Manifest:
    """All or nothing. Mail is held until it is released. Raises `Conflict` where the database is not empty or not at the
    backup's tables, `Invalid` where the file is not what its manifest says."""
    manifest = read_manifest(path)
    present = present_revision(session)
    if present != manifest.revision:
        raise Conflict(
            f"The backup has the tables of {manifest.revision}, the database those of {present or 'nothing'}. "
            "Run: openward db upgrade. A backup older than the program is restored with the version that made it, then upgraded."
        )
    for table in kept_tables():
        if session.execute(select(table).limit(1)).first() is not None:
            raise Conflict(f"The database is not empty ({table.name} has rows). A backup is restored into an empty one only.")
    with ZipFile(path) as archive:
        for table in kept_tables():
            _fill(session, archive, table, manifest.tables[table.name])
    _compare(session, manifest)
    _continue_numbers(session)
    doubt_abandoned(session, at=at, claimed_before=at)
    hold_mail(session, because=f"restored from a backup of {manifest.made_at[:10]}", at=at)
    return manifest


def _fill(session: Session, archive: ZipFile, table: Table, part: Part) -> None:
    """Rows that refer to rows of the same table are inserted without, then told whom they refer to."""
    own = own_references(table)
    digest, rows = hashlib.sha256(), 0
    for lines in _batches(archive, table):
        values = [read_line(table, line) for line in lines]
        for line in lines:
            digest.update(line)
        rows += len(values)
        session.execute(insert(table), [{**row, **{column.name: None for column in own}} for row in values])
    if (rows, digest.hexdigest()) != (part.rows, part.digest):
        raise Invalid(f"The backup is damaged: {table.name} is not what its manifest says. Nothing was restored.")
    for column in own:
        changes = update(table).where(table.c.id == bindparam("row")).values({column.name: bindparam("target")})
        for lines in _batches(archive, table):
            values = [read_line(table, line) for line in lines]
            pairs = [{"row": row["id"], "target": row[column.name]} for row in values if row[column.name] is not None]
            if pairs:
                session.connection().execute(changes, pairs)


def _batches(archive: ZipFile, table: Table) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    with archive.open(name_in_zip(table)) as lines:
        for line in lines:
            batch.append(line)
            size += len(line)
            if len(batch) == MOST_ROWS or size > MOST_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _compare(session: Session, manifest: Manifest) -> None:
    for table in kept_tables():
        count: Any = session.execute(select(func.count()).select_from(table)).scalar_one()
        if count != manifest.tables[table.name].rows:
            raise Invalid(f"{table.name} has {count} rows after the restore, not {manifest.tables[table.name].rows}.")
    if str(newest_head(session) or "") != manifest.head:
        raise Invalid("The chain of seals does not end where the backup's did. Nothing was restored.")


def _continue_numbers(session: Session) -> None:
    """PostgreSQL counts ids apart from the rows; SQLite goes on from the highest by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in kept_tables():
        (key, *more) = table.primary_key.columns
        if more or not isinstance(key.type, Integer):
            continue
        named = {"table": f'"{table.name}"', "key": key.name}
        sequence = session.execute(text("SELECT pg_get_serial_sequence(:table, :key)"), named).scalar_one()
        highest = session.execute(select(func.max(key))).scalar_one()
        if sequence and highest:
            session.execute(text("SELECT setval(CAST(:s AS regclass), :n)"), {"s": sequence, "n": highest})
