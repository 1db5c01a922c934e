"""Where an address leads: whether its file is there, and whether another address leads to the same database."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import text

from app.database.sessions import Database

LOCK = text("SELECT pg_try_advisory_xact_lock(:key), current_schema()")


def missing_file(database: Database) -> Path | None:
    """The file that SQLite would make if it were asked anything."""
    file = _file_of(database)
    return None if file is None or file.is_file() else file


def is_same(one: Database, other: Database) -> bool:
    """Told without writing, and without making a file."""
    here, there = _file_of(one), _file_of(other)
    if here is not None and there is not None:
        return here == there or (here.exists() and there.exists() and here.samefile(there))
    return here is there and _meet(one, other)


def _file_of(database: Database) -> Path | None:
    url = database.readers.url
    return Path(url.database or "").resolve() if url.get_backend_name() == "sqlite" else None


def _meet(one: Database, other: Database) -> bool:
    """One server has many addresses, and what it is called needs no right to ask: a lock that is taken here is not free there."""
    key = {"key": secrets.randbelow(2**62)}
    with one.snapshot() as here, other.snapshot() as there:
        (_taken, schema), (is_free, other_schema) = here.execute(LOCK, key).one(), there.execute(LOCK, key).one()
    return not is_free and schema == other_schema
