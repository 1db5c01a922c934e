"""A database that is away answers 503, a mistake in a statement 500."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.database import engines
from app.database.absence import is_away
from app.database.sessions import Database
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor


def test_a_mistake_is_not_an_absence(database: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as caught, database.reading() as session:
        session.execute(text("SELECT 1 FROM nowhere"))
    assert not is_away(caught.value)
    assert not is_away(ValueError("x"))


@pytest.mark.parametrize("url", ["sqlite:////nowhere/x.sqlite", "postgresql+psycopg://x@127.0.0.1:1/x"])
def test_nobody_there(url: str) -> None:
    absent = Database(url)
    with pytest.raises(OperationalError) as caught, absent.reading() as session:
        session.execute(text("SELECT 1"))
    absent.dispose()
    assert is_away(caught.value)


def test_a_file_that_is_kept_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LONGEST_WAIT", 0.05)
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with database.transaction() as first:
        first.execute(text("SELECT 1"))
        with pytest.raises(OperationalError) as caught, database.transaction() as second:
            second.execute(text("SELECT 1"))
    database.dispose()
    assert is_away(caught.value)


def test_connections_that_an_operator_ended(app: Flask, database: Database) -> None:
    if database.readers.dialect.name != "postgresql":
        pytest.skip("PostgreSQL only")
    with pytest.raises(OperationalError) as caught, database.reading() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert is_away(caught.value)


def test_the_page_says_so_to_somebody_who_is_signed_in(app: Flask, database: Database, visitor: Visitor) -> None:
    with database.transaction() as session:
        make_person(session)
    sign_in(visitor)
    app.testing = False
    app.extensions["openward.database"] = absent = Database("sqlite:////nowhere/x.sqlite")
    try:
        visitor.get("/record", status=503)
    finally:
        app.testing = True
        app.extensions["openward.database"] = database
        absent.dispose()
    assert visitor.response.headers["Retry-After"] == "10"
    assert visitor.response.headers["X-Request-ID"] in visitor.text
    visitor.get("/record")
