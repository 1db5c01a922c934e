"""What somebody answers to a reviewer's question about what they handed in. Each question is answered once, and for good."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.keeping import keep_blob
from app.equivalents.models import Decision, Reply, Submission
from app.equivalents.shapes import Evidence, Outcome
from app.errors import Conflict, Invalid
from app.jobs.announcing import announce

LONGEST = 1000


def reply(
    session: Session, *, submission_id: int, words: str, evidence: Evidence | None, by: int, at: dt.datetime
) -> Reply:  # fmt: skip
    """To the open question about a submission, by its person or by an officer for them; it waits for review again.

    Raises `Conflict` where nothing is asked, or no longer.
    """
    submission = session.execute(select(Submission).where(Submission.id == submission_id).with_for_update()).scalar_one()
    question = session.scalar(
        select(Decision).where(Decision.submission_id == submission.id).order_by(Decision.id.desc()).limit(1)
    )
    answered = question and session.scalar(select(Reply.id).where(Reply.decision_id == question.id))
    if question is None or question.outcome != Outcome.ASKED or answered:
        raise Conflict("No question about this is open. Load the page again.")
    said = _checked(words)
    answer = Reply(
        decision_id=question.id,
        words=said,
        words_digest=hashlib.sha256(said.encode()).hexdigest(),
        evidence_digest=keep_blob(session, evidence.content) if evidence else None,
        evidence_kind=evidence.kind if evidence else None,
        replied_at=at,
        replied_by=by,
        recorded_at=at,
    )
    session.add(answer)
    session.flush()
    announce(session, "proof.answered", {"submission": submission.id, "reply": answer.id, "person": by}, at=at)
    return answer


def _checked(words: str) -> str:
    said = words.strip()
    if not said:
        raise Invalid("Write the answer", field="words")
    if len(said) > LONGEST:
        raise Invalid("The answer is longer than 1,000 characters. Shorten it.", field="words")
    return said
