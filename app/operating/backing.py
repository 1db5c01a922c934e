"""A backup: every row of one instant in a zip of JSON lines, engine-neutral, made while people work."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.audit.heads import newest_head
from app.operating.revisions import VERSION, present_revision
from app.operating.rows import kept_tables, write_line

FORMAT = 1
MANIFEST = "manifest.json"
AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One table in the zip: how many lines, and the SHA-256 of all its bytes."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `head` are the three lines of the newest seal, empty where nothing was sealed."""

    format: int
    version: str
    revision: str | None
    made_at: str
    head: str
    tables: dict[str, Part]

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.tables.values())


def write_backup(session: Session, path: Path, *, at: dt.datetime) -> Manifest:
    """`session` is one snapshot. The file appears when it is whole; nobody but its owner may read it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=3) as archive:
                tables = {table.name: _write_table(session, archive, table) for table in kept_tables()}
                head = str(newest_head(session) or "")
                manifest = Manifest(FORMAT, VERSION, present_revision(session), at.isoformat(), head, tables)
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write_table(session: Session, archive: ZipFile, table: Table) -> Part:
    digest, rows = hashlib.sha256(), 0
    with archive.open(name_in_zip(table), "w", force_zip64=True) as lines:
        for line in _lines(session, table):
            digest.update(line)
            lines.write(line)
            rows += 1
    return Part(rows, digest.hexdigest())


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_A_TIME)
    for row in session.execute(query).mappings():
        yield write_line(table, row)  # type: ignore[arg-type]


def name_in_zip(table: Table) -> str:
    return f"tables/{table.name}.jsonl"
