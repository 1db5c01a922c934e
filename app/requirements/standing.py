"""What became of what signed evidence rests on: asked by whoever holds it, without any name."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.equivalents.models import Decision, Submission
from app.errors import NotFound
from app.records.models import Completion, CompletionVoid
from app.requirements.models import Check


def standing_of(session: Session, code: str, *, at: dt.datetime) -> dict[str, Any]:
    """`voided`: (code, instant) of completions and equivalents behind the answer that no longer count. Raises `NotFound`."""
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
        .where(Submission.code.in_(codes), Decision.outcome != "accepted")
    )
    voided = [(one, when) for query in (completions, equivalents) for one, when in session.execute(query)]
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


def _codes(row: Check) -> set[str]:
    if row.answer is None:
        return set()
    people = (one for rule in json.loads(row.answer)["rules"] for one in rule["people"])
    return {rest["code"] for one in people for rest in one["rests_on"]}


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
