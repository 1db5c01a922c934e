"""A person's own word about talent recruitment programmes, apart from training."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import Conflict, Invalid
from app.languages import local_day
from app.learning.forms import TalentForm
from app.learning.views import bp
from app.requirements.certifying import HERE, Occasion, certifications_of, certify, occasions_for
from app.web.fields import blame
from app.web.guarding import principal, signed_in
from app.web.requests import now, reading, settings, transaction


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
    form, today = TalentForm(occasions), local_day(now(), settings().zone)
    try:
        if form.validate():
            chosen = next(one for one in occasions if one.key == form.occasion.data)
            who = {"person_id": principal().id, "by": principal().id, "where_given": HERE}
            with transaction() as session:
                certify(session, **who, occasion=chosen, certified_on=today, at=now(), on=today)
            flash(_("Your word is on record, with today's date."), "seal")
            return redirect(url_for("learning.talent"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    given = certifications_of(reading(), principal().id)
    return render_template("learning/talent.html", form=form, occasions=occasions, given=given), 422


def _occasions() -> list[Occasion]:
    return occasions_for(reading(), principal().id, on=local_day(now(), settings().zone), known_at=now())
