"""Switching practice on and off, drawing what a round asks, answering it."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.assessment.drawing import shuffle_choices
from app.assessment.questions import Answer, is_right
from app.catalogue.queries import module_version
from app.catalogue.shapes import Question
from app.database.tables import new_code
from app.database.writing import insert_or_ignore
from app.enrolments.enrolling import lock_enrolment
from app.enrolments.models import Enrolment
from app.errors import Conflict, NotFound
from app.jobs.announcing import announce
from app.mail.posting import withdraw_letters
from app.practice.models import Practice, Round
from app.practice.queries import Seen, can_be_practised, find_practice, find_round, seen_questions
from app.practice.shapes import RoundFacts
from app.records.models import Completion

WEEKS = (2, 12)
"""After how many weeks a round is due."""
QUESTIONS = 3
"""How many a round asks."""


def begin_practice(session: Session, *, completion: str, person_id: int, at: dt.datetime) -> None:
    """`completion` is the code of one of this person's own. Pressed twice, it is switched on once."""
    query = select(Completion).join(Enrolment, Enrolment.id == Completion.enrolment_id)
    mine = (Completion.code == completion, Enrolment.person_id.in_(selves_of(person_id)))
    found = session.scalars(query.where(*mine)).one_or_none()
    if found is None:
        raise NotFound("There is no such completion on your record. Open the course or the certificate, and switch it on there.")
    lock_enrolment(session, found.enrolment_id)
    if not can_be_practised(session, found.enrolment_id):
        raise Conflict("No quiz belongs to this completion, so there is nothing to ask.")
    values = {
        "code": new_code(),
        "person_id": person_id,
        "enrolment_id": found.enrolment_id,
        "course_version_id": found.course_version_id,
        "begun_at": at,
    }
    if insert_or_ignore(session, Practice, values):
        practice = session.scalars(select(Practice).where(Practice.code == values["code"])).one()
        for weeks in WEEKS:
            _plan_round(session, practice, weeks, at=at)


def _plan_round(session: Session, practice: Practice, weeks: int, *, at: dt.datetime) -> None:
    """Named by its code, never by its id: an engine may give the id of a deleted round to another person's."""
    due_at = practice.begun_at + dt.timedelta(weeks=weeks)
    planned = Round(code=new_code(), practice_id=practice.id, weeks=weeks, due_at=due_at, questions=[], answers=[])
    session.add(planned)
    session.flush()
    announce(session, "practice.due", {"round": planned.code}, at=at, run_at=due_at, key=f"practice:{planned.code}")


def draw_round(session: Session, *, code: str, at: dt.datetime, chance: random.Random) -> bool:
    """Tells whether the round asks something now: its day has come, it is still switched on, nothing was drawn before."""
    query = select(Round).join(Practice, Practice.id == Round.practice_id)
    waits = (Round.code == code, Round.due_at <= at, Round.drawn_at.is_(None), Practice.ended_at.is_(None))
    row = session.scalars(query.where(*waits).with_for_update(of=(Round, Practice))).one_or_none()
    if row is None:
        return False
    row.questions = [
        {
            "question": seen.question_id,
            "version": seen.version_id,
            "choice_order": list(shuffle_choices(_question(session, seen.version_id, seen.question_id), chance)),
        }
        for seen in choose(seen_questions(session, row.practice_id))
    ]
    row.drawn_at = at
    session.flush()
    return bool(row.questions)


def choose(seen: Sequence[Seen]) -> list[Seen]:
    """What was last answered wrong, then what was asked longest ago; from one module after the other, as far as they go."""
    taken: Counter[tuple[bool, int]] = Counter()
    ranked = []
    for one in sorted(seen, key=lambda one: one.asked_at):
        ranked.append((one.is_right, taken[one.is_right, one.module_id], one))
        taken[one.is_right, one.module_id] += 1
    ranked.sort(key=lambda rank: rank[:2])
    return [one for _right, _place, one in ranked[:QUESTIONS]]


def answer_round(session: Session, *, code: str, person_id: int, given: Sequence[Answer | None], at: dt.datetime) -> None:
    """Marks the answers, once; sent again, they change nothing. The last round answered ends the practice."""
    practice, asked = find_round(session, code=code, person_id=person_id)
    lock_enrolment(session, practice.enrolment_id)
    practice, asked = find_round(session, code=code, person_id=person_id)
    if asked.answered_at is not None:
        return
    if not practice.is_on or not asked.is_ready:
        raise Conflict("This practice is switched off, or its day has not come. Nothing was kept.")
    questions = questions_of(session, asked)
    marked = [
        {"given": answer, "is_right": is_right(question, answer)} for question, answer in zip(questions, given, strict=True)
    ]
    session.execute(update(Round).where(Round.id == asked.id).values(answers=marked, answered_at=at))
    if all(one.answered_at or one.id == asked.id for one in practice.rounds):
        session.execute(update(Practice).where(Practice.id == practice.id).values(ended_at=at))


def end_practice(session: Session, *, code: str, person_id: int, at: dt.datetime) -> None:
    """No letter is written any more, and one that waits does not leave. What was answered stays until it is deleted."""
    practice = find_practice(session, code=code, person_id=person_id)
    lock_enrolment(session, practice.enrolment_id)
    session.execute(update(Practice).where(Practice.id == practice.id, Practice.ended_at.is_(None)).values(ended_at=at))
    withdraw_letters(session, [letter_key(one.code) for one in practice.rounds])


def letter_key(round_code: str) -> str:
    return f"practice:{round_code}"


def forget_practice(session: Session, *, code: str, person_id: int) -> None:
    """For good, and switched off with it. Nothing happens where it was deleted in another tab."""
    mine = select(Practice).where(Practice.code == code, Practice.person_id.in_(selves_of(person_id)))
    practice = session.scalars(mine).one_or_none()
    if practice is None:
        return
    lock_enrolment(session, practice.enrolment_id)
    codes = session.execute(delete(Round).where(Round.practice_id == practice.id).returning(Round.code)).scalars().all()
    withdraw_letters(session, map(letter_key, codes))
    session.execute(delete(Practice).where(Practice.id == practice.id))


def questions_of(session: Session, asked: RoundFacts) -> list[Question]:
    """As the module's version asked them that she took the quiz with."""
    return [_question(session, posed.version_id, posed.question_id) for posed in asked.posed]


def _question(session: Session, version_id: int, question_id: int) -> Question:
    return module_version(session, version_id).question(question_id)
