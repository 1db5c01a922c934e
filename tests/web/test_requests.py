"""Law 2: a request reads through a connection that the database itself keeps from writing, on both engines."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from app import clock
from app.access.models import Tally
from app.database.sessions import Database
from app.web.requests import now, reading, transaction

ROW = {"key": "k" * 64, "count": 1}


def rows(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Tally)) or 0


def test_the_database_refuses_a_write_of_a_reading_request(app: Flask, database: Database) -> None:
    with app.test_request_context("/"), pytest.raises(DBAPIError):
        reading().execute(insert(Tally).values(**ROW, window_at=clock.now()))
    assert rows(database) == 0


def test_a_snapshot_cannot_write_either(database: Database) -> None:
    with database.snapshot() as session, pytest.raises(DBAPIError):
        session.execute(insert(Tally).values(**ROW, window_at=clock.now()))


def test_leaving_a_transaction_commits_and_raising_rolls_back(app: Flask, database: Database) -> None:
    with app.test_request_context("/"):
        with transaction() as session:
            session.execute(insert(Tally).values(**ROW, window_at=now()))
        assert reading().scalar(select(func.count()).select_from(Tally)) == 1
        with pytest.raises(RuntimeError):
            fail_after_writing()
    assert rows(database) == 1


def fail_after_writing() -> None:
    with transaction() as session:
        session.execute(insert(Tally).values(key="other", count=1, window_at=now()))
        raise RuntimeError


def test_what_is_read_after_a_write_is_what_was_written(app: Flask) -> None:
    with app.test_request_context("/"):
        assert reading().scalar(select(func.count()).select_from(Tally)) == 0
        with transaction() as session:
            session.execute(insert(Tally).values(**ROW, window_at=now()))
        assert reading().scalar(select(func.count()).select_from(Tally)) == 1


def test_a_report_sees_one_state_while_others_write(database: Database) -> None:
    with database.snapshot() as report:
        before = report.scalar(select(func.count()).select_from(Tally))
        with database.transaction() as session:
            session.execute(insert(Tally).values(**ROW, window_at=clock.now()))
        assert report.scalar(select(func.count()).select_from(Tally)) == before
    assert rows(database) == 1
