"""What a reviewer says about a submission. A decision is never changed: a newer one holds instead."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.accounts.models import Person
from app.audit.recording import record_act
from app.equivalents.models import Decision, Reply, Submission
from app.equivalents.shapes import STATE_OF, Kind, Outcome, State, known_topics
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.jobs.announcing import announce
from app.records.recording import given_reason

NEEDS_REASON = (Outcome.REFUSED, Outcome.ASKED, Outcome.UNDONE)


def decide(
    session: Session,
    *,
    submission_id: int,
    outcome: Outcome,
    reason: str = "",
    topics: Collection[str] = (),
    by: int | None,
    at: dt.datetime,
    seen: int | None,
    answer_seen: int | None = None,
) -> Decision:
    """`seen` is the newest decision that the reviewer had before her, None where there was none; `answer_seen` the reply to it.

    Raises `NotAllowed` for the reviewer's own submission, `Conflict` where somebody has decided meanwhile.
    """
    query = select(Submission).where(Submission.id == submission_id).with_for_update()
    submission = session.execute(query).scalar_one_or_none()
    if submission is None:
        raise NotFound("There is no such submission.")
    if by is not None and _is_own(session, submission, by):
        raise NotAllowed("Nobody reviews what is their own. Ask another reviewer.")
    newest = _newest(session, submission_id)
    if (newest.id if newest else None) != seen:
        raise Conflict("Somebody has decided this meanwhile. Load the page again.")
    if newest and session.scalar(select(Reply.id).where(Reply.decision_id == newest.id)) != answer_seen:
        raise Conflict("An answer came meanwhile. Load the page again.")
    _check(outcome, state_after(newest))
    words = given_reason(reason) if outcome in NEEDS_REASON or reason.strip() else None
    return _record(session, submission, outcome, words, _topics(submission, outcome, topics), by=by, at=at)


def state_after(decision: Decision | None) -> State:
    return STATE_OF[Outcome(decision.outcome)] if decision else State.WAITING


def _is_own(session: Session, submission: Submission, by: int) -> bool:
    query = select(Submission.id).where(Submission.id == submission.id, Submission.person_id.in_(selves_of(by)))
    return session.execute(query).first() is not None


def _newest(session: Session, submission_id: int) -> Decision | None:
    query = select(Decision).where(Decision.submission_id == submission_id).order_by(Decision.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def _check(outcome: Outcome, state: State) -> None:
    decided = state in (State.ACCEPTED, State.REFUSED)
    if outcome is Outcome.UNDONE and not decided:
        raise Conflict("Nothing is decided here, so there is nothing to take back.")
    if outcome is not Outcome.UNDONE and decided:
        raise Conflict("This is decided. Take the decision back first.")


def _topics(submission: Submission, outcome: Outcome, topics: Collection[str]) -> list[str]:
    """As accepted; otherwise those that were handed in."""
    if outcome is not Outcome.ACCEPTED or submission.kind == Kind.ATTESTATION:
        return list(submission.topics)
    if not topics:
        raise Invalid("Say which topics it addressed: the rules of sponsors ask for topics", field="topics")
    return sorted(known_topics(list(topics)))


def _record(
    session: Session, submission: Submission, outcome: Outcome, reason: str | None, topics: list[str], *, by: int | None,
    at: dt.datetime,
) -> Decision:  # fmt: skip
    decision = Decision(
        submission_id=submission.id,
        outcome=outcome,
        topics=topics,
        reason=reason,
        reason_digest=hashlib.sha256(reason.encode()).hexdigest() if reason else None,
        decided_at=at,
        decided_by=by,
        recorded_at=at,
    )
    session.add(decision)
    session.flush()
    person, subject = submission.person_id, ("submission", submission.id)
    today = session.scalar(select(func.coalesce(Person.merged_into, Person.id)).where(Person.id == person))
    record_act(session, f"equivalent.{outcome}", subject, at=at, by=by, reason=reason, person=person)
    payload = {"submission": submission.id, "decision": decision.id, "person": today}
    announce(session, "proof.decided", payload, at=at)
    return decision
