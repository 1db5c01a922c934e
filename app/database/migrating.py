"""Bringing a database to the newest tables, and asking whether it is there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from app.errors import Conflict

LOCK_NOT_AVAILABLE, QUERY_CANCELED = "55P03", "57014"
FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def config_for(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["url"] = url
    return config


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that a change may wait for a table (nobody reads it meanwhile), and may take. Of PostgreSQL."""

    lock: int = 5
    statement: int = 600


def upgrade(url: str, revision: str = "head", *, timeouts: Timeouts = Timeouts()) -> None:  # noqa: B008  frozen
    """Also makes a new SQLite file ready for many readers beside one writer (WAL): set once, kept in the file. Raises `Conflict`
    where somebody else holds a table for too long; what was not changed stays as it was."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        path = Path(parsed.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    config = config_for(url)
    config.attributes["timeouts"] = timeouts
    try:
        command.upgrade(config, revision)
    except OperationalError as error:
        if not _was_kept_waiting(error):
            raise
        raise Conflict(
            "Somebody else holds a table, or a change took too long, so the tables stay as they were. "
            "End `openward serve` and `openward work`, then upgrade again."
        ) from error


def _was_kept_waiting(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code == sqlite3.SQLITE_BUSY or getattr(error.orig, "sqlstate", None) in (LOCK_NOT_AVAILABLE, QUERY_CANCELED)


def head() -> str:
    found = ScriptDirectory(str(FOLDER)).get_current_head()
    assert found is not None
    return found


def current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
