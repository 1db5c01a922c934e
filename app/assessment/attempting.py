"""Beginning an attempt, answering, handing in. Each leaves one consistent state, however often and from wherever it is sent."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.assessment.drawing import Drawn, draw
from app.assessment.limiting import limit_of
from app.assessment.models import Attempt, DrawnQuestion, Response
from app.assessment.queries import attempts_of, missed_questions, read_sitting, times_drawn
from app.assessment.questions import Answer, is_right
from app.assessment.shapes import Result
from app.catalogue.live import Asking
from app.database.reading import fetch
from app.database.tables import new_code
from app.database.writing import insert_or_update_all
from app.enrolments.enrolling import lock_enrolment
from app.errors import Conflict, NotFound
from app.languages import marked

HANDED_IN = marked("This attempt was handed in already; its answers stay as they were. Begin a new attempt to answer again.")
FORM_LIMIT = 40
"""Characters in which the names of the latest forms are kept with an answer."""
_STATES = (
    select(DrawnQuestion.id, Attempt.submitted_at, Response.answer, Response.form)
    .join(Attempt, Attempt.id == DrawnQuestion.attempt_id)
    .outerjoin(Response, Response.drawn_id == DrawnQuestion.id)
    .where(Attempt.id == bindparam("attempt_id"), DrawnQuestion.id.between(bindparam("first"), bindparam("last")))
    .with_for_update(of=Attempt)
)
_ENROLMENT = select(Attempt.enrolment_id).where(Attempt.id == bindparam("attempt_id"))
_LOCKED = select(Attempt).where(Attempt.id == bindparam("attempt_id")).with_for_update().execution_options(populate_existing=True)
_MARK = update(Response.__table__).where(Response.drawn_id == bindparam("answered")).values(is_right=bindparam("mark"))  # type: ignore[arg-type]


def begin_attempt(session: Session, *, enrolment_id: int, module: Asking, at: dt.datetime, chance: random.Random) -> Attempt:
    """The open attempt if there is one, on whatever version it began; else a new one on this version. Raises `Conflict` where an
    author's limit keeps it from beginning."""
    if module.quiz is None:
        raise NotFound("This module has no quiz.")
    lock_enrolment(session, enrolment_id)
    attempts = attempts_of(session, enrolment_id=enrolment_id, module_id=module.item_id)
    if attempts and attempts[-1].submitted_at is None:
        return attempts[-1]
    limit = limit_of(module.quiz, attempts, at=at)
    if limit:
        raise Conflict(limit.words, **limit.facts)
    drawn = _draw(session, enrolment_id, module, attempts[-1] if attempts else None, chance)
    attempt = Attempt(
        code=new_code(),
        enrolment_id=enrolment_id,
        module_id=module.item_id,
        version_id=module.version_id,
        number=len(attempts) + 1,
        out_of=len(drawn),
        pass_mark=min(module.quiz.pass_mark, len(drawn)),
        began_at=at,
        recorded_at=at,
    )
    session.add(attempt)
    session.flush()
    rows = [
        {
            "attempt_id": attempt.id,
            "position": position,
            "question_id": module.question_ids[one.question.slug],
            "choice_order": list(one.choice_order),
        }
        for position, one in enumerate(drawn, start=1)
    ]
    session.execute(insert(DrawnQuestion), rows)
    return attempt


def _draw(session: Session, enrolment_id: int, module: Asking, last: Attempt | None, chance: random.Random) -> list[Drawn]:
    """Questions are the same ones through all versions, so what an earlier version asked counts as seen."""
    assert module.quiz is not None
    slugs = {question_id: slug for slug, question_id in module.question_ids.items()}
    drawn = times_drawn(session, enrolment_id=enrolment_id, module_id=module.item_id) if last else {}
    times = {slugs[question_id]: count for question_id, count in drawn.items() if question_id in slugs}
    wrong = {slugs.get(question_id) for question_id in missed_questions(session, last.id)} if last else set()
    missed = {question.objective for question in module.quiz.questions if question.slug in wrong}
    return draw(module.quiz.questions, module.quiz.draw, times=times, missed=missed, chance=chance)


def answer(
    session: Session, *, attempt_id: int, drawn_id: int, value: Answer | None, at: dt.datetime, form: str | None = None
) -> bool:
    """Keeps the answer in place of an earlier one; tells whether anything was written. None, not answered, changes nothing."""
    return bool(answer_several(session, attempt_id=attempt_id, values={drawn_id: value}, at=at, form=form))


def answer_several(
    session: Session, *, attempt_id: int, values: Mapping[int, Answer | None], at: dt.datetime, form: str | None = None
) -> int:
    """The answers of one form, by the id of the drawn question. Returns how many were written.

    `form` names the rendered form they came from: what an earlier form sends again, after another has changed the answer,
    changes nothing. Raises `Conflict` once the attempt was handed in. The attempt's row is what is locked here: handing in holds
    it too, so no answer slips in while the attempt is being marked.
    """
    if not values:
        return 0
    asked = {"attempt_id": attempt_id, "first": min(values), "last": max(values)}
    states = {state.id: state for state in fetch(session, _STATES, asked)}
    if not values.keys() <= states.keys():
        raise NotFound("There is no such question in this attempt.")
    if any(state.submitted_at is not None for state in states.values()):
        raise Conflict(HANDED_IN)
    rows = [_row(states[id], value, at, form) for id, value in values.items()]
    changed = [row for row in rows if row is not None]
    insert_or_update_all(session, Response, changed, key=[Response.drawn_id])
    return len(changed)


def _row(state: Any, value: Answer | None, at: dt.datetime, form: str | None) -> dict[str, Any] | None:
    """What is to be written, or None."""
    forms = (state.form or "").split()
    if value is None or _is_repeat(form, forms, is_same=state.answer == value):
        return None
    known = " ".join(dict.fromkeys([form, *forms])) if form else state.form
    return {"drawn_id": state.id, "answer": value, "given_at": at, "form": _shortened(known)}


def _is_repeat(form: str | None, forms: list[str], *, is_same: bool) -> bool:
    """`forms` wrote the answer, the latest first. The latest may still change its mind; an earlier one only repeats itself."""
    if form is None or form not in forms:
        return False
    return is_same or form != forms[0]


def _shortened(forms: str | None) -> str | None:
    if forms is None or len(forms) <= FORM_LIMIT:
        return forms
    return forms[: FORM_LIMIT + 1].rpartition(" ")[0] or forms[:FORM_LIMIT]


def submit(session: Session, *, attempt_id: int, module: Asking, at: dt.datetime) -> Result:
    """Marks every answer, once; handing in again gives the same result. `module` is the version the attempt began on."""
    found = fetch(session, _ENROLMENT, {"attempt_id": attempt_id})
    if not found:
        raise NotFound("There is no such attempt.")
    lock_enrolment(session, found[0].enrolment_id)
    attempt = session.scalars(_LOCKED, {"attempt_id": attempt_id}).one()
    if module.version_id != attempt.version_id:
        raise ValueError("an attempt is marked by the version it began on")
    if attempt.submitted_at is None:
        attempt.score = _mark(session, attempt_id, module)
        attempt.is_pass = attempt.score >= attempt.pass_mark
        attempt.submitted_at = at
        session.flush()
    assert attempt.submitted_at is not None
    assert attempt.score is not None
    assert attempt.is_pass is not None
    return Result(attempt.score, attempt.out_of, attempt.pass_mark, attempt.is_pass, attempt.submitted_at)


def _mark(session: Session, attempt_id: int, module: Asking) -> int:
    answered = [asked for asked in read_sitting(session, attempt_id).asked if asked.answer is not None]
    right = [is_right(module.question(asked.question_id), asked.answer) for asked in answered]
    if answered:
        marks = [{"answered": asked.drawn_id, "mark": mark} for asked, mark in zip(answered, right, strict=True)]
        session.connection().execute(_MARK, marks)
    return sum(right)
