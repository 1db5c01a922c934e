"""Writing a letter down in the transaction that makes it due. The worker sends it once that has committed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.database.writing import insert_or_ignore
from app.mail.composing import Composed
from app.mail.models import Letter, LetterState

LONGEST_SUBJECT = 300


def post_letter(
    session: Session, composed: Composed, *, address: str, at: dt.datetime, person_id: int | None = None, key: str | None = None
) -> None:
    """With `key`, the same letter is written once, whoever posts it first."""
    values = {
        "kind": composed.kind,
        "unique_key": key,
        "person_id": person_id,
        "address": address,
        "subject": " ".join(composed.subject.split())[:LONGEST_SUBJECT],
        "text": composed.text,
        "html": composed.html,
        "state": LetterState.WAITING,
        "made_at": at,
        "tries": 0,
        "try_at": at,
    }
    insert_or_ignore(session, Letter, values)
