"""Writing down an act of staff, in the transaction of the act."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy.orm import Session

from app.audit.models import Act
from app.errors import Invalid


def record_act(
    session: Session,
    action: str,
    subject: tuple[str, int | None],
    *,
    at: dt.datetime,
    by: int | None,
    reason: str | None = None,
    unit: int | None = None,
    **detail: Any,
) -> None:
    """`subject` is (kind, id). `detail` holds ids and codes, never a name or an address; the reason may be blanked later, its
    digest stays."""
    digest = hashlib.sha256(reason.encode()).hexdigest() if reason else None
    kind, row_id = subject
    session.add(
        Act(
            at=at,
            recorded_at=at,
            by=by,
            action=action,
            subject_kind=kind,
            subject_id=row_id,
            unit_id=unit,
            detail=detail,
            reason=reason,
            reason_digest=digest,
        )
    )


def given_reason(reason: str) -> str:
    """The reason, trimmed. Raises `Invalid` when there is none: an act that hurts says why."""
    words = reason.strip()
    if len(words) < 5:
        raise Invalid("Say why, in a sentence: it stays on record.", field="reason")
    if len(words) > 1000:
        raise Invalid("The reason is longer than 1,000 characters. Shorten it.", field="reason")
    return words


def digest_of_reason(words: str) -> str:
    """What is sealed beside a reason."""
    return hashlib.sha256(words.encode()).hexdigest()
