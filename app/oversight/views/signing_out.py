"""Signing somebody out on every device: for a laptop that was lost, or a browser that somebody else sits at."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.accounts.alerting import Change
from app.accounts.signing_in import sign_out_everywhere
from app.errors import Invalid
from app.oversight.alerting import alert_person
from app.oversight.forms import ReasonForm, blame
from app.oversight.reaching import person_in_reach
from app.oversight.telling import tell
from app.oversight.views import bp
from app.web.guarding import principal, requires
from app.web.requests import now, transaction


@bp.get("/people/<code>/sign-out")
@requires(Permission.ADMINISTER)
def sign_out(code: str) -> ResponseReturnValue:
    return render_template("oversight/sign_out.html", person=person_in_reach(Permission.ADMINISTER, code), form=ReasonForm())


@bp.post("/people/<code>/sign-out")
@requires(Permission.ADMINISTER)
def sign_out_now(code: str) -> ResponseReturnValue:
    person, form = person_in_reach(Permission.ADMINISTER, code), ReasonForm()
    try:
        with transaction() as session:
            sign_out_everywhere(session, person_id=person.id, reason=form.reason.data, at=now(), by=principal().id)
            alert_person(session, person.id, Change.SIGNED_OUT, name=form.reason.data.strip())
    except Invalid as error:
        blame(form, error)
        return render_template("oversight/sign_out.html", person=person, form=form), 422
    tell(_("Signed out everywhere"), _("That is on record, with your reason. A letter tells the person."), "seal")
    return redirect(url_for("oversight.person", code=person.code))
