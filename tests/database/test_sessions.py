from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

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
