"""Telling a database that is away (restarted, moved, full, kept busy) from a mistake in what it was asked."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL})
POSTGRESQL = ("08", "53", "57")
"""Classes of its codes: no connection, no room, ended by an operator."""


def is_away(error: BaseException) -> bool:
    """Whether the same request may succeed in a moment. What is sent past SQLAlchemy raises the driver's own errors."""
    if isinstance(error, PoolTimeout):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and is_away(error.orig))
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in SQLITE
    if type(error).__module__.startswith("psycopg") and hasattr(error, "sqlstate"):
        is_of_connections = any(kind.__name__ in ("OperationalError", "InterfaceError") for kind in type(error).__mro__)
        return is_of_connections and (error.sqlstate is None or error.sqlstate.startswith(POSTGRESQL))
    return False
