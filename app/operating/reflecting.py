"""The tables as they are in a database, where they are those of an earlier version: to back it up before they change, and to
restore what an earlier version backed up."""

from __future__ import annotations

import warnings

from sqlalchemy import DateTime, MetaData, Table, inspect
from sqlalchemy.orm import Session

from app.database.own_ddl import is_own
from app.database.tables import Instant
from app.operating.revisions import present_revision, wanted_revision
from app.operating.rows import NOT_KEPT, kept_tables

NOT_OURS = frozenset({"alembic_version"})


def tables_of(session: Session) -> list[Table]:
    """Those of this program, or, where the database has others, what is found there. In an order in which each table stands
    behind those it refers to."""
    if present_revision(session) == wanted_revision():
        return kept_tables()
    return found_tables(session)


def found_tables(session: Session) -> list[Table]:
    """From the database's own description of itself."""
    found, connection = MetaData(), session.connection()
    inspector = inspect(connection)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in inspector.get_table_names():
            if name not in NOT_OURS | NOT_KEPT and not is_own("table", name):
                columns = [one["name"] for one in inspector.get_columns(name) if not is_own("column", one["name"])]
                Table(name, found, autoload_with=connection, include_columns=columns)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Instant()
    return found.sorted_tables
