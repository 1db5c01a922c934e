from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.mail.composing import Composed
from app.mail.models import Letter
from app.mail.posting import post_letter
from app.mail.queries import count_letters, has_due_letter, reason_of_hold, stuck_letters
from app.mail.settling import hold_mail, release_mail

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def post(session: Session, state: str) -> None:
    post_letter(session, Composed("head", state, "text", "<p>"), address="a@x.example", at=AT)
    letter = session.query(Letter).order_by(Letter.id.desc()).first()
    assert letter is not None
    letter.state = state


def test_counts_and_stuck_letters(session: Session) -> None:
    for state in ("waiting", "waiting", "sent", "filed", "uncertain", "failed"):
        post(session, state)
    assert count_letters(session) == {"waiting": 2, "held": 0, "claimed": 0, "uncertain": 1, "failed": 1}
    assert [letter.state for letter in stuck_letters(session)] == ["uncertain", "failed"]


def test_what_is_due(session: Session) -> None:
    assert not has_due_letter(session, at=AT)
    post(session, "waiting")
    assert has_due_letter(session, at=AT)
    assert not has_due_letter(session, at=AT - dt.timedelta(seconds=1))
    hold_mail(session, because="moved", at=AT)
    assert reason_of_hold(session) == "moved"
    assert not has_due_letter(session, at=AT)
    release_mail(session, at=AT)
    assert reason_of_hold(session) is None
    assert has_due_letter(session, at=AT)
