"""Reads of practice: always of one person, always her own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.assessment.models import Attempt, DrawnQuestion, Response
from app.catalogue.models import Item
from app.errors import NotFound
from app.languages import marked
from app.practice.models import Practice, Round
from app.practice.shapes import Marked, Posed, PracticeFacts, RoundFacts
from app.records.models import Completion

NONE = marked("There is no such practice of yours. It may have been deleted. Look at the page of your practice.")


class Seen(NamedTuple):
    """When a question was last answered in this enrolment, in a quiz or a round, and how."""

    question_id: int
    version_id: int
    module_id: int
    asked_at: dt.datetime
    is_right: bool


def practices_of(session: Session, person_id: int) -> list[PracticeFacts]:
    """The latest one first."""
    return _read(session, Practice.person_id.in_(selves_of(person_id)))


def practice_of_enrolment(session: Session, *, enrolment_id: int, person_id: int) -> PracticeFacts | None:
    """The latest one of a cycle."""
    mine = (Practice.enrolment_id == enrolment_id, Practice.person_id.in_(selves_of(person_id)))
    return next(iter(_read(session, *mine)), None)


def find_practice(session: Session, *, code: str, person_id: int) -> PracticeFacts:
    """Raises `NotFound` for somebody else's."""
    found = _read(session, Practice.code == code, Practice.person_id.in_(selves_of(person_id)))
    if not found:
        raise NotFound(NONE)
    return found[0]


def find_round(session: Session, *, code: str, person_id: int) -> tuple[PracticeFacts, RoundFacts]:
    """Raises `NotFound` for somebody else's."""
    whose = select(Round.practice_id).where(Round.code == code).scalar_subquery()
    for practice in _read(session, Practice.id == whose, Practice.person_id.in_(selves_of(person_id))):
        for one in practice.rounds:
            if one.code == code:
                return practice, one
    raise NotFound(NONE)


def can_be_practised(session: Session, enrolment_id: int) -> bool:
    """Whether a quiz was handed in: a completion without one leaves nothing to ask."""
    handed_in = select(Attempt.id).where(Attempt.enrolment_id == enrolment_id, Attempt.submitted_at.is_not(None))
    return session.scalar(handed_in.limit(1)) is not None


def seen_questions(session: Session, practice_id: int) -> list[Seen]:
    """Each question that a quiz handed in, or an earlier round, has asked in this enrolment: as it was last answered."""
    seen = [*_from_attempts(session, practice_id), *_from_rounds(session, practice_id)]
    latest = {one.question_id: one for one in sorted(seen, key=lambda one: one.asked_at)}
    return list(latest.values())


def _from_attempts(session: Session, practice_id: int) -> Iterator[Seen]:
    query = (
        select(DrawnQuestion.question_id, Attempt.version_id, Attempt.module_id, Attempt.submitted_at, Response.is_right)
        .join(Attempt, Attempt.id == DrawnQuestion.attempt_id)
        .join(Practice, Practice.enrolment_id == Attempt.enrolment_id)
        .outerjoin(Response, Response.drawn_id == DrawnQuestion.id)
        .where(Practice.id == practice_id, Attempt.submitted_at.is_not(None))
        .order_by(Attempt.number, DrawnQuestion.position)
    )
    for question_id, version_id, module_id, submitted_at, is_right in session.execute(query):
        assert submitted_at is not None
        yield Seen(question_id, version_id, module_id, submitted_at, bool(is_right))


def _from_rounds(session: Session, practice_id: int) -> Iterator[Seen]:
    """Of all practice in the enrolment, finished or switched off."""
    here = Practice.enrolment_id == select(Practice.enrolment_id).where(Practice.id == practice_id).scalar_subquery()
    pairs = select(Attempt.version_id, Attempt.module_id).join(Practice, Practice.enrolment_id == Attempt.enrolment_id)
    modules = {row[0]: row[1] for row in session.execute(pairs.where(Practice.id == practice_id))}
    rounds = select(Round).join(Practice, Practice.id == Round.practice_id).where(here, Round.answered_at.is_not(None))
    for row in session.scalars(rounds.order_by(Round.answered_at)):
        for posed, answer in zip(row.questions, row.answers, strict=True):
            assert row.answered_at is not None
            version_id = posed["version"]
            yield Seen(posed["question"], version_id, modules[version_id], row.answered_at, answer["is_right"])


def _read(session: Session, *where: ColumnElement[bool]) -> list[PracticeFacts]:
    query = (
        select(Practice, Item.slug, Completion.title, Round)
        .join(Completion, Completion.enrolment_id == Practice.enrolment_id)
        .join(Item, Item.id == Completion.course_id)
        .join(Round, Round.practice_id == Practice.id)
        .where(*where)
        .order_by(Practice.begun_at.desc(), Practice.id.desc(), Round.weeks)
    )
    found: dict[int, tuple[Any, list[RoundFacts]]] = {}
    for practice, course, title, one in session.execute(query):
        found.setdefault(practice.id, ((practice, course, title), []))[1].append(_read_round(one))
    return [
        PracticeFacts(
            practice.id, practice.code, practice.enrolment_id, course, title, practice.begun_at, practice.ended_at, tuple(rounds)
        )
        for (practice, course, title), rounds in found.values()
    ]


def _read_round(row: Round) -> RoundFacts:
    posed = tuple(Posed(one["question"], one["version"], tuple(one["choice_order"])) for one in row.questions)
    answers = tuple(Marked(one["given"], one["is_right"]) for one in row.answers)
    return RoundFacts(row.id, row.code, row.weeks, row.due_at, posed, answers, row.answered_at)
