"""The tree of units."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.accounts.units import add_unit as keep_unit
from app.accounts.units import units_within
from app.errors import Conflict, Invalid
from app.oversight.forms import UnitForm, blame, unit_choices
from app.oversight.views import bp
from app.web.guarding import principal, requires
from app.web.requests import now, reading, transaction


@bp.get("/units")
@requires(Permission.ADMINISTER)
def units() -> ResponseReturnValue:
    known = units_within(reading(), None)
    return render_template("oversight/units.html", units=unit_choices(known), form=UnitForm(known))


@bp.post("/units")
@requires(Permission.ADMINISTER)
def add_unit() -> ResponseReturnValue:
    known = units_within(reading(), None)
    form, ids, shown = UnitForm(known), {unit.slug: unit.id for unit in known}, unit_choices(known)
    try:
        if form.validate():
            parent_id, by = ids.get(form.parent.data), principal().id
            with transaction() as session:
                keep_unit(session, slug=form.slug.data, name=form.name.data, parent_id=parent_id, at=now(), by=by)
            flash(_("%(name)s is there", name=form.name.data), "good")
            return redirect(url_for("oversight.units"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/units.html", units=shown, form=form), 422
