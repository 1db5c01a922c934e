"""Beginning an attempt, answering, handing in. Each leaves one consistent state, however often and from wherever it is sent."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.assessment.drawing import Drawn, draw
from app.assessment.limiting import limit_of
from app.assessment.models import Attempt, DrawnQuestion, Response
from app.assessment.queries import attempts_of, missed_questions, read_sitting, times_drawn
from app.assessment.questions import Answer, is_right
from app.assessment.shapes import Result
from app.catalogue.live import Asking
from app.database.tables import new_code
from app.database.writing import insert_or_update
from app.enrolments.enrolling import lock_enrolment
from app.errors import Conflict, NotFound

HANDED_IN = "This attempt was handed in already; its answers stay as they were. Begin a new attempt to answer again."
FORM_LIMIT = 40
"""Characters in which the names of the latest forms are kept with an answer."""
_STATE = (
    select(Attempt.submitted_at, Response.answer, Response.form)
    .join(DrawnQuestion, DrawnQuestion.attempt_id == Attempt.id)
    .outerjoin(Response, Response.drawn_id == DrawnQuestion.id)
    .where(Attempt.id == bindparam("attempt_id"), DrawnQuestion.id == bindparam("drawn_id"))
    .with_for_update(of=Attempt)
)


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
        raise Conflict(limit.words)
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
    """Keeps the answer in place of an earlier one; tells whether anything was written.

    Nothing answered (None) changes nothing. `form` names the rendered form it came from: what an earlier form sends again, after
    another has changed the answer, changes nothing either. Raises `Conflict` once the attempt was handed in.

    The attempt's row is what is locked here: handing in holds it too, so no answer slips in while the attempt is being marked.
    """
    row = session.connection().execute(_STATE, {"attempt_id": attempt_id, "drawn_id": drawn_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such question in this attempt.")
    if row.submitted_at is not None:
        raise Conflict(HANDED_IN)
    forms = (row.form or "").split()
    if value is None or _is_repeat(form, forms, is_same=row.answer == value):
        return False
    known = " ".join(dict.fromkeys([form, *forms])) if form else row.form
    values = {"drawn_id": drawn_id, "answer": value, "given_at": at, "form": _shortened(known)}
    insert_or_update(session, Response, values, key=[Response.drawn_id])
    return True


def answer_several(
    session: Session, *, attempt_id: int, values: Mapping[int, Answer], at: dt.datetime, form: str | None = None
) -> int:
    """Several answers of one form, by the id of the drawn question. Returns how many were written."""
    sent = [answer(session, attempt_id=attempt_id, drawn_id=id, value=value, at=at, form=form) for id, value in values.items()]
    return sum(sent)


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
    enrolment_id = session.scalar(select(Attempt.enrolment_id).where(Attempt.id == attempt_id))
    if enrolment_id is None:
        raise NotFound("There is no such attempt.")
    lock_enrolment(session, enrolment_id)
    query = select(Attempt).where(Attempt.id == attempt_id).with_for_update().execution_options(populate_existing=True)
    attempt = session.scalars(query).one()
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
    right = {asked.drawn_id for asked in answered if is_right(module.question(asked.question_id), asked.answer)}
    for mark, marked in ((True, right), (False, {asked.drawn_id for asked in answered} - right)):
        session.execute(update(Response).where(Response.drawn_id.in_(marked)).values(is_right=mark))
    return len(right)
