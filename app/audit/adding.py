"""Many sealed rows at once. A mapper's row is queued for the seal by itself; rows inserted together are queued here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit.models import Unsealed

AT_ONCE = 5_000


def add_sealed(session: Session, table: Any, rows: Sequence[Mapping[str, Any]], *, new_only: bool = False) -> int:
    """All with the same columns. With `new_only`, a row that a unique constraint knows is left out. Returns how many came in."""
    session.flush()
    engine = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = engine.insert(table.__table__).returning(table.__table__.c.id)
    if new_only:
        statement = statement.on_conflict_do_nothing()
    added = 0
    for start in range(0, len(rows), AT_ONCE):
        ids = session.connection().execute(statement, list(rows[start : start + AT_ONCE])).scalars().all()
        added += len(ids)
        if ids:
            session.connection().execute(insert(Unsealed), [{"kind": table.__tablename__, "row_id": one} for one in sorted(ids)])
    return added
