"""Keeping that staff looked: once for each viewer, person, kind and hour, before what they see is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.database.writing import insert_new
from app.privacy.models import Sighting
from app.privacy.shapes import Seen


def unwitnessed(session: Session, people: Collection[int], what: Seen, *, by: int, at: dt.datetime) -> frozenset[int]:
    """Of these, whom this viewer has not looked at in this hour. Nobody looks at herself."""
    kept = select(Sighting.person_id).where(Sighting.by == by, Sighting.what == what, Sighting.hour_at == _hour(at))
    known = set(session.execute(kept.where(Sighting.person_id.in_(people))).scalars()) if people else set()
    rest = set(people) - known
    return frozenset(rest - {row.id for row in session.execute(selves_of(by))}) if rest else frozenset()


def witness(session: Session, people: Collection[int], what: Seen, *, by: int, at: dt.datetime) -> None:
    """Two at once keep one row each. One statement."""
    same = {"by": by, "what": what, "hour_at": _hour(at), "seen_at": at}
    insert_new(session, Sighting, [{"person_id": person_id, **same} for person_id in sorted(people)])


def _hour(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
