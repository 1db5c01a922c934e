"""A quiz: its start, one question a screen or all on one page, the review before handing in, the result."""

from __future__ import annotations

import random
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessment.attempting import HANDED_IN, answer_several, begin_attempt, submit
from app.catalogue.queries import current_course
from app.credentials.completing import complete_if_done
from app.enrolments.enrolling import open_enrolment
from app.errors import Conflict
from app.learning.resulting import find_outcome
from app.learning.sending import Sent, read_answers, sign_form, typed_again
from app.learning.sitting import Line, Sheet, find_sheet, find_start, quiz_on_path
from app.learning.views import bp
from app.web.guarding import principal, signed_in
from app.web.requests import now, reading, transaction

QUIZ = "/courses/<course>/<module>/quiz"
SITTING = f"{QUIZ}/<code>"


@bp.get(QUIZ)
@signed_in
def quiz(course: str, module: str) -> ResponseReturnValue:
    start = find_start(reading(), course=course, module=module, person_id=principal().id, at=now())
    return render_template("learning/quiz.html", start=start, course=start.course)


@bp.post(QUIZ)
@signed_in
def begin_quiz(course: str, module: str) -> ResponseReturnValue:
    """The open attempt, or a new one: two presses begin one."""
    live = current_course(reading(), course)
    with transaction() as session:
        enrolment = open_enrolment(session, person_id=principal().id, course=live, at=now())
        taught = quiz_on_path(live, module, enrolment.path)
        attempt = begin_attempt(session, enrolment_id=enrolment.id, module=taught, at=now(), chance=random.SystemRandom())
        code = attempt.code
    whole = request.form.get("way") == "all"
    return redirect(url_for("learning.quiz_whole" if whole else "learning.quiz_go_on", course=course, module=module, code=code))


@bp.get(SITTING)
@signed_in
def quiz_go_on(course: str, module: str, code: str) -> ResponseReturnValue:
    """Where an attempt stands: the first question still open, the review, or the result."""
    sheet = _own_sheet(course, module, code)
    if sheet.sitting.is_open and sheet.open_lines:
        return redirect(_address("quiz_question", course, module, code, position=sheet.next_position))
    return redirect(_address("quiz_review" if sheet.sitting.is_open else "quiz_result", course, module, code))


@bp.get(f"{SITTING}/<int:position>")
@signed_in
def quiz_question(course: str, module: str, code: str, position: int) -> ResponseReturnValue:
    sheet = _own_sheet(course, module, code)
    if not sheet.sitting.is_open:
        return redirect(_address("quiz_result", course, module, code))
    return _show_question(sheet, sheet.line(position), course)


@bp.post(f"{SITTING}/<int:position>")
@signed_in
def save_answer(course: str, module: str, code: str, position: int) -> ResponseReturnValue:
    sheet = _own_sheet(course, module, code)
    line = sheet.line(position)
    sent = read_answers([line], request.form, prefixes=[""])
    _keep(sheet, sent)
    if sent.errors:
        return _show_question(sheet, line, course, sent.errors[position]), 422
    after = sheet.next_open(position)
    if after is None:
        return redirect(_address("quiz_review", course, module, code))
    return redirect(_address("quiz_question", course, module, code, position=after))


@bp.get(f"{SITTING}/all")
@signed_in
def quiz_whole(course: str, module: str, code: str) -> ResponseReturnValue:
    sheet = _own_sheet(course, module, code)
    if not sheet.sitting.is_open:
        return redirect(_address("quiz_result", course, module, code))
    return _show_whole(sheet, course)


@bp.post(f"{SITTING}/all")
@signed_in
def save_answers(course: str, module: str, code: str) -> ResponseReturnValue:
    """What can be accepted is saved, whatever stands beside it."""
    sheet = _own_sheet(course, module, code)
    sent = read_answers(sheet.lines, request.form, prefixes=[_prefix(line) for line in sheet.lines])
    _keep(sheet, sent)
    if sent.errors:
        return _show_whole(_own_sheet(course, module, code), course, sent.errors), 422
    stays = request.form.get("then") == "stay"
    return redirect(_address("quiz_whole" if stays else "quiz_review", course, module, code))


@bp.get(f"{SITTING}/review")
@signed_in
def quiz_review(course: str, module: str, code: str) -> ResponseReturnValue:
    sheet = _own_sheet(course, module, code)
    if not sheet.sitting.is_open:
        return redirect(_address("quiz_result", course, module, code))
    return render_template("learning/quiz_review.html", sheet=sheet, course=current_course(reading(), course))


@bp.post(f"{SITTING}/review")
@signed_in
def hand_in(course: str, module: str, code: str) -> ResponseReturnValue:
    """Handing in and what follows from it are one: the result, the completion, the certificate."""
    sheet, live = _own_sheet(course, module, code), current_course(reading(), course)
    with transaction() as session:
        submit(session, attempt_id=sheet.sitting.id, module=sheet.module, at=now())
        complete_if_done(session, enrolment_id=sheet.sitting.enrolment_id, course=live, at=now())
    return redirect(_address("quiz_result", course, module, code))


@bp.get(f"{SITTING}/result")
@signed_in
def quiz_result(course: str, module: str, code: str) -> ResponseReturnValue:
    sheet = _own_sheet(course, module, code)
    if sheet.sitting.is_open:
        return redirect(_address("quiz_review", course, module, code))
    outcome = find_outcome(reading(), sheet=sheet, course=current_course(reading(), course), person_id=principal().id)
    return render_template("learning/quiz_result.html", outcome=outcome, sheet=sheet, course=outcome.course)


def _own_sheet(course: str, module: str, code: str) -> Sheet:
    return find_sheet(reading(), course=course, module=module, code=code, person_id=principal().id)


def _keep(sheet: Sheet, sent: Sent) -> None:
    if not sheet.sitting.is_open:
        raise Conflict(_(HANDED_IN))
    if sent.changed:
        with transaction() as session:
            answer_several(session, attempt_id=sheet.sitting.id, values=sent.changed, at=now(), form=sent.form)
    if sent.emptied:
        flash(_("Nothing was chosen, so the answer you gave before stays."), "plain")


def _show_question(sheet: Sheet, line: Line, course: str, error: str | None = None) -> str:
    given = typed_again(line.question, request.form) if error else line.asked.answer
    facts = {"sheet": sheet, "line": line, "given": given, "error": error, "sent": sign_form([line.asked.answer])}
    return render_template("learning/quiz_question.html", course=current_course(reading(), course), **facts)


def _show_whole(sheet: Sheet, course: str, errors: dict[int, str] | None = None) -> str:
    """What was refused stands there as it was typed."""
    given = {line.position: line.asked.answer for line in sheet.lines}
    for position in errors or ():
        line = sheet.line(position)
        given[position] = typed_again(line.question, request.form, _prefix(line))
    sent = sign_form([line.asked.answer for line in sheet.lines])
    facts = {"sheet": sheet, "given": given, "errors": errors or {}, "sent": sent}
    return render_template("learning/quiz_whole.html", course=current_course(reading(), course), **facts)


def _prefix(line: Line) -> str:
    return f"q{line.position}-"


def _address(page: str, course: str, module: str, code: str, **more: Any) -> str:
    return url_for(f"learning.{page}", course=course, module=module, code=code, **more)
