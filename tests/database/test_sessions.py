from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import psycopg
import pytest
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.access.models import Tally
from app.database import engines
from app.database.reading import fetch
from app.database.sessions import Database

COUNT = select(func.count()).select_from(Tally)


def add(database: Database, key: str) -> None:
    with database.transaction() as session:
        session.execute(insert(Tally).values(key=key, count=1, window_at=clock.now()))


def test_one_after_the_other_sees_what_was_written(database: Database) -> None:
    for number in range(3):
        with database.reading() as session:
            assert session.scalar(COUNT) == number
        add(database, str(number))


def test_one_that_is_open_twice_is_two(database: Database) -> None:
    with database.reading() as one, database.reading() as other:
        assert one is not other
    one.close()
    with database.reading() as again, database.reading() as another:
        assert again is not another


def test_who_still_holds_a_closed_one_is_refused(database: Database) -> None:
    with database.reading() as session:
        session.scalar(COUNT)
    with pytest.raises(RuntimeError, match="closed"):
        session.scalar(COUNT)
    with database.reading() as again:
        assert again.scalar(COUNT) == 0


def test_a_reader_that_failed_serves_the_next(database: Database) -> None:
    for _time in range(2):
        with database.reading() as session, pytest.raises(DBAPIError):
            session.execute(insert(Tally).values(key="k", count=1, window_at=clock.now()))
    with database.reading() as session:
        assert session.scalar(COUNT) == 0


def test_nothing_read_before_is_remembered(database: Database) -> None:
    add(database, "k")
    with database.reading() as session:
        row = session.scalars(select(Tally)).one()
        assert row in session
    with database.reading() as session:
        assert row not in session
        assert not session.identity_map


def test_disposed_of_it_starts_anew(database: Database) -> None:
    with database.reading() as session:
        session.scalar(COUNT)
    database.dispose()
    with database.reading() as session:
        assert session.scalar(COUNT) == 0


def test_a_transaction_that_only_reads_first_has_its_turn(database: Database) -> None:
    """A read that is turned into a write would be refused where somebody else wrote meanwhile."""
    for _time in range(2):
        with database.transaction() as session:
            fetch(session, select(Tally.key), {})
            driver = session.connection().connection.driver_connection
            assert driver is not None
            assert getattr(driver, "in_transaction", True)
    add(database, "k")


def test_a_transaction_that_failed_leaves_nothing_to_the_next(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as session:
            session.add(Tally(key="k", count=1, window_at=clock.now()))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.transaction() as session:
        assert not session.new
        assert not session.identity_map
        assert session.scalar(COUNT) == 0


def test_what_one_transaction_sets_ends_with_it(database: Database) -> None:
    with database.transaction() as session:
        session.expire_on_commit = False
        session.info["told"] = True
    with database.transaction() as session:
        assert session.expire_on_commit
        assert "told" not in session.info


def test_one_transaction_inside_another_is_another(database: Database) -> None:
    with database.transaction() as one:
        one.close()
        with database.transaction() as other:
            assert one is not other


def test_writers_wait_for_their_turn(database: Database) -> None:
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda number: add(database, str(number)), range(60)))
    with database.reading() as session:
        assert session.scalar(COUNT) == 60


def test_nobody_waits_for_ever(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if database.writers.dialect.name != "sqlite":
        pytest.skip("a server has its own way of waiting")
    monkeypatch.setattr(engines, "LONGEST_WAIT", 0.05)
    is_held, is_done = threading.Event(), threading.Event()

    def hold() -> None:
        with database.transaction() as session:
            session.scalar(COUNT)
            is_held.set()
            is_done.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(5)
    began = time.monotonic()
    with pytest.raises(DBAPIError, match="locked"):
        add(database, "k")
    is_done.set()
    holder.join()
    assert time.monotonic() - began < 2
    add(database, "k")


@pytest.fixture
def cut_all(database: Database) -> Iterator[Callable[[], None]]:
    """The operator ends every connection but the own one, and waits until each server process is gone."""
    if database.readers.dialect.name != "postgresql":
        pytest.skip("a file has no operator")
    operator = Database(database.url)
    others = text(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid != :own"
    )

    def cut() -> None:
        with operator.snapshot() as session:
            session.execute(others, {"own": session.scalar(text("SELECT pg_backend_pid()"))}).all()

    yield cut
    operator.dispose()


def test_who_waits_and_is_cut_off_is_replaced(database: Database, cut_all: Callable[[], None]) -> None:
    for number in range(3):
        with database.reading() as session, database.reading() as other:
            assert session.scalar(COUNT) == other.scalar(COUNT) == number
        add(database, str(number))
        cut_all()


@pytest.mark.parametrize("ask", [lambda session: session.scalar(COUNT), lambda session: fetch(session, COUNT, {})])
@pytest.mark.parametrize("begin", [Database.reading, Database.transaction])
def test_who_is_cut_off_while_asking_is_replaced(
    database: Database,
    cut_all: Callable[[], None],
    begin: Callable[[Database], AbstractContextManager[Session]],
    ask: Callable[[Session], object],
) -> None:
    def ask_twice() -> None:
        with begin(database) as session:
            ask(session)
            cut_all()
            ask(session)

    add(database, "k")
    for _time in range(2):
        with pytest.raises((DBAPIError, psycopg.OperationalError)):
            ask_twice()
        for key in ("k1", "k2"):
            with database.reading() as session:
                assert session.scalar(COUNT)
            with database.transaction() as session:
                session.execute(delete(Tally).where(Tally.key == key))
