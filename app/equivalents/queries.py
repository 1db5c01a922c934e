"""What somebody may bring from elsewhere, as it was known at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, ScalarSelect, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.merging import selves_of
from app.accounts.models import Person
from app.documents.models import Blob
from app.equivalents.models import Decision, Reply, Submission
from app.equivalents.reading import provider_name
from app.equivalents.shapes import STATE_OF, Kind, Outcome, State
from app.errors import NotFound


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


@dataclass(frozen=True, slots=True)
class Handed:
    """A submission as its owner and a reviewer see it. `person` is whom it is about today. `decision_id` and what follows are of
    the newest decision, `reply_id` of the answer to it where it was a question; `topics` as accepted, or as handed in."""

    id: int
    code: str
    person_id: int
    person_code: str
    person: str
    kind: Kind
    provider: str
    title: str
    employer: str | None
    completed_on: dt.date
    topics: tuple[str, ...]
    evidence_digest: str | None
    evidence_kind: str | None
    note: str | None
    source: str | None
    submitted_at: dt.datetime
    submitted_by: str | None
    decision_id: int | None
    reply_id: int | None
    state: State
    reason: str | None
    decided_at: dt.datetime | None
    decided_by: str | None

    @property
    def provider_name(self) -> str:
        return provider_name(self.provider) if self.kind is Kind.COMPLETION else self.employer or ""


class Said(NamedTuple):
    """A decision, the reviewer's name, and what was answered where it was a question. `answerer`: the name of who answered for
    the person; None where she did it herself."""

    decision: Decision
    reviewer: str | None
    reply: Reply | None
    answerer: str | None


def latest_decision() -> ScalarSelect[str]:
    """The newest outcome of a `Submission` of the query around it; null where there is none. A question that was answered is as
    good as taken back: it waits."""
    inner = aliased(Decision)
    answered = select(Reply.id).where(Reply.decision_id == inner.id).exists()
    query = (
        select(case((answered, Outcome.UNDONE.value), else_=inner.outcome))
        .where(inner.submission_id == Submission.id)
        .order_by(inner.id.desc())
        .limit(1)
    )
    return query.correlate(Submission).scalar_subquery()


def select_handed() -> Select[*tuple[Any, ...]]:
    """The rows of `read_handed`, to be narrowed and ordered."""
    inner, submitter, reviewer, holder = aliased(Decision), aliased(Person), aliased(Person), aliased(Person)
    newest = select(func.max(inner.id)).where(inner.submission_id == Submission.id).correlate(Submission).scalar_subquery()
    return (
        select(Submission, Decision, Person, submitter.name, reviewer.name, Reply.id)
        .join(holder, holder.id == Submission.person_id)
        .join(Person, Person.id == func.coalesce(holder.merged_into, holder.id))
        .outerjoin(Decision, Decision.id == newest)
        .outerjoin(Reply, Reply.decision_id == Decision.id)
        .outerjoin(submitter, submitter.id == Submission.submitted_by)
        .outerjoin(reviewer, reviewer.id == Decision.decided_by)
    )


def read_handed(row: Row[*tuple[Any, ...]]) -> Handed:
    given, said, person, submitter, reviewer, reply_id = row
    return Handed(
        id=given.id,
        code=given.code,
        person_id=person.id,
        person_code=person.code,
        person=person.name,
        kind=Kind(given.kind),
        provider=given.provider,
        title=given.title,
        employer=given.employer,
        completed_on=given.completed_on,
        topics=tuple(said.topics if said else given.topics),
        evidence_digest=given.evidence_digest,
        evidence_kind=given.evidence_kind,
        note=given.note,
        source=given.source,
        submitted_at=given.submitted_at,
        submitted_by=submitter,
        decision_id=said.id if said else None,
        reply_id=reply_id,
        state=STATE_OF[Outcome(said.outcome)] if said and not reply_id else State.WAITING,
        reason=said.reason if said else None,
        decided_at=said.decided_at if said else None,
        decided_by=reviewer,
    )


def handed_by(session: Session, person_id: int) -> list[Handed]:
    """All that is about this person, newest first, refused or not."""
    query = select_handed().where(Submission.person_id.in_(selves_of(person_id)))
    return [read_handed(row) for row in session.execute(query.order_by(Submission.id.desc()))]


def decisions_on(session: Session, submission_id: int) -> list[Said]:
    """The newest first."""
    answerer, owner = aliased(Person), aliased(Person)
    is_same = func.coalesce(answerer.merged_into, answerer.id) == func.coalesce(owner.merged_into, owner.id)
    query = (
        select(Decision, Person.name, Reply, case((is_same, None), else_=answerer.name))
        .join(Submission, Submission.id == Decision.submission_id)
        .join(owner, owner.id == Submission.person_id)
        .outerjoin(Person, Person.id == Decision.decided_by)
        .outerjoin(Reply, Reply.decision_id == Decision.id)
        .outerjoin(answerer, answerer.id == Reply.replied_by)
        .where(Decision.submission_id == submission_id)
    )
    return [Said(*row) for row in session.execute(query.order_by(Decision.id.desc()))]


def file_of(session: Session, handed: Handed, *, reply_id: int | None) -> tuple[bytes, str]:
    """What was handed in, or came with that answer: the bytes, and what kind they are. Raises `NotFound`."""
    digest, kind = handed.evidence_digest, handed.evidence_kind
    if reply_id is not None:
        query = select(Reply.evidence_digest, Reply.evidence_kind).join(Decision, Decision.id == Reply.decision_id)
        found = session.execute(query.where(Reply.id == reply_id, Decision.submission_id == handed.id)).one_or_none()
        digest, kind = (found[0], found[1]) if found else (None, None)
    if digest is None:
        raise NotFound("There is no such file.")
    return find_evidence(session, digest), kind or ""


def find_evidence(session: Session, digest: str) -> bytes:
    """Raises `NotFound`."""
    content = session.scalar(select(Blob.bytes).where(Blob.digest == digest))
    if content is None:
        raise NotFound("There is no such file.")
    return content


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
