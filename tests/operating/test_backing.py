"""Backups and restores: `backing`, `restoring` and `rows` together, from one engine to the other and back."""

from __future__ import annotations

import datetime as dt
import json
import threading
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from app.accounts.models import Person, Unit
from app.audit.checking import check_chain
from app.audit.sealing import seal_batch
from app.catalogue.models import Version
from app.credentials.models import Certificate
from app.database.migrating import head as newest_revision
from app.database.sessions import Database
from app.documents.keeping import keep_blob
from app.documents.models import Blob
from app.enrolments.models import Enrolment
from app.errors import Conflict, Invalid
from app.mail.composing import Composed
from app.mail.models import Letter
from app.mail.posting import post_letter
from app.mail.queries import reason_of_hold
from app.mail.sending import claim_letter
from app.operating.backing import Manifest, check_backup, forget_older, name_by_instant, read_manifest, write_backup
from app.operating.restoring import restore_backup
from tests.audit.ledger import KEY, make_facts
from tests.factories.content import publish_sample
from tests.operating.conftest import MakeDatabase

AT = dt.datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=dt.UTC)
WORDS = Composed("certificate", "Yours", "text é", "<p>")


def fill(database: Database) -> None:
    """Something in every corner: references within a table, bytes, JSON, dates, letters, seals."""
    make_facts(database)
    with database.transaction() as session:
        publish_sample(session)
        first, second, *_people = session.execute(select(Person).order_by(Person.id)).scalars()
        first.merged_into, first.joined_on = second.id, dt.date(2020, 2, 29)
        older, newer, *_certificates = session.execute(select(Certificate).order_by(Certificate.id)).scalars()
        older.supersedes_id = newer.id
        top = Unit(slug="arts", name="Arts", path="/1/", recorded_at=AT)
        session.add(top)
        session.flush()
        session.add(Unit(slug="music", name="Music", parent_id=top.id, path="/1/2/", recorded_at=AT))
        keep_blob(session, bytes(range(256)) * 100)
        for number in range(3):
            post_letter(session, WORDS, address=f"p{number}@calder.example", at=AT)
        claim_letter(session, at=AT)
    with database.transaction() as session:
        seal_batch(session, KEY, at=AT, kept=None, limit=6)


def back_up(database: Database, path: Path) -> Manifest:
    with database.snapshot() as session:
        return write_backup(session, path, at=AT)


def restore(database: Database, path: Path) -> Manifest:
    with database.transaction() as session:
        return restore_backup(session, path, at=AT)


def tables_in(path: Path, *without: str) -> dict[str, list[Any]]:
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("tables/")]
        return {name: archive.read(name).splitlines() for name in names if name[7:-6] not in without}


def test_from_one_engine_to_the_other_and_back(database: Database, make_database: MakeDatabase, tmp_path: Path) -> None:
    fill(database)
    here = database.readers.dialect.name
    there = "postgresql" if here == "sqlite" else "sqlite"
    files = [tmp_path / f"{number}.zip" for number in range(3)]
    back_up(database, files[0])
    other, again = make_database(there), make_database(here)
    restore(other, files[0])
    back_up(other, files[1])
    restore(again, files[1])
    back_up(again, files[2])
    kept = [tables_in(file, "letter", "mail_hold") for file in files]
    assert len(kept[0]) > 30
    assert kept[0] == kept[1] == kept[2]
    for one in (other, again):
        with one.snapshot() as session:
            findings = check_chain(session, KEY)
        assert findings.is_clean, findings.faults


def test_after_a_restore_no_mail_leaves_and_numbers_go_on(
    database: Database, make_database: MakeDatabase, tmp_path: Path
) -> None:
    fill(database)
    back_up(database, tmp_path / "b.zip")
    other = make_database(database.readers.dialect.name)
    restore(other, tmp_path / "b.zip")
    with other.transaction() as session:
        assert session.execute(select(Letter.state).order_by(Letter.id)).scalars().all() == ["uncertain", "held", "held"]
        assert reason_of_hold(session) == "restored from a backup of 2026-11-22"
        post_letter(session, WORDS, address="new@calder.example", at=AT)
        assert claim_letter(session, at=AT) is None
        before = session.execute(select(func.max(Person.id))).scalar_one()
        session.add(Person(name="New", recorded_at=AT))
        session.flush()
        assert session.execute(select(func.max(Person.id))).scalar_one() == before + 1
    make_facts(other, people=1)
    with other.transaction() as session:
        head, sealed = seal_batch(session, KEY, at=AT, kept=None)
    assert head is not None
    assert sealed == head.number - 6


def test_a_backup_while_others_write_is_of_one_instant(database: Database, make_database: MakeDatabase, tmp_path: Path) -> None:
    make_facts(database, people=5)
    with database.transaction() as session:
        for number in range(40):
            keep_blob(session, bytes([number]) * 50_000)
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            make_facts(database, people=2)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        manifests = [back_up(database, tmp_path / f"{number}.zip") for number in range(3)]
    finally:
        done.set()
        writer.join()
    for manifest in manifests:
        rows = {name: part.rows for name, part in manifest.tables.items()}
        assert rows["person"] == rows["enrolment"] == rows["completion"] == rows["certificate"]
        assert rows["person"] % 2 == 1
    other = make_database(database.readers.dialect.name)
    restore(other, tmp_path / "2.zip")
    with other.reading() as session:
        assert session.execute(select(func.count()).select_from(Enrolment)).scalar_one() == manifests[2].tables["enrolment"].rows
        assert session.execute(select(func.count()).select_from(Blob)).scalar_one() == 40


def test_only_into_an_empty_database(database: Database, tmp_path: Path) -> None:
    make_facts(database, people=1)
    back_up(database, tmp_path / "b.zip")
    with pytest.raises(Conflict, match="not empty"):
        restore(database, tmp_path / "b.zip")


def test_the_keys_are_not_in_it_and_nobody_else_may_read_it(database: Database, tmp_path: Path) -> None:
    fill(database)
    path = tmp_path / "b.zip"
    back_up(database, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["b.zip"]
    with ZipFile(path) as archive:
        assert not any(KEY.encode() in archive.read(name) for name in archive.namelist())


def altered(path: Path, name: str, change: Any) -> Path:
    """The same backup with one entry changed."""
    copy = path.with_name("altered.zip")
    with ZipFile(path) as old, ZipFile(copy, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)
    return copy


@pytest.mark.parametrize(
    ("name", "change", "error", "words"),
    [
        ("tables/person.jsonl", lambda lines: lines.replace("Ána".encode(), b"Eve"), Invalid, "person"),
        ("tables/blob.jsonl", lambda lines: b"", Invalid, "blob"),
        ("manifest.json", lambda text: text.replace(newest_revision().encode(), b"0001_people"), Conflict, "0001_people"),
        ("manifest.json", lambda text: text.replace(b"mark ", b"mark 0"), Invalid, "chain"),
        ("manifest.json", lambda text: text.replace(b'"format": 1', b'"format": 2'), Invalid, "format 2"),
        ("manifest.json", lambda text: b"{}", Invalid, "not a backup"),
    ],
)
def test_what_was_tampered_with_is_not_restored(
    database: Database, make_database: MakeDatabase, tmp_path: Path, name: str, change: Any, error: Any, words: str
) -> None:
    fill(database)
    back_up(database, tmp_path / "b.zip")
    other = make_database("sqlite")
    path = altered(tmp_path / "b.zip", name, change)
    with pytest.raises(error, match=words):
        restore(other, path)
    with other.reading() as session:
        assert session.execute(select(func.count()).select_from(Version)).scalar_one() == 0


def test_what_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_text("no")
    with pytest.raises(Invalid, match="not a backup"):
        read_manifest(path)


def test_the_manifest_says_what_is_inside(database: Database, tmp_path: Path) -> None:
    fill(database)
    manifest = back_up(database, tmp_path / "b.zip")
    assert read_manifest(tmp_path / "b.zip") == manifest
    assert "beat" not in manifest.tables
    for name, lines in tables_in(tmp_path / "b.zip").items():
        assert manifest.tables[name[7:-6]].rows == len(lines)
        assert all(isinstance(json.loads(line), dict) for line in lines[:3])
    assert manifest.head.startswith("seal 6\nmark ")


def test_a_backup_that_lost_a_byte_is_not_called_good(database: Database, tmp_path: Path) -> None:
    fill(database)
    path = tmp_path / "b.zip"
    assert back_up(database, path) == check_backup(path)
    with pytest.raises(Invalid, match="blob is not what its manifest says"):
        check_backup(altered(path, "tables/blob.jsonl", lambda lines: lines[:-1]))


def test_only_old_backups_are_forgotten(tmp_path: Path) -> None:
    names = [name_by_instant(AT + dt.timedelta(days=day)) for day in range(5)]
    for name in [*names, "openward.zip", "other.txt", "my-openward-20200101T000000Z.zip"]:
        (tmp_path / name).touch()
    assert [path.name for path in forget_older(tmp_path, keep=2)] == names[:3]
    assert forget_older(tmp_path, keep=2) == []
    assert len(list(tmp_path.iterdir())) == 5
