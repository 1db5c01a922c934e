"""What staff decide about letters that will not move by themselves."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.mail.models import Letter, LetterState, MailHold

STUCK = (LetterState.UNCERTAIN, LetterState.FAILED)
LEFT = (LetterState.SENT, LetterState.FILED)


def hold_mail(session: Session, *, because: str, at: dt.datetime) -> None:
    """From the commit on no letter leaves, and those that wait show as held."""
    session.add(MailHold(held_at=at, because=because))
    session.execute(update(Letter).where(Letter.state == LetterState.WAITING).values(state=LetterState.HELD))


def release_mail(session: Session, *, at: dt.datetime) -> int:
    """Returns how many letters may leave again."""
    session.execute(update(MailHold).where(MailHold.released_at.is_(None)).values(released_at=at))
    held = update(Letter).where(Letter.state == LetterState.HELD).values(state=LetterState.WAITING, try_at=at)
    return len(session.execute(held.returning(Letter.id)).scalars().all())


def send_again(session: Session, *, letter_id: int, at: dt.datetime) -> None:
    """Raises `NotFound`; `Conflict` when the letter is not stuck, or its words are gone."""
    letter = _stuck(session, letter_id)
    if not letter.text:
        raise Conflict(f"Letter {letter_id} has lost its words. Whoever needs it asks for a new one.")
    letter.state, letter.tries, letter.try_at, letter.ended_at, letter.problem = LetterState.WAITING, 0, at, None, None


def drop_letter(session: Session, *, letter_id: int) -> None:
    """The letter is not kept. Raises `NotFound`; `Conflict` when it is not stuck."""
    session.delete(_stuck(session, letter_id))


def forget_words(session: Session, *, before: dt.datetime) -> int:
    """Of letters that left before then; the rows stay. Returns how many there were."""
    left = (Letter.state.in_(LEFT), Letter.ended_at < before, Letter.text != "")
    return len(session.execute(update(Letter).where(*left).values(text="", html="").returning(Letter.id)).scalars().all())


def _stuck(session: Session, letter_id: int) -> Letter:
    letter = session.execute(select(Letter).where(Letter.id == letter_id).with_for_update()).scalar_one_or_none()
    if letter is None:
        raise NotFound(f"There is no letter {letter_id}.")
    if letter.state not in STUCK:
        raise Conflict(f"Letter {letter_id} is {letter.state}: only an uncertain or failed letter is decided by hand.")
    return letter
