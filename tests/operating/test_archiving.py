"""An archive is read here as somebody would in thirty years: with csv, json and a text editor."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import LargeBinary, select, update

from app.accounts.models import Person
from app.catalogue.models import Version
from app.credentials.models import Certificate
from app.database.sessions import Database
from app.documents.keeping import keep_blob
from app.errors import Conflict
from app.operating.archive_wording import NOT_ARCHIVED, explain_column, is_left_out
from app.operating.archiving import write_archive
from app.operating.rows import kept_tables
from app.tables import Model
from tests.factories.content import SMALL
from tests.operating.releasing import AT, live_through


@pytest.fixture
def full(database: Database) -> Database:
    live_through(database)
    with database.transaction() as session:
        keep_blob(session, b"%PDF-1.7 a certificate")
        session.execute(update(Person).where(Person.id == select(Person.id).limit(1).scalar_subquery()).values(name="=1+1"))
    return database


def write(database: Database, path: Path) -> Path:
    with database.snapshot() as session:
        rows, files = write_archive(session, path, institution="Calder University", at=AT)
    assert rows > 150
    assert files > 60
    return path


def test_every_row_is_in_both_forms(full: Database, tmp_path: Path) -> None:
    folder = write(full, tmp_path / "archive")
    with (folder / "tables/certificate.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.DictReader(file))
    objects = [json.loads(line) for line in (folder / "tables/certificate.jsonl").read_text("utf-8").splitlines()]
    with full.reading() as session:
        certificates = session.scalars(select(Certificate).order_by(Certificate.id)).all()
    assert len(certificates) == len(cells) == len(objects) > 3
    for one, cell, found in zip(certificates, cells, objects, strict=True):
        assert found["code"] == cell["code"] == one.code
        assert found["name"] == cell["name"] == one.name
        assert found["issued_at"] == cell["issued_at"] == one.issued_at.isoformat()
    people = (folder / "tables/person.csv").read_text("utf-8-sig")
    assert ",'=1+1," in people
    assert '"name": "=1+1"' in (folder / "tables/person.jsonl").read_text("utf-8")


def test_content_is_the_markdown_that_was_published(full: Database, tmp_path: Path) -> None:
    folder = write(full, tmp_path / "archive")
    written = {path: path.read_bytes() for path in (folder / "content").rglob("*") if path.is_file()}
    for path, content in SMALL.items():
        assert any(file.as_posix().endswith(path) and found == content for file, found in written.items()), path
    with full.reading() as session:
        digests = {digest[:12] for digest in session.scalars(select(Version.digest))}
    assert {path.name for path in (folder / "content").glob("*/*")} == digests
    (paper,) = (folder / "files").iterdir()
    assert paper.name == hashlib.sha256(b"%PDF-1.7 a certificate").hexdigest() + ".pdf"


def test_its_sums_hold(full: Database, tmp_path: Path) -> None:
    folder = write(full, tmp_path / "archive")
    assert subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=False).returncode == 0
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_zip_holds_the_same(full: Database, tmp_path: Path) -> None:
    folder, file = write(full, tmp_path / "archive"), write(full, tmp_path / "archive.zip")
    assert file.stat().st_mode & 0o777 == 0o600
    with ZipFile(file) as zipped:
        names = set(zipped.namelist())
        assert names == {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert zipped.read("SHA256SUMS") == (folder / "SHA256SUMS").read_bytes()


def test_nothing_that_opens_a_door(full: Database, tmp_path: Path) -> None:
    folder = write(full, tmp_path / "archive")
    with full.reading() as session:
        hashed = session.scalars(select(Person.password_hash).where(Person.password_hash.is_not(None)).limit(1)).one()
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert hashed is not None
    assert hashed.encode() not in everything
    assert "password_hash" not in json.loads((folder / "tables/person.jsonl").read_text("utf-8").splitlines()[0])
    assert b"text \xc3\xa9" not in everything, "the words of letters"
    assert not (folder / "tables/mail_link.csv").exists()


def test_the_page_explains_every_table_and_column(full: Database, tmp_path: Path) -> None:
    words = (write(full, tmp_path / "archive") / "README.md").read_text("utf-8")
    for table in kept_tables():
        assert (f"### {table.name} (" in words) or (table.name in NOT_ARCHIVED and f"- `{table.name}` " in words)
        for column in table.columns:
            assert explain_column(column)
            if table.name not in NOT_ARCHIVED and not is_left_out(column):
                assert f"| `{column.name}` |" in words.partition(f"### {table.name} (")[2].partition("\n### ")[0]
    assert "`person.password_hash`" in words
    assert "    seal " in words
    assert set(Model.metadata.tables) >= set(NOT_ARCHIVED)


def test_bytes_are_only_where_files_are_made_of_them() -> None:
    kept = {
        f"{table.name}.{column.name}"
        for table in kept_tables()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and table.name not in NOT_ARCHIVED and not is_left_out(column)
    }
    assert kept == {"blob.bytes"}, "a table that keeps files for hours alone belongs into NOT_ARCHIVED"


def test_never_over_another_one(full: Database, tmp_path: Path) -> None:
    write(full, tmp_path / "archive")
    with pytest.raises(Conflict, match="is there already"):
        write(full, tmp_path / "archive")
    (tmp_path / "empty").mkdir()
    write(full, tmp_path / "empty")
