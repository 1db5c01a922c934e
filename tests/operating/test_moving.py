"""From one engine to the other: everything arrives, is compared, and no letter leaves twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit.checking import check_chain
from app.audit.sealing import seal_batch
from app.credentials.models import Certificate
from app.credentials.verifying import verify
from app.database.sessions import Database
from app.database.whereabouts import is_same
from app.errors import Conflict, Invalid
from app.jobs.beating import beat
from app.mail.models import Letter
from app.mail.queries import reason_of_hold
from app.mail.sending import claim_letter
from app.mail.settling import release_mail
from app.operating.moving import move_all, require_movable
from app.operating.rows import kept_tables, part_of, stored_lines
from tests.audit.ledger import KEY, make_facts
from tests.operating.conftest import MakeDatabase
from tests.operating.releasing import AT, live_through

CHANGED = {"letter", "mail_hold"}
"""Letters are held by moving."""


@pytest.fixture
def there(database: Database, make_database: MakeDatabase) -> Database:
    """An empty one of the other engine."""
    return make_database("postgresql" if database.readers.dialect.name == "sqlite" else "sqlite")


def content_of(database: Database) -> dict[str, object]:
    with database.snapshot() as session:
        return {table.name: part_of(stored_lines(session, table)) for table in kept_tables() if table.name not in CHANGED}


def test_everything_arrives_and_certificates_verify(database: Database, there: Database) -> None:
    live_through(database)
    before = content_of(database)
    moved = move_all(database, there, at=AT)
    assert moved.rows > 200
    assert content_of(there) == before == content_of(database)
    with there.snapshot() as session, database.snapshot() as source:
        findings = check_chain(session, KEY)
        assert (findings.faults, findings.unsealed) == ([], 1)
        for code in source.scalars(select(Certificate.code)):
            assert verify(session, code) == verify(source, code)


def test_the_other_one_goes_on_with_numbers_and_seals(database: Database, there: Database) -> None:
    live_through(database)
    move_all(database, there, at=AT)
    with there.transaction() as session:
        highest = session.scalars(select(func.max(Person.id))).one()
        session.add(Person(name="New", recorded_at=AT))
        session.flush()
        assert session.scalars(select(func.max(Person.id))).one() == highest + 1
    with there.transaction() as session:
        seal_batch(session, KEY, at=AT, kept=None)
    with there.snapshot() as session:
        assert check_chain(session, KEY).is_clean


def test_letters_are_held_in_both(database: Database, there: Database) -> None:
    live_through(database)
    with database.transaction() as session:
        assert claim_letter(session, at=AT) is not None
    move_all(database, there, at=AT)
    with there.transaction() as session:
        assert session.scalars(select(Letter.state).order_by(Letter.id)).all() == ["uncertain", "held"]
        assert reason_of_hold(session) == "moved on 2026-11-22"
        assert claim_letter(session, at=AT) is None
        assert release_mail(session, at=AT) == 1
        assert claim_letter(session, at=AT) is not None
    with database.transaction() as session:
        assert claim_letter(session, at=AT) is None
        assert reason_of_hold(session) == "moved to another database on 2026-11-22"


def test_only_into_an_empty_database_of_these_tables(database: Database, there: Database) -> None:
    make_facts(database, people=1)
    make_facts(there, people=1)
    with pytest.raises(Conflict, match=r"not empty"):
        move_all(database, there, at=AT)
    with there.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001_people'"))
    with pytest.raises(Conflict, match="to move to has the tables of 0001_people"):
        move_all(database, there, at=AT)
    with database.reading() as session:
        assert reason_of_hold(session) is None


def test_a_target_with_rows_or_older_tables_is_refused_before_anything_is_written_there(
    database: Database, there: Database
) -> None:
    make_facts(there, people=1)
    with pytest.raises(Conflict, match="not empty"):
        require_movable(database, there, at=AT)
    with there.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001_people'"))
    with pytest.raises(Conflict, match="to move to has the tables of 0001_people"):
        require_movable(database, there, at=AT)


def test_not_into_itself(database: Database, there: Database) -> None:
    same = Database(database.url)
    with pytest.raises(Conflict, match="lead to the same database"):
        require_movable(database, same, at=AT)
    same.dispose()
    require_movable(database, there, at=AT)


def test_two_databases_of_one_server_are_two(database: Database, make_database: MakeDatabase) -> None:
    assert not is_same(database, make_database(database.readers.dialect.name))


def test_a_file_is_the_same_by_any_name(tmp_path: Path, make_database: MakeDatabase) -> None:
    here = make_database("sqlite")
    file = Path(here.readers.url.database or "")
    (tmp_path / "soft").symlink_to(file)
    (tmp_path / "hard").hardlink_to(file)
    for name in (tmp_path / "soft", tmp_path / "hard", file.parent / ".." / file.parent.name / file.name):
        assert is_same(here, Database(f"sqlite:///{name}"))
    assert not is_same(here, Database(f"sqlite:///{tmp_path / 'new.sqlite'}"))


def test_not_from_a_file_that_is_not_there(there: Database, tmp_path: Path) -> None:
    absent = tmp_path / "openwrad.sqlite"
    with pytest.raises(Conflict, match=r"no file .*/openwrad\.sqlite.* openward\.sqlite in its data folder"):
        require_movable(Database(f"sqlite:///{absent}"), there, at=AT)
    assert list(tmp_path.iterdir()) == []


def test_the_tables_to_move_from_are_asked_first(there: Database, tmp_path: Path) -> None:
    with there.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001_people'"))
    new = Database(f"sqlite:///{tmp_path / 'new' / 'openward.sqlite'}")
    with pytest.raises(Conflict, match="to move from has the tables of 0001_people"):
        require_movable(there, new, at=AT)
    with there.transaction() as session:
        session.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(Conflict, match="to move from has no tables"):
        require_movable(there, new, at=AT)
    assert list(tmp_path.iterdir()) == []


def test_not_while_a_worker_is_alive(database: Database, there: Database) -> None:
    with database.transaction() as session:
        beat(session, worker="calder:7", at=AT)
    for way in (require_movable, move_all):
        with pytest.raises(Conflict, match="A worker is alive"):
            way(database, there, at=AT)


class Disturbed(Database):
    """Somebody writes between the copying and the comparing."""

    looks = 0

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        self.looks += 1
        if self.looks == 2:
            with self.transaction() as session:
                session.execute(update(Person).values(name="Changed"))
        with super().snapshot() as session:
            yield session


def test_what_is_written_meanwhile_stops_it(database: Database, there: Database) -> None:
    make_facts(database, people=1)
    disturbed = Disturbed(database.url)
    with pytest.raises(Invalid, match=r"person .* somebody wrote while it was moved"):
        move_all(disturbed, there, at=AT)
    disturbed.dispose()
    with there.reading() as session:
        assert session.scalars(select(func.count()).select_from(Person)).one() == 0
