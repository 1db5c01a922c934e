"""Resetting somebody's second factors: for whoever has lost them all."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.accounts.alerting import Change
from app.accounts.searching import Found
from app.errors import Conflict, Invalid
from app.factors.queries import factors_of
from app.factors.removing import reset_factors as reset_factors_of
from app.oversight.alerting import alert_person
from app.oversight.forms import ReasonForm, blame
from app.oversight.reaching import person_in_reach
from app.oversight.telling import tell
from app.oversight.views import bp
from app.oversight.witnessing import see
from app.privacy.shapes import Seen
from app.web.guarding import principal, requires
from app.web.requests import now, reading, transaction


@bp.get("/people/<code>/second-factor")
@requires(Permission.ADMINISTER)
def factors(code: str) -> ResponseReturnValue:
    return _page(person_in_reach(Permission.ADMINISTER, code), ReasonForm())


@bp.post("/people/<code>/second-factor")
@requires(Permission.ADMINISTER)
def reset_factors(code: str) -> ResponseReturnValue:
    person, form = person_in_reach(Permission.ADMINISTER, code), ReasonForm()
    try:
        with transaction() as session:
            reset_factors_of(session, person_id=person.id, reason=form.reason.data, at=now(), by=principal().id)
            alert_person(session, person.id, Change.RESET, name=form.reason.data.strip())
    except (Invalid, Conflict) as error:
        blame(form, error)
        return _page(person, form), 422
    tell(_("The second step is reset"), _("That is on record, with your reason. A letter tells the person."), "seal")
    return redirect(url_for("oversight.person", code=person.code))


def _page(person: Found, form: ReasonForm) -> str:
    see([person.id], Seen.PERSON)
    return render_template("oversight/factors.html", person=person, factors=factors_of(reading(), person.id), form=form)
