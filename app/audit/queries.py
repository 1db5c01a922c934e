"""What staff see of the chain: how far it reaches, and the acts it covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.audit.models import Act, Seal, Unsealed


def count_unsealed(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Unsealed)).scalar_one()


def has_unsealed(session: Session) -> bool:
    return session.execute(select(Unsealed.id).limit(1)).first() is not None


def select_acts(
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    by: int | None = None,
    action: str | None = None,
    subject: tuple[str, int] | None = None,
    units: Collection[int] | None = None,
) -> Select[Act, int | None]:
    """Acts, newest first, each with the number of its seal (None: not yet). `until` is excluded; `units` None means all."""
    link = (Seal.kind == Act.__tablename__) & (Seal.row_id == Act.id)
    query: Select[Act, int | None] = select(Act, Seal.id).outerjoin(Seal, link)
    if since is not None:
        query = query.where(Act.at >= since)
    if until is not None:
        query = query.where(Act.at < until)
    if by is not None:
        query = query.where(Act.by == by)
    if action:
        query = query.where(Act.action == action)
    if subject is not None:
        query = query.where(Act.subject_kind == subject[0], Act.subject_id == subject[1])
    if units is not None:
        query = query.where(Act.unit_id.in_(units))
    return query.order_by(Act.at.desc(), Act.id.desc())


def known_actions(session: Session) -> Sequence[str]:
    return session.execute(select(Act.action).distinct().order_by(Act.action)).scalars().all()
