"""Training from elsewhere: what a person has handed in, and handing in more."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.equivalents.queries import find_evidence, handed_by
from app.equivalents.submitting import submit
from app.errors import Conflict, Invalid, NotFound
from app.languages import local_day
from app.learning.forms import AttestForm, BringForm
from app.learning.views import bp
from app.web.attachments import as_attachment
from app.web.fields import blame
from app.web.guarding import principal, signed_in, takes_file
from app.web.requests import now, reading, settings, stop_reading, transaction


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


@bp.get("/record/elsewhere/<code>/file")
@signed_in
def evidence(code: str) -> Response:
    mine = next((one for one in handed_by(reading(), principal().id) if one.code == code), None)
    if mine is None or mine.evidence_digest is None:
        raise NotFound(_("There is no such file."))
    return as_attachment(find_evidence(reading(), mine.evidence_digest), mine.evidence_kind or "", name=f"evidence-{code}")


def _hand_in(form: BringForm | AttestForm, template: str) -> ResponseReturnValue:
    stop_reading()
    try:
        if form.validate():
            given, today = form.given(), local_day(now(), settings().zone)
            with transaction() as session:
                submit(session, given, person_id=principal().id, by=principal().id, at=now(), on=today)
            flash(_("Handed in. A reviewer looks at it; you get a letter when it is decided."), "good")
            return redirect(url_for("learning.elsewhere"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    form.ask_again()
    return render_template(template, form=form), 422
