"""What staff see of the mail: how many letters stand where, and those that need a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.mail.models import Letter, LetterState, MailHold
from app.mail.sending import due_letters
from app.mail.settling import STUCK


@dataclass(frozen=True, slots=True)
class StuckLetter:
    id: int
    kind: str
    state: str
    address: str
    subject: str
    since: dt.datetime
    problem: str


def count_letters(session: Session) -> dict[str, int]:
    """How many letters are in each state but `sent` and `filed`; every other state is a key."""
    counts = {state.value: 0 for state in LetterState if state not in (LetterState.SENT, LetterState.FILED)}
    query = select(Letter.state, func.count().label("number")).where(Letter.state.in_(list(counts))).group_by(Letter.state)
    return counts | {row.state: row.number for row in session.execute(query)}


def stuck_letters(session: Session, *, limit: int = 100) -> list[StuckLetter]:
    """Uncertain and failed letters, oldest first."""
    query = select(Letter).where(Letter.state.in_(STUCK)).order_by(Letter.id).limit(limit)
    return [
        StuckLetter(one.id, one.kind, one.state, one.address, one.subject, one.ended_at or one.made_at, one.problem or "")
        for one in session.execute(query).scalars()
    ]


def reason_of_hold(session: Session) -> str | None:
    """Why no mail leaves at present; None when it does."""
    query = select(MailHold.because).where(MailHold.released_at.is_(None)).order_by(MailHold.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def has_due_letter(session: Session, *, at: dt.datetime) -> bool:
    return session.execute(select(Letter.id).where(*due_letters(at)).limit(1)).first() is not None
