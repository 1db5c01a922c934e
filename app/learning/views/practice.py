"""Spaced practice: switched on by its owner, answered here, seen by nobody else."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import Conflict
from app.learning.remembering import Asking, open_round, read_recalls
from app.learning.views import bp
from app.practice.practising import answer_round, begin_practice, end_practice, forget_practice
from app.practice.queries import practices_of
from app.web.guarding import principal, signed_in
from app.web.requests import now, reading, transaction


@bp.get("/practice")
@signed_in
def practice() -> ResponseReturnValue:
    return render_template("learning/practice.html", practices=practices_of(reading(), principal().id), now=now())


@bp.post("/practice")
@signed_in
def switch_on() -> ResponseReturnValue:
    with transaction() as session:
        begin_practice(session, completion=request.form.get("completion", ""), person_id=principal().id, at=now())
    flash(_("Practice is on. A letter comes in two weeks, and another in twelve."), "good")
    return redirect(url_for("learning.practice"))


@bp.get("/practice/<code>")
@signed_in
def practice_round(code: str) -> ResponseReturnValue:
    asking = open_round(reading(), code=code, person_id=principal().id)
    if asking.round.answered_at is not None:
        return render_template("learning/practice_answers.html", asking=asking)
    _refuse_unless_ready(asking)
    return render_template("learning/practice_round.html", asking=asking, recalls=asking.recalls)


@bp.post("/practice/<code>")
@signed_in
def answer_practice(code: str) -> ResponseReturnValue:
    asking = open_round(reading(), code=code, person_id=principal().id)
    given, recalls = read_recalls(asking.recalls, request.form)
    if len(given) < len(recalls):
        return render_template("learning/practice_round.html", asking=asking, recalls=recalls), 422
    with transaction() as session:
        answer_round(session, code=code, person_id=principal().id, given=given, at=now())
    return redirect(url_for("learning.practice_round", code=code))


@bp.post("/practice/off")
@signed_in
def switch_off() -> ResponseReturnValue:
    with transaction() as session:
        end_practice(session, code=request.form.get("practice", ""), person_id=principal().id, at=now())
    flash(_("Practice is off. No more letters come."), "good")
    return redirect(url_for("learning.practice"))


@bp.post("/practice/delete")
@signed_in
def forget_practised() -> ResponseReturnValue:
    with transaction() as session:
        forget_practice(session, code=request.form.get("practice", ""), person_id=principal().id)
    flash(_("Deleted. Nothing of it is left."), "good")
    return redirect(url_for("learning.practice"))


def _refuse_unless_ready(asking: Asking) -> None:
    if not asking.practice.is_on:
        raise Conflict(_("This practice is switched off. You can switch it on again where the course was completed."))
    if not asking.round.is_ready:
        raise Conflict(_("Its day has not come yet. A letter will tell you."))
