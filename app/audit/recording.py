"""Writing down an act of staff, in the transaction of the act."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy.orm import Session

from app.audit.models import Act


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
