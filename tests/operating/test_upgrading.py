"""From every release that was: its tables with data become this version's, and nothing that was proved is lost."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text

from app import create_app
from app.audit.checking import check_chain
from app.audit.sealing import seal_batch
from app.credentials.models import Certificate
from app.credentials.verifying import Standing, verify
from app.database.migrating import Timeouts, upgrade
from app.database.sessions import Database
from app.errors import Conflict, Invalid
from app.operating.backing import check_backup, read_manifest, write_backup
from app.operating.reflecting import found_tables, tables_of
from app.operating.restoring import restore_backup
from app.operating.revisions import FOLDER, present_revision, wanted_revision
from app.operating.rows import kept_tables, own_references, part_of, stored_lines
from app.settings import load_settings
from tests.audit.ledger import KEY
from tests.conftest import SETTINGS
from tests.databases import make_postgres
from tests.operating.releasing import AT, RELEASES, live_through
from tests.operating.test_backing import altered, tables_in
from tests.operating.test_commands import Terminal

FILES = sorted(RELEASES.glob("*.zip"))
Make = Callable[[str | None], Database]


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Make]:
    """A database with the tables of a revision; None: without any."""
    made: list[Database] = []

    def database_at(revision: str | None) -> Database:
        name = f"_upgraded{len(made)}"
        url = f"sqlite:///{tmp_path / name}" if request.param == "sqlite" else make_postgres(worker_id, suffix=name)
        if revision:
            upgrade(url, revision)
        made.append(Database(url))
        return made[-1]

    yield database_at
    for database in made:
        database.dispose()


def restored(make: Make, file: Path) -> Database:
    database = make(read_manifest(file).revision)
    with database.transaction() as session:
        restore_backup(session, file, at=AT)
    return database


def test_the_first_release_is_among_them() -> None:
    assert FILES[0].stem == "0009_search"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_its_data_is_all_there_and_still_proved(make: Make, file: Path) -> None:
    database = restored(make, file)
    upgrade(database.url)
    with database.snapshot() as session:
        assert present_revision(session) == wanted_revision()
        findings = check_chain(session, KEY)
        assert (findings.faults, findings.unsealed) == ([], 1)
        assert findings.sealed > 20
        codes = session.scalars(select(Certificate.code)).all()
        found = [verify(session, code) for code in codes]
    assert [one.standing for one in found if one] == [Standing.IN_FORCE] * len(codes)
    with database.transaction() as session:
        seal_batch(session, KEY, at=AT, kept=None)
    with database.snapshot() as session:
        assert check_chain(session, KEY).is_clean


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_its_pages_open(make: Make, file: Path, tmp_path: Path) -> None:
    database = restored(make, file)
    upgrade(database.url)
    app = create_app(load_settings(_env_file=None, database_url=database.url, data=tmp_path / "data", **SETTINGS))
    with database.reading() as session:
        code = session.scalars(select(Certificate.code).order_by(Certificate.id).limit(1)).one()
    client = app.test_client()
    for address in ("/", "/courses", f"/verify/{code}", "/ready"):
        assert client.get(address, follow_redirects=True).status_code == 200, address
    app.extensions["openward.database"].dispose()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_backup_before_the_tables_change_is_the_same(make: Make, file: Path, tmp_path: Path) -> None:
    """The program is new by then, the tables are old."""
    database = restored(make, file)
    with database.snapshot() as session:
        write_backup(session, tmp_path / "again.zip", at=AT)
        own = {table.name for table in tables_of(session)}
    assert check_backup(tmp_path / "again.zip").revision == file.stem
    assert tables_in(tmp_path / "again.zip", "letter", "mail_hold") == tables_in(file, "letter", "mail_hold")
    with ZipFile(file) as old:
        assert {f"tables/{name}.jsonl" for name in own} == set(old.namelist()) - {"manifest.json"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_commands(make: Make, file: Path, tmp_path: Path) -> None:
    """An old backup into nothing, then what `make upgrade` does."""
    database = make(None)
    own = load_settings(_env_file=None, database_url=database.url, data=tmp_path / "data", **SETTINGS)
    terminal = Terminal(create_app(own))
    assert "The seal is whole" in terminal.run("restore", str(file))
    folder = tmp_path / "backups"
    folder.mkdir()
    terminal.run("backup", str(folder))
    terminal.run("db", "upgrade")
    terminal.run("db", "check")
    assert "In order." in terminal.run("audit", "check")
    copy = Path(shutil.copy(file, tmp_path))
    strange = altered(copy, "manifest.json", lambda words: words.replace(file.stem.encode(), b"9999_later"))
    with pytest.raises(Invalid, match="made by a newer one"):
        terminal.run("restore", str(strange))
    terminal.database.dispose()


def test_tables_are_found_as_they_are(make: Make) -> None:
    """What is read from an old database's own description gives the lines that the models would."""
    database = make(wanted_revision())
    live_through(database)
    with database.snapshot() as session:
        found = {table.name: table for table in found_tables(session)}
        assert set(found) == {table.name for table in kept_tables()}
        for table in kept_tables():
            assert part_of(stored_lines(session, found[table.name])) == part_of(stored_lines(session, table)), table.name
            assert [one.name for one in own_references(found[table.name])] == [one.name for one in own_references(table)]


def test_tables_that_others_hold_stay_as_they_were(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.database.engines.LONGEST_WAIT", 0.1)
    revisions = sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))
    database = make("0004_records")
    done, held = threading.Event(), threading.Event()

    def hold() -> None:
        with database.transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = version_num"))
            held.set()
            done.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    try:
        with pytest.raises(Conflict, match="Somebody else holds a table"):
            upgrade(database.url, timeouts=Timeouts(lock=1, statement=5))
    finally:
        done.set()
        other.join()
    with database.reading() as session:
        assert present_revision(session) == "0004_records"
    upgrade(database.url)
    with database.reading() as session:
        assert present_revision(session) == revisions[-1]
