"""What follows when a round is due: its questions are drawn, and one letter brings the way to them."""

from __future__ import annotations

import random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.jobs.announcing import Moment
from app.mail.posting import post_letter
from app.practice.models import Practice, Round
from app.practice.practising import draw_round, letter_key
from app.practice.queries import find_round


def ask_questions(moment: Moment) -> None:
    """Switched off, deleted, or drawn before: no letter. The questions themselves never stand in it."""
    session, code = moment.session, moment.payload["round"]
    if not draw_round(session, code=code, at=moment.at, chance=random.SystemRandom()):
        return
    person = _owner(session, code)
    address = _address(session, person.id)
    if address is None:
        return
    practice, asked = find_round(session, code=code, person_id=person.id)
    base = moment.tools["settings"].base_address.rstrip("/")
    letter = moment.tools["composer"].compose(
        "practice",
        language=person.language,
        name=person.name,
        course=practice.title,
        weeks=asked.weeks,
        questions=len(asked.posed),
        link=f"{base}/practice/{asked.code}",
        off_link=f"{base}/practice",
    )
    post_letter(session, letter, address=address, person_id=person.id, at=moment.at, key=letter_key(asked.code))


def _owner(session: Session, code: str) -> Person:
    """Whoever she is by now, where she was merged into another."""
    query = select(Person).join(Practice, Practice.person_id == Person.id).join(Round, Round.practice_id == Practice.id)
    person = session.scalars(query.where(Round.code == code)).one()
    while person.merged_into is not None:
        person = session.get_one(Person, person.merged_into)
    return person


def _address(session: Session, person_id: int) -> str | None:
    mine = (PersonIdentifier.person_id == person_id, PersonIdentifier.scheme == Scheme.ADDRESS, PersonIdentifier.is_primary)
    return session.scalar(select(PersonIdentifier.value).where(*mine))
