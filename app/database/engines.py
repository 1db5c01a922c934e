"""Two engines on one database: one that can only read, one whose every transaction may write."""

from __future__ import annotations

import select
import sqlite3
import time
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError

LONGEST_WAIT = 10.0
"""Seconds that a transaction waits for its turn on SQLite."""
PAUSE = 0.0005
READ_ONLY = "-c default_transaction_read_only=on"


def make_engine(url: str, *, read_only: bool) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, read_only=read_only)
    arguments: dict[str, Any] = {"options": "-c timezone=utc " + (READ_ONLY if read_only else "")}
    if "options" in parsed.query:
        arguments["options"] += " " + str(parsed.query["options"])
    engine = create_engine(url, connect_args=arguments, pool_size=8, max_overflow=24, **_each_by_itself(read_only))
    event.listen(engine, "checkout", _leave_the_dead)
    return engine


def _each_by_itself(read_only: bool) -> dict[str, Any]:
    """What is read needs no transaction, and so no word to begin and to end one: a statement sees what the one before it saw, or
    later. Whoever needs more asks for a snapshot. The connection refuses to write either way."""
    return {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True} if read_only else {}


def has_ended(line: Any) -> bool:
    """A server that ended the connection has said so: there is something to read where nothing was asked. Looking costs no way to
    the server and back."""
    if line.closed:
        return True
    watch = select.poll()
    watch.register(line.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(watch.poll(0))


def _leave_the_dead(line: Any, _record: object, _proxy: object) -> None:
    """The pool leaves all lines of that server and opens new ones."""
    if has_ended(line):
        raise InvalidatePoolError


def _sqlite(url: str, *, read_only: bool) -> Engine:
    engine = create_engine(url, pool_size=8, max_overflow=56, connect_args={"check_same_thread": False, "timeout": LONGEST_WAIT})
    pragmas = ["foreign_keys=ON", "synchronous=FULL", "query_only=ON" if read_only else "busy_timeout=0"]

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        if read_only:
            connection.connection.driver_connection.execute("BEGIN")  # type: ignore[union-attr]
        else:
            _wait_for_turn(connection)

    return engine


def _wait_for_turn(connection: Connection) -> None:
    """There is one writer at a time. SQLite's own waiting sleeps longer each time, up to a tenth of a second, where a save takes
    a thousandth: learners would wait for nobody."""
    line: Any = connection.connection.driver_connection
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end:
        try:
            line.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                break
            time.sleep(PAUSE)
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
