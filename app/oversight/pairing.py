"""Two records side by side before they are merged, and the merges that stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.granting import Held, roles_of
from app.accounts.models import Merge, MergeUndone, Person, PersonIdentifier
from app.accounts.searching import Found, survivor_id
from app.accounts.units import Belonging, memberships_of
from app.enrolments.models import Enrolment
from app.equivalents.models import Submission
from app.errors import NotFound
from app.records.models import Assignment, Completion
from app.teams.models import TeamMember

HOLDINGS = {
    "completions": Completion.person_id,
    "courses": Enrolment.person_id,
    "assignments": Assignment.person_id,
    "equivalents": Submission.person_id,
    "teams": TeamMember.person_id,
}
"""What is counted, by the column that says whose it is."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. `roles` do not pass by a merge."""

    code: str
    name: str
    address: str
    identifiers: list[str]
    memberships: list[Belonging]
    roles: list[Held]
    counts: dict[str, int]
    has_password: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A merge that was not undone."""

    id: int
    code: str
    merged: str
    into: str
    into_code: str
    merged_at: dt.datetime
    by: str | None
    reason: str | None


def sides_of(session: Session, people: Collection[Found], *, on: dt.date) -> list[Side]:
    ids = [person.id for person in people]
    counts = {name: _count(session, column, ids) for name, column in HOLDINGS.items()}
    known = select(survivor_id(), PersonIdentifier.value).join(Person, Person.id == PersonIdentifier.person_id)
    rows = session.execute(known.where(survivor_id().in_(ids)).order_by(PersonIdentifier.id)).all()
    able = set(session.scalars(select(Person.id).where(Person.id.in_(ids), Person.password_hash.is_not(None))))
    return [
        Side(
            person.code, person.name, person.address, [value for holder, value in rows if holder == person.id],
            memberships_of(session, person.id), roles_of(session, person.id, on=on),
            {name: found.get(person.id, 0) for name, found in counts.items()}, person.id in able,
        )
        for person in people
    ]  # fmt: skip


def merges_into(session: Session, person_id: int) -> list[Standing]:
    """Those that stand and lead to this person, the latest first."""
    return _read(
        session, Merge.into_id.in_(select(Person.id).where(or_(Person.id == person_id, Person.merged_into == person_id)))
    )


def standing_merge(session: Session, code: str) -> Standing:
    """Raises `NotFound`, also for one that was undone."""
    found = _read(session, Merge.code == code)
    if not found:
        raise NotFound("There is no such merge, or it was undone.")
    return found[0]


def _read(session: Session, *where: Any) -> list[Standing]:
    merged, into, by = aliased(Person), aliased(Person), aliased(Person)
    undone = select(MergeUndone.id).where(MergeUndone.merge_id == Merge.id).exists()
    query = select(Merge.id, Merge.code, merged.name, into.name, into.code, Merge.merged_at, by.name, Merge.reason)
    query = query.join(merged, merged.id == Merge.person_id).join(into, into.id == Merge.into_id)
    query = query.outerjoin(by, by.id == Merge.merged_by).where(~undone, *where)
    return [Standing(*row) for row in session.execute(query.order_by(Merge.id.desc()))]


def _count(session: Session, column: Any, ids: Collection[int]) -> dict[int, int]:
    query = (
        select(survivor_id(), func.count()).join_from(column.class_, Person, Person.id == column).where(survivor_id().in_(ids))
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(survivor_id()))}
