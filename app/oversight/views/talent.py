"""Noting that somebody has certified in a sponsor's own system, and voiding a certification. Apart from training."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.models import Person
from app.accounts.searching import Found
from app.errors import Conflict, Invalid
from app.oversight.forms import ReasonForm
from app.oversight.proof_forms import RecordTalentForm
from app.oversight.reaching import person_in_reach
from app.oversight.views import bp
from app.requirements.certifying import Occasion, certify, occasions_for, person_certified, void_certification
from app.web.fields import blame
from app.web.guarding import principal, requires
from app.web.requests import now, reading, today_here, transaction


@bp.get("/people/<code>/talent-programmes")
@requires(Permission.REVIEW_PROOFS)
def talent(code: str) -> ResponseReturnValue:
    person = person_in_reach(Permission.REVIEW_PROOFS, code)
    occasions = occasions_for(reading(), person.id, on=today_here(), known_at=now())
    return render_template("oversight/talent.html", person=person, form=RecordTalentForm(occasions))


@bp.post("/people/<code>/talent-programmes")
@requires(Permission.REVIEW_PROOFS)
def record_talent(code: str) -> ResponseReturnValue:
    person = person_in_reach(Permission.REVIEW_PROOFS, code)
    occasions = occasions_for(reading(), person.id, on=today_here(), known_at=now())
    form = RecordTalentForm(occasions)
    try:
        if form.validate():
            with transaction() as session:
                _certify(session, person, form, occasions)
            flash(_("It is on record, with your name."), "seal")
            return redirect(url_for("oversight.person", code=person.code))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/talent.html", person=person, form=form), 422


@bp.get("/talent-certifications/<code>/void")
@requires(Permission.VOID_RECORDS)
def void_talent(code: str) -> ResponseReturnValue:
    return render_template("oversight/void_talent.html", person=_person(code), code=code, form=ReasonForm())


@bp.post("/talent-certifications/<code>/void")
@requires(Permission.VOID_RECORDS)
def void_talent_now(code: str) -> ResponseReturnValue:
    person, form = _person(code), ReasonForm()
    try:
        with transaction() as session:
            void_certification(session, code=code, reason=form.reason.data, by=principal().id, at=now())
    except (Invalid, Conflict) as error:
        blame(form, error)
        return render_template("oversight/void_talent.html", person=person, code=code, form=form), 422
    flash(_("The certification is voided. That is on record, with your reason."), "seal")
    return redirect(url_for("oversight.person", code=person.code))


def _certify(session: Session, person: Found, form: RecordTalentForm, occasions: list[Occasion]) -> None:
    certify(
        session,
        person_id=person.id,
        occasion=next(one for one in occasions if one.key == form.occasion.data),
        certified_on=form.certified_on.data,
        where_given=form.where_given.data,
        by=principal().id,
        at=now(),
        on=today_here(),
    )


def _person(code: str) -> Found:
    """Whose word it is. Raises `NotFound`, also for somebody out of reach."""
    person = reading().get_one(Person, person_certified(reading(), code))
    return person_in_reach(Permission.VOID_RECORDS, person.code)
