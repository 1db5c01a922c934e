"""Writing a letter down in the transaction that makes it due. The worker sends it once that has committed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database.writing import insert_or_ignore
from app.mail.composing import Composed
from app.mail.models import Letter, LetterState

LONGEST_SUBJECT = 300


def post_letter(
    session: Session, composed: Composed, *, address: str, at: dt.datetime, person_id: int | None = None, key: str | None = None
) -> bool:
    """With `key`, the same letter is written once, whoever posts it first: False for all others."""
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
    return insert_or_ignore(session, Letter, values)


def withdraw_letters(session: Session, keys: Iterable[str]) -> None:
    """Those that were posted under `keys` and have not left: what they speak of is no longer wanted."""
    here = (Letter.unique_key.in_(list(keys)), Letter.state.in_((LetterState.WAITING, LetterState.HELD)))
    session.execute(delete(Letter).where(*here))
