"""An archive: everything that is kept, readable for as long as text can be read, without Openward.

Tables as CSV and as JSON lines, files that are kept in the database as files, every version of the content as the Markdown it was
written in, and a page that explains every column. What opens doors (digests of passwords and of links) is left out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.audit.heads import newest_head
from app.catalogue.models import Item, Version
from app.documents.models import Blob
from app.documents.sheets import csv_lines
from app.errors import Conflict
from app.operating.archive_wording import NOT_ARCHIVED, explain_archive, is_left_out
from app.operating.revisions import VERSION
from app.operating.rows import kept_tables, plain_value, stored_rows

AT_ONCE = 200
SUMS = "SHA256SUMS"


@dataclass(slots=True)
class Archive:
    """Where files go, a folder or a zip; remembers what was written."""

    folder: Path | None
    zip: ZipFile | None
    sums: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        if self.zip is not None:
            file: Any = self.zip.open(name, "w", force_zip64=True)
        else:
            assert self.folder is not None
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("wb")
        with file:
            for part in parts:
                digest.update(part)
                file.write(part)
        self.sums[name] = digest.hexdigest()


def write_archive(session: Session, path: Path, *, institution: str, at: dt.datetime) -> tuple[int, int]:
    """`session` is one snapshot. A path that ends in .zip becomes a zip, any other a new folder; nobody but its owner may read
    it. Returns how many rows and files it holds. Raises `Conflict` where something is there already."""
    tables = [table for table in kept_tables() if table.name not in NOT_ARCHIVED]
    with _begin(path) as archive:
        counts = {table.name: _write_table(session, archive, table) for table in tables}
        in_content = _write_content(session, archive)
        _write_files(session, archive, without=in_content)
        words = explain_archive(
            tables, counts, institution=institution, version=VERSION, at=at, head=str(newest_head(session) or "")
        )
        archive.write("README.md", [words.encode()])
        archive.write(SUMS, [f"{digest}  {name}\n".encode() for name, digest in sorted(archive.sums.items())])
    return sum(counts.values()), len(archive.sums)


@contextmanager
def _begin(path: Path) -> Iterator[Archive]:
    if path.exists() and (path.suffix == ".zip" or any(path.iterdir())):
        raise Conflict(f"{path} is there already. An archive is never written over another one.")
    if path.suffix != ".zip":
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        yield Archive(path, None)
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with (
            open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file,
            ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as zipped,
        ):
            yield Archive(None, zipped)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_table(session: Session, archive: Archive, table: Table) -> int:
    names = [column.name for column in table.columns if not is_left_out(column)]
    shown = [name for name in names if table is not Blob.__table__ or name != "bytes"]
    rows = _Counted(session, table, shown)
    archive.write(f"tables/{table.name}.csv", (text.encode() for text in csv_lines(rows.cells(), at_once=AT_ONCE)))
    archive.write(f"tables/{table.name}.jsonl", rows.lines())
    return rows.count


@dataclass(slots=True)
class _Counted:
    """The rows of one table, read anew for each form they are written in."""

    session: Session
    table: Table
    names: Sequence[str]
    count: int = 0

    def cells(self) -> Iterator[list[object]]:
        yield list(self.names)
        for row in stored_rows(self.session, self.table):
            self.count += 1
            yield [_cell(plain_value(row[name])) for name in self.names]

    def lines(self) -> Iterator[bytes]:
        for row in stored_rows(self.session, self.table):
            values = {name: plain_value(row[name]) for name in self.names}
            yield json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _cell(value: Any) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "" if value is None else value


def _write_content(session: Session, archive: Archive) -> set[str]:
    """Each version in a folder of its own. Returns the digests of the files that are written so."""
    query = select(Item.kind, Item.slug, Version.digest, Version.manifest).join(Item, Item.id == Version.item_id)
    written: set[str] = set()
    for row in session.execute(query.order_by(Version.id)).all():
        for path, digest in row.manifest["files"]:
            archive.write(f"content/{row.kind}-{row.slug}/{row.digest[:12]}/{path}", [_bytes_of(session, digest)])
            written.add(digest)
    return written


def _write_files(session: Session, archive: Archive, *, without: set[str]) -> None:
    for digest in session.scalars(select(Blob.digest).order_by(Blob.digest)).all():
        if digest not in without:
            content = _bytes_of(session, digest)
            archive.write(f"files/{digest}.{'pdf' if content.startswith(b'%PDF') else 'bin'}", [content])


def _bytes_of(session: Session, digest: str) -> bytes:
    return session.execute(select(Blob.bytes).where(Blob.digest == digest)).scalar_one()
