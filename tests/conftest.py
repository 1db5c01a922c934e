"""Every test runs on SQLite and on PostgreSQL, with real parts. A test's database is emptied before it, not made anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.catalogue.loading import forget_all
from app.database.migrating import upgrade
from app.database.sessions import Database
from app.settings import Settings, load_settings
from tests.databases import empty, make_postgres
from tests.factories.days import ZONE
from tests.sharing import pytest_xdist_make_scheduler
from tests.visitor import Visitor

__all__ = ["pytest_xdist_make_scheduler"]
SETTINGS: dict[str, Any] = {
    "secret_key": "test-secret-" * 4,
    "seal_key": "test-seal-" * 4,
    "signing_key": "test-signing-" * 3,
    "base_address": "https://localhost",
    "institution": "Calder University",
    "password_memory_kib": 8,
    "zone": ZONE,
    "office_address": "office@calder.example",
}

UNHURRIED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
"""How fast the machine is today says nothing about the program."""
hypothesis.settings.register_profile("unhurried", parent=hypothesis.settings.default, **UNHURRIED)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """A migrated database for this worker, on each engine in turn."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'openward.sqlite'}"
    else:
        url = make_postgres(worker_id)
    upgrade(url)
    return url


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(_env_file=None, database_url=database_url, data=tmp_path_factory.mktemp("data"), **SETTINGS)


@pytest.fixture(scope="session")
def one_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.testing = True
    yield app
    database_of(app).dispose()


@pytest.fixture
def app(one_app: Flask) -> Flask:
    """The whole application on an empty database. What was published in the one before had the same numbers."""
    empty(database_of(one_app).writers)
    forget_all()
    return one_app


def database_of(app: Flask) -> Database:
    database = app.extensions["openward.database"]
    assert isinstance(database, Database)
    return database


@pytest.fixture
def database(app: Flask) -> Database:
    return database_of(app)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One writing transaction for a test of rules; it is rolled back."""
    with Session(database.writers, info=database._info) as session:
        yield session
        session.rollback()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser and no JavaScript."""
    return Visitor(app)


@pytest.fixture(scope="session")
def project() -> Path:
    return Path(__file__).resolve().parents[1]
