"""What became of what signed evidence rests on: asked by whoever holds it, without any name."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from app.equivalents.models import Decision, Submission
from app.equivalents.shapes import Outcome
from app.errors import NotFound
from app.records.models import Completion, CompletionVoid
from app.requirements.models import Check, TalentCertification, TalentCertificationVoid


def standing_of(session: Session, code: str, *, at: dt.datetime) -> dict[str, Any]:
    """`voided`: (code, instant) of completions, equivalents and certifications behind the answer that no longer count. What only
    waited for review then is none of them. Raises `NotFound`."""
    row = session.scalar(select(Check).where(Check.code == code))
    if row is None:
        raise NotFound("There is no evidence of this code.")
    codes = _codes(row)
    completions = (
        select(Completion.code, CompletionVoid.voided_at)
        .join(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(Completion.code.in_(codes))
    )
    newest = select(func.max(Decision.id)).where(Decision.submission_id == Submission.id).correlate(Submission).scalar_subquery()
    equivalents = (
        select(Submission.code, Decision.decided_at)
        .join(Decision, Decision.id == newest)
        .where(Submission.code.in_(codes), Decision.outcome != Outcome.ACCEPTED, _was_accepted(row.known_at))
    )
    certifications = (
        select(TalentCertification.code, TalentCertificationVoid.voided_at)
        .join(TalentCertificationVoid, TalentCertificationVoid.certification_id == TalentCertification.id)
        .where(TalentCertification.code.in_(codes))
    )
    voided = [(one, when) for query in (completions, equivalents, certifications) for one, when in session.execute(query)]
    return {
        "check": row.code,
        "digest": row.answer_digest,
        "signature": row.signature,
        "asked_at": _instant(row.asked_at),
        "looked_up_at": _instant(at),
        "rests_on": sorted(codes),
        "voided": [{"code": one, "at": _instant(when)} for one, when in sorted(voided)],
        "names_blanked": row.answer is None,
    }


def _was_accepted(known_at: dt.datetime) -> ColumnElement[bool]:
    """Of the `Submission` of the query around it: by its newest decision as it was known then."""
    inner, said = aliased(Decision), aliased(Decision)
    newest = select(func.max(inner.id)).where(inner.submission_id == Submission.id, inner.recorded_at <= known_at)
    then = select(said.outcome).where(said.id == newest.correlate(Submission).scalar_subquery())
    return then.correlate(Submission).scalar_subquery() == Outcome.ACCEPTED


def _codes(row: Check) -> set[str]:
    if row.answer is None:
        return set()
    answer = json.loads(row.answer)
    people = (one for rule in (*answer["rules"], *answer["certifications"]) for one in rule["people"])
    return {rest["code"] for one in people for rest in one["rests_on"]}


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
