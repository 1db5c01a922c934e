"""What somebody may bring from elsewhere, as it was known at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.equivalents.models import Decision, Submission


@dataclass(frozen=True, slots=True)
class Proof:
    """`person_id` is whom the person is now. Pending: handed in and not decided."""

    person_id: int
    submission_id: int
    code: str
    kind: str
    provider: str
    title: str
    employer: str | None
    completed_on: dt.date
    topics: frozenset[str]
    is_pending: bool
    decided_by: int | None
    decided_at: dt.datetime | None


def proofs_of(session: Session, people: Collection[int], *, known_at: dt.datetime) -> list[Proof]:
    """Accepted and pending ones, oldest first, in one query. `people`: ids of persons as they are now, none merged into
    another."""
    holder = func.coalesce(Person.merged_into, Person.id)
    selves = select(Person.id).where(or_(Person.id.in_(people), Person.merged_into.in_(people)))
    newest = (
        select(func.max(Decision.id))
        .where(Decision.submission_id == Submission.id, Decision.recorded_at <= known_at)
        .correlate(Submission)
        .scalar_subquery()
    )
    query = (
        select(Submission, Decision, holder.label("holder"))
        .join(Person, Person.id == Submission.person_id)
        .outerjoin(Decision, Decision.id == newest)
        .where(Submission.person_id.in_(selves), Submission.recorded_at <= known_at)
        .order_by(Submission.completed_on, Submission.id)
    )
    return [
        Proof(
            person_id=person_id,
            submission_id=given.id,
            code=given.code,
            kind=given.kind,
            provider=given.provider,
            title=given.title,
            employer=given.employer,
            completed_on=given.completed_on,
            topics=frozenset(said.topics if said else given.topics),
            is_pending=said is None or said.outcome in ("asked", "undone"),
            decided_by=said.decided_by if said else None,
            decided_at=said.decided_at if said else None,
        )
        for given, said, person_id in session.execute(query)
        if said is None or said.outcome != "refused"
    ]
