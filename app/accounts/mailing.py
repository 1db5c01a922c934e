"""Who was given a letter or a link, when and by whom: what "last mailing" shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Mailing, Person


def record_mailing(session: Session, *, person_id: int, kind: str, address: str | None, at: dt.datetime, by: int | None) -> None:
    """`address` None: the link was copied and given away by hand."""
    session.add(Mailing(person_id=person_id, kind=kind, address=address, sent_at=at, sent_by=by))
    session.flush()


def last_mailing(session: Session, person_ids: Collection[int]) -> dict[int, dt.datetime]:
    """The latest of each of these people, under whichever of their records; who got none is absent. One query."""
    holder = func.coalesce(Person.merged_into, Person.id)
    query = select(holder, func.max(Mailing.sent_at)).join(Person, Person.id == Mailing.person_id)
    among = or_(Person.id.in_(person_ids), Person.merged_into.in_(person_ids))
    return {row[0]: row[1] for row in session.execute(query.where(among).group_by(holder))}
