"""A person's own word about talent recruitment programmes, apart from training."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid
from app.learning.forms import TalentForm
from app.learning.views import bp
from app.requirements.certifying import HERE, Occasion, certifications_of, certify, occasions_for
from app.web.fields import blame
from app.web.guarding import principal, signed_in
from app.web.requests import now, reading, today_here, transaction


@bp.get("/record/talent-programmes")
@signed_in
def talent() -> ResponseReturnValue:
    occasions = _occasions()
    given = certifications_of(reading(), principal().id)
    return render_template("learning/talent.html", form=TalentForm(occasions), occasions=occasions, given=given)


@bp.post("/record/talent-programmes")
@signed_in
def give_word() -> ResponseReturnValue:
    occasions = _occasions()
    form = TalentForm(occasions)
    try:
        if form.validate():
            with transaction() as session:
                _certify(session, next(one for one in occasions if one.key == form.occasion.data))
            flash(_("Your word is on record, with today's date."), "seal")
            return redirect(url_for("learning.talent"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    given = certifications_of(reading(), principal().id)
    return render_template("learning/talent.html", form=form, occasions=occasions, given=given), 422


def _certify(session: Session, occasion: Occasion) -> None:
    me, today = principal().id, today_here()
    certify(session, person_id=me, occasion=occasion, certified_on=today, where_given=HERE, by=me, at=now(), on=today)


def _occasions() -> list[Occasion]:
    return occasions_for(reading(), principal().id, on=today_here(), known_at=now())
