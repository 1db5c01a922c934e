"""Training from elsewhere: what a person has handed in, and handing in more."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.equivalents.queries import Handed, decisions_on, file_of, handed_by
from app.equivalents.replying import reply
from app.equivalents.shapes import State
from app.equivalents.submitting import submit
from app.errors import Conflict, Invalid, NotFound
from app.learning.forms import AnswerForm, AttestForm, BringForm
from app.learning.views import bp
from app.web.attachments import as_attachment
from app.web.fields import blame
from app.web.guarding import principal, signed_in, takes_file
from app.web.requests import now, reading, stop_reading, today_here, transaction


@bp.get("/record/elsewhere")
@signed_in
def elsewhere() -> ResponseReturnValue:
    return render_template("learning/elsewhere.html", handed=handed_by(reading(), principal().id))


@bp.get("/record/elsewhere/certificate")
@signed_in
def bring() -> ResponseReturnValue:
    return render_template("learning/bring.html", form=BringForm())


@bp.post("/record/elsewhere/certificate")
@signed_in
@takes_file
def hand_in_certificate() -> ResponseReturnValue:
    return _hand_in(BringForm(), "learning/bring.html")


@bp.get("/record/elsewhere/attestation")
@signed_in
def attest() -> ResponseReturnValue:
    return render_template("learning/attest.html", form=AttestForm())


@bp.post("/record/elsewhere/attestation")
@signed_in
@takes_file
def hand_in_attestation() -> ResponseReturnValue:
    return _hand_in(AttestForm(), "learning/attest.html")


@bp.get("/record/elsewhere/<code>")
@signed_in
def handed(code: str) -> ResponseReturnValue:
    return render_template("learning/handed.html", **_handed(code, AnswerForm()))


@bp.post("/record/elsewhere/<code>")
@signed_in
@takes_file
def answer(code: str) -> ResponseReturnValue:
    form = AnswerForm()
    mine = _mine(code)
    stop_reading()
    try:
        if form.validate():
            evidence = form.evidence()
            with transaction() as session:
                reply(session, submission_id=mine.id, words=form.words.data, evidence=evidence, by=principal().id, at=now())
            flash(_("Your answer is with the reviewer. You get a letter when it is decided."), "good")
            return redirect(url_for("learning.handed", code=code))
    except (Invalid, Conflict) as error:
        blame(form, error)
    form.ask_again()
    return render_template("learning/handed.html", **_handed(code, form)), 422


@bp.get("/record/elsewhere/<code>/file")
@signed_in
def evidence(code: str) -> Response:
    """What was handed in, or, with `answer`, what came with that answer."""
    content, kind = file_of(reading(), _mine(code), reply_id=request.args.get("answer", type=int))
    return as_attachment(content, kind, name=f"evidence-{code}")


def _mine(code: str) -> Handed:
    mine = next((one for one in handed_by(reading(), principal().id) if one.code == code), None)
    if mine is None:
        raise NotFound(_("You handed in nothing under this address."))
    return mine


def _handed(code: str, form: AnswerForm) -> dict[str, Any]:
    """The form where a question is open, or where what was typed must not be lost."""
    one = _mine(code)
    said = decisions_on(reading(), one.id)
    return {"one": one, "said": said, "form": form if one.state is State.ASKED or form.errors else None}


def _hand_in(form: BringForm | AttestForm, template: str) -> ResponseReturnValue:
    stop_reading()
    try:
        if form.validate():
            given, today = form.given(), today_here()
            with transaction() as session:
                submit(session, given, person_id=principal().id, by=principal().id, at=now(), on=today)
            flash(_("Handed in. A reviewer looks at it; you get a letter when it is decided."), "good")
            return redirect(url_for("learning.elsewhere"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    form.ask_again()
    return render_template(template, form=form), 422
