from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.database.sessions import Database
from app.operating.revisions import wanted_revision
from app.settings import Settings
from tests.visitor import Visitor


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return Visitor(app).client


def test_alive_and_ready(client: FlaskClient) -> None:
    for path, words in (("/health", "alive\n"), ("/ready", "ready\n")):
        answer = client.get(path)
        assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, words, "no-store")


def test_not_migrated(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001_people'"))
    try:
        answer = client.get("/ready")
        assert client.get("/health").status_code == 200
    finally:
        with database.transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :wanted"), {"wanted": wanted_revision()})
    assert (answer.status_code, answer.text) == (503, "the database is not migrated\n")


def test_no_database(client: FlaskClient, app: Flask, settings: Settings, tmp_path: Path) -> None:
    real = app.extensions["openward.database"]
    absent = Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite'}")
    app.extensions["openward.database"] = absent
    try:
        answer = client.get("/ready")
    finally:
        app.extensions["openward.database"] = real
        absent.dispose()
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
