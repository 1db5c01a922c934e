"""A backup: every row of one instant in a zip of JSON lines, engine-neutral, made while people work."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.audit.heads import newest_head
from app.audit.models import Act
from app.audit.recording import record_act
from app.documents.unpacking import DAMAGED
from app.errors import Invalid
from app.operating.reflecting import tables_of
from app.operating.revisions import VERSION, present_revision
from app.operating.rows import Part, part_of, stored_lines

FORMAT = 1
MANIFEST = "manifest.json"
FOLDER = "tables"
MADE = "backup.made"
NAMED = re.compile(r"openward-\d{8}T\d{6}Z\.zip")


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
                tables = {table.name: _write_table(session, archive, table) for table in tables_of(session)}
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
    with archive.open(name_in_zip(table), "w", force_zip64=True) as lines:
        return part_of(_told(stored_lines(session, table), lines))


def _told(lines: Iterable[bytes], file: IO[bytes]) -> Iterator[bytes]:
    """Each line is written as it passes."""
    for line in lines:
        file.write(line)
        yield line


def record_backup(session: Session, manifest: Manifest, *, size: int, at: dt.datetime) -> None:
    """As an act of the program, so that `openward status` knows the last good one, whoever asks it."""
    record_act(session, MADE, ("backup", None), at=at, by=None, rows=manifest.rows, tables=len(manifest.tables), bytes=size)


def last_backup_at(session: Session) -> dt.datetime | None:
    query = select(Act.at).where(Act.action == MADE).order_by(Act.at.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def name_by_instant(at: dt.datetime) -> str:
    return f"openward-{at:%Y%m%dT%H%M%SZ}.zip"


def forget_older(folder: Path, *, keep: int) -> list[Path]:
    """Deletes the backups in `folder` that are older than the newest `keep`; only files that `name_by_instant` named."""
    old = sorted(path for path in folder.iterdir() if NAMED.fullmatch(path.name))[:-keep]
    for path in old:
        path.unlink()
    return old


def name_in_zip(table: Table) -> str:
    return f"{FOLDER}/{table.name}.jsonl"


def read_manifest(path: Path) -> Manifest:
    """Raises `Invalid` where the file is no backup that this program can read."""
    try:
        with ZipFile(path) as archive:
            found = json.loads(archive.read(MANIFEST))
        found["tables"] = {name: Part(**part) for name, part in found["tables"].items()}
        manifest = Manifest(**found)
    except (*DAMAGED, KeyError, TypeError) as error:
        raise Invalid(f"{path} is not a backup of Openward, or it is damaged: {error}") from error
    if manifest.format != FORMAT:
        raise Invalid(f"{path} has format {manifest.format}; this program reads format {FORMAT}.")
    return manifest


def check_backup(path: Path) -> Manifest:
    """Reads the file to its end. Raises `Invalid` where it is not what its manifest says."""
    manifest = read_manifest(path)
    with ZipFile(path) as archive:
        for name, part in manifest.tables.items():
            try:
                with archive.open(f"{FOLDER}/{name}.jsonl") as lines:
                    found = part_of(lines)
            except (*DAMAGED, KeyError) as error:
                raise Invalid(f"The backup is damaged: {name} cannot be read ({error}).") from error
            if found != part:
                raise Invalid(f"The backup is damaged: {name} is not what its manifest says.")
    return manifest
