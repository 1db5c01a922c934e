"""What the person and the office see of privacy: open requests, who is due, who looked, which notice was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.merging import selves_of
from app.accounts.models import Membership, Person, Unit
from app.accounts.searching import members_below
from app.privacy.models import ErasureRequest, ListSighting, NoticeRead, Sighting
from app.privacy.retaining import due_people
from app.privacy.shapes import Asked, Look

MOST_SHOWN = 200


def open_requests(session: Session, *, scope: Collection[int] | None, on: dt.date) -> list[Asked]:
    """Oldest first, one of each person."""
    named, person = aliased(Person), aliased(Person)
    query = (
        select(func.min(ErasureRequest.id), person.id, person.code, person.name, func.min(ErasureRequest.asked_at))
        .join(named, named.id == ErasureRequest.person_id)
        .join(person, person.id == func.coalesce(named.merged_into, named.id))
        .where(ErasureRequest.withdrawn_at.is_(None), person.erased_at.is_(None), *_within(person.id, scope, on))
        .group_by(person.id, person.code, person.name)
        .order_by(func.min(ErasureRequest.id))
    )
    return [Asked(*row) for row in session.execute(query)]


def people_due(session: Session, *, scope: Collection[int] | None, on: dt.date, years: int) -> Sequence[Person]:
    """Who left longest ago first."""
    due = due_people(on, years).order_by(None)
    query = select(Person).where(Person.id.in_(due), *_within(Person.id, scope, on))
    return session.execute(query.order_by(Person.left_on, Person.id).limit(MOST_SHOWN)).scalars().all()


def count_requests(session: Session) -> int:
    query = select(func.count(ErasureRequest.person_id.distinct())).join(Person, Person.id == ErasureRequest.person_id)
    return session.execute(query.where(ErasureRequest.withdrawn_at.is_(None), Person.erased_at.is_(None))).scalar_one()


def looks_at(session: Session, person_id: int) -> list[Look]:
    """Newest first, at the person and at lists of her units. An own look is none."""
    query = select(Sighting.seen_at, Person.name, Sighting.what).join(Person, Person.id == Sighting.by)
    query = query.where(Sighting.person_id.in_(selves_of(person_id)))
    looks = [Look(*row) for row in session.execute(query.order_by(Sighting.seen_at.desc(), Sighting.id.desc()).limit(MOST_SHOWN))]
    return sorted([*looks, *_lists_with(session, person_id)], key=lambda look: look.at, reverse=True)[:MOST_SHOWN]


def _lists_with(session: Session, person_id: int) -> list[Look]:
    """Lists read since she was on record there: of everybody, of a unit that she joined, or of one above it."""
    selves = list(session.execute(select(Person.id, Person.recorded_at).where(Person.id.in_(selves_of(person_id)))))
    ids = [row.id for row in selves]
    since: dict[int | None, dt.datetime] = {None: min(row.recorded_at for row in selves)}
    joined = select(Unit.path, Membership.recorded_at).join(Membership, Membership.unit_id == Unit.id)
    for path, at in session.execute(joined.where(Membership.person_id.in_(ids))):
        for unit_id in map(int, path.strip("/").split("/")):
            since[unit_id] = min(since.get(unit_id, at), at)
    with_her = or_(*((ListSighting.unit_id == unit_id) & (ListSighting.seen_at >= at) for unit_id, at in since.items()))
    query = (
        select(ListSighting.seen_at, Person.name, ListSighting.what, func.coalesce(Unit.name, ""))
        .join(Person, Person.id == ListSighting.by)
        .outerjoin(Unit, Unit.id == ListSighting.unit_id)
        .where(with_her, ListSighting.by.not_in(ids))
        .order_by(ListSighting.seen_at.desc(), ListSighting.id.desc())
    )
    return [Look(*row) for row in session.execute(query.limit(MOST_SHOWN))]


def notices_read(session: Session, person_id: int) -> dict[str, dt.datetime]:
    """By the digest of the notice, when it was read first."""
    query = select(NoticeRead.digest, func.min(NoticeRead.read_at)).where(NoticeRead.person_id.in_(selves_of(person_id)))
    return {row[0]: row[1] for row in session.execute(query.group_by(NoticeRead.digest))}


def _within(column: Any, scope: Collection[int] | None, on: dt.date) -> list[ColumnElement[bool]]:
    return [] if scope is None else [column.in_(members_below(scope, on=on))]
