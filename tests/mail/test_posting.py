from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.mail.composing import Composed
from app.mail.models import Letter, LetterState
from app.mail.posting import post_letter, withdraw_letters

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_a_key_keeps_a_letter_single(session: Session) -> None:
    for subject in ("first", "second"):
        post_letter(session, Composed("head", subject, "text", "<p>"), address="a@x.example", at=AT, key="head:2026-11-22")
    post_letter(session, Composed("head", "third", "text", "<p>"), address="a@x.example", at=AT)
    assert session.execute(select(Letter.subject).order_by(Letter.id)).scalars().all() == ["first", "third"]


def test_only_what_has_not_left_is_withdrawn(session: Session) -> None:
    for key in ("practice:a", "practice:b", "practice:c", "head:1"):
        post_letter(session, Composed("practice", key, "text", "<p>"), address="a@x.example", at=AT, key=key)
    session.execute(update(Letter).where(Letter.unique_key == "practice:b").values(state=LetterState.SENT))
    session.execute(update(Letter).where(Letter.unique_key == "practice:c").values(state=LetterState.HELD))
    withdraw_letters(session, ["practice:a", "practice:b", "practice:c"])
    assert session.execute(select(Letter.subject).order_by(Letter.id)).scalars().all() == ["practice:b", "head:1"]


def test_a_subject_is_one_line_of_bearable_length(session: Session) -> None:
    post_letter(session, Composed("head", "one\r\nBcc: two\t" + "x" * 400, "text", "<p>"), address="a@x.example", at=AT)
    (subject,) = session.execute(select(Letter.subject)).scalars()
    assert subject.startswith("one Bcc: two x")
    assert len(subject) == 300
