"""Attempts under way, and answers to whatever was drawn."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.assessment.attempting import answer, begin_attempt, submit
from app.assessment.models import Attempt
from app.assessment.queries import read_sitting
from app.assessment.questions import Answer
from app.assessment.shapes import Result
from app.catalogue.live import LiveCourse, LiveModule
from app.catalogue.shapes import Question, QuestionType
from app.enrolments.enrolling import open_enrolment
from tests.factories.content import publish_sample
from tests.factories.people import make_person

AT = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


class Begun(NamedTuple):
    person_id: int
    enrolment_id: int
    course: LiveCourse
    module: LiveModule


def begin_course(session: Session, *, files: dict[str, bytes] | None = None, at: dt.datetime = AT) -> Begun:
    """Ana Ruiz, enrolled in the course `keys`."""
    course = publish_sample(session, files=files)
    person = make_person(session)
    enrolment = open_enrolment(session, person_id=person.id, course=course, at=at)
    return Begun(person.id, enrolment.id, course, course.modules[0])


def begin(session: Session, begun: Begun, *, at: dt.datetime = AT, seed: int = 1) -> Attempt:
    return begin_attempt(session, enrolment_id=begun.enrolment_id, module=begun.module, at=at, chance=random.Random(seed))


def take(session: Session, begun: Begun, *, right: int, at: dt.datetime = AT, seed: int = 1) -> tuple[Attempt, Result]:
    """A whole attempt whose first `right` questions are answered right, and the others wrong."""
    attempt = begin(session, begun, at=at, seed=seed)
    for asked in read_sitting(session, attempt.id).asked:
        question = begun.module.question(asked.question_id)
        value = right_answer(question) if asked.position <= right else wrong_answer(question)
        answer(session, attempt_id=attempt.id, drawn_id=asked.drawn_id, value=value, at=at)
    return attempt, submit(session, attempt_id=attempt.id, module=begun.module, at=at)


def right_answer(question: Question) -> Answer:
    rights = [choice.id for choice in question.choices if choice.right]
    answers: dict[QuestionType, Any] = {
        QuestionType.SINGLE: rights[0] if rights else "",
        QuestionType.MULTIPLE: rights,
        QuestionType.ORDER: [choice.id for choice in question.choices],
        QuestionType.MATCH: {row.id: row.choice for row in question.rows},
        QuestionType.NUMBER: question.number,
        QuestionType.TEXT: question.accepted[0] if question.accepted else "",
    }
    found: Answer = answers[question.type]
    return found


def wrong_answer(question: Question) -> Answer:
    wrong = [choice.id for choice in question.choices if not choice.right]
    answers: dict[QuestionType, Any] = {
        QuestionType.SINGLE: wrong[0] if wrong else "",
        QuestionType.MULTIPLE: wrong[:1],
        QuestionType.ORDER: [choice.id for choice in reversed(question.choices)],
        QuestionType.MATCH: {row.id: question.choices[0].id for row in question.rows},
        QuestionType.NUMBER: "987654",
        QuestionType.TEXT: "something else",
    }
    found: Answer = answers[question.type]
    return found


def typed(question: Question, answer: Answer, prefix: str = "") -> dict[str, Any]:
    """The answer as the question's form sends it."""
    if question.type == QuestionType.ORDER:
        return {f"{prefix}answer-{id}": str(place) for place, id in enumerate(answer, start=1)}
    if isinstance(answer, dict):
        return {f"{prefix}answer-{row}": choice for row, choice in answer.items()}
    return {f"{prefix}answer": answer}
