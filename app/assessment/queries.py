"""Reads of attempts. What a person answered is shown to that person; authors get sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.merging import selves_of
from app.assessment.models import Attempt, DrawnQuestion, Response
from app.assessment.shapes import Asked, Sitting
from app.catalogue.models import Item
from app.database.reading import fetch
from app.enrolments.models import Enrolment
from app.errors import NotFound

FACTS = (
    "id",
    "code",
    "enrolment_id",
    "module_id",
    "version_id",
    "number",
    "out_of",
    "pass_mark",
    "began_at",
    "submitted_at",
    "score",
    "is_pass",
)


_SITTING = (
    select(
        *(getattr(Attempt, name) for name in FACTS),
        DrawnQuestion.id.label("drawn_id"),
        DrawnQuestion.position,
        DrawnQuestion.question_id,
        DrawnQuestion.choice_order,
        Response.answer,
        Response.is_right,
    )
    .join(DrawnQuestion, DrawnQuestion.attempt_id == Attempt.id)
    .outerjoin(Response, Response.drawn_id == DrawnQuestion.id)
    .order_by(DrawnQuestion.position)
)
_COURSE, _MODULE = aliased(Item), aliased(Item)
_OWN = (
    _SITTING.join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(_COURSE, _COURSE.id == Enrolment.course_id)
    .join(_MODULE, _MODULE.id == Attempt.module_id)
    .where(Attempt.code == bindparam("code"), _COURSE.slug == bindparam("course"), _MODULE.slug == bindparam("module"))
    .where(Enrolment.person_id.in_(selves_of(bindparam("person_id", type_=Integer))))  # type: ignore[arg-type]
)
_ANY = _SITTING.where(Attempt.id == bindparam("attempt_id"))
_IN_MODULE = (Attempt.enrolment_id == bindparam("enrolment_id"), Attempt.module_id == bindparam("module_id"))
_ATTEMPTS = select(Attempt).where(*_IN_MODULE).order_by(Attempt.number)
_PASSED = select(Attempt.module_id).where(Attempt.enrolment_id == bindparam("enrolment_id"), Attempt.is_pass.is_(True)).distinct()
_TIMES_DRAWN = (
    select(DrawnQuestion.question_id, func.count())
    .join(Attempt, Attempt.id == DrawnQuestion.attempt_id)
    .where(*_IN_MODULE)
    .group_by(DrawnQuestion.question_id)
)
_MISSED = (
    select(DrawnQuestion.question_id)
    .outerjoin(Response, Response.drawn_id == DrawnQuestion.id)
    .where(DrawnQuestion.attempt_id == bindparam("attempt_id"), Response.is_right.is_not(True))
)


def passed_modules(session: Session, enrolment_id: int) -> set[int]:
    return {row.module_id for row in fetch(session, _PASSED, {"enrolment_id": enrolment_id})}


def attempts_of(session: Session, *, enrolment_id: int, module_id: int) -> list[Attempt]:
    """First one first; at most the last one is open."""
    return list(session.scalars(_ATTEMPTS, {"enrolment_id": enrolment_id, "module_id": module_id}))


def find_sitting(session: Session, *, code: str, person_id: int, course: str, module: str) -> Sitting:
    """A person's own attempt with all it asks, in one query. `course` and `module` are the slugs it was begun under."""
    return _gather(fetch(session, _OWN, {"code": code, "person_id": person_id, "course": course, "module": module}))


def read_sitting(session: Session, attempt_id: int) -> Sitting:
    """The same for rules, whosever it is."""
    return _gather(fetch(session, _ANY, {"attempt_id": attempt_id}))


def _gather(rows: Sequence[Any]) -> Sitting:
    if not rows:
        raise NotFound("There is no such attempt of yours. Open the quiz from its course.")
    facts = {name: getattr(rows[0], name) for name in FACTS}
    return Sitting(**facts, asked=tuple(_read_asked(row) for row in rows))


def _read_asked(row: Any) -> Asked:
    return Asked(row.drawn_id, row.position, row.question_id, tuple(row.choice_order), row.answer, row.is_right)


def times_drawn(session: Session, *, enrolment_id: int, module_id: int) -> dict[int, int]:
    """How often each question was drawn in an enrolment, by question id."""
    return {row[0]: row[1] for row in fetch(session, _TIMES_DRAWN, {"enrolment_id": enrolment_id, "module_id": module_id})}


def missed_questions(session: Session, attempt_id: int) -> set[int]:
    """Ids of the questions that were answered wrong, or not at all, in an attempt handed in."""
    return {row.question_id for row in fetch(session, _MISSED, {"attempt_id": attempt_id})}
