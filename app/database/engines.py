"""Two engines on one database: one that can only read, one whose every transaction may write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

READ_ONLY = "-c default_transaction_read_only=on"
SNAPSHOT = "snapshot"
"""The execution option with which a reading SQLite connection sees one state of the database, not one for each statement."""


def make_engine(url: str, *, read_only: bool) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, read_only=read_only)
    arguments: dict[str, Any] = {"options": "-c timezone=utc " + (READ_ONLY if read_only else "")}
    if "options" in parsed.query:
        arguments["options"] += " " + str(parsed.query["options"])
    return create_engine(url, connect_args=arguments, pool_size=8, max_overflow=24, pool_pre_ping=True)


def _sqlite(url: str, *, read_only: bool) -> Engine:
    engine = create_engine(url, pool_size=8, max_overflow=56, connect_args={"check_same_thread": False, "timeout": 10})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "busy_timeout=10000", "synchronous=FULL", *(["query_only=ON"] if read_only else [])):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        if not read_only:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif SNAPSHOT in connection.get_execution_options():
            connection.exec_driver_sql("BEGIN")

    return engine
