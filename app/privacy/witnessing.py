"""Keeping that staff looked, at people or at their list: once for each viewer, whose it is, kind and hour, before they see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.database.writing import insert_new
from app.privacy.models import ListSighting, Sighting
from app.privacy.shapes import Listed, Seen


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


def unwitnessed_lists(
    session: Session, units: Collection[int | None], what: Listed, *, by: int, at: dt.datetime
) -> frozenset[int | None]:
    """Of these, whose lists of that kind this viewer has not read in this hour. None: everybody's."""
    kept = select(ListSighting.unit_id).where(ListSighting.by == by, ListSighting.what == what, ListSighting.hour_at == _hour(at))
    return frozenset(units) - set(session.execute(kept).scalars())


def witness_lists(session: Session, units: Collection[int | None], what: Listed, *, by: int, at: dt.datetime) -> None:
    """Two at once keep one row each. One statement."""
    same = {"by": by, "what": what, "hour_at": _hour(at), "seen_at": at}
    insert_new(session, ListSighting, [{"unit_id": unit_id, **same} for unit_id in sorted(units, key=lambda one: one or 0)])


def _hour(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
