"""The tree of units."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.arranging import close_unit, move_unit, rename_unit, reopen_unit
from app.accounts.models import Unit
from app.accounts.queries import unit_named
from app.accounts.units import add_unit as keep_unit
from app.accounts.units import units_within
from app.errors import Conflict, Invalid
from app.oversight.forms import UnitForm, blame
from app.oversight.people_forms import UnitNameForm, UnitPlaceForm
from app.oversight.trees import tree_of_units
from app.oversight.views import bp
from app.web.guarding import principal, requires
from app.web.requests import now, reading, today_here, transaction


@bp.get("/units")
@requires(Permission.ADMINISTER)
def units() -> ResponseReturnValue:
    known = _open_units()
    return render_template("oversight/units.html", tree=tree_of_units(reading(), on=today_here()), form=UnitForm(known))


@bp.post("/units")
@requires(Permission.ADMINISTER)
def add_unit() -> ResponseReturnValue:
    known = _open_units()
    form, ids, tree = UnitForm(known), {unit.slug: unit.id for unit in known}, tree_of_units(reading(), on=today_here())
    try:
        if form.validate():
            parent_id, by = ids.get(form.parent.data), principal().id
            with transaction() as session:
                keep_unit(session, slug=form.slug.data, name=form.name.data, parent_id=parent_id, at=now(), by=by)
            flash(_("%(name)s is there", name=form.name.data), "good")
            return redirect(url_for("oversight.units"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/units.html", tree=tree, form=form), 422


@bp.get("/units/<unit>")
@requires(Permission.ADMINISTER)
def unit(unit: str) -> ResponseReturnValue:
    return _show(unit_named(reading(), unit))


@bp.post("/units/<unit>/rename")
@requires(Permission.ADMINISTER)
def rename(unit: str) -> ResponseReturnValue:
    found, form = unit_named(reading(), unit), UnitNameForm()

    def act(session: Session, unit_id: int) -> None:
        rename_unit(session, unit_id=unit_id, name=form.name.data, at=now(), by=principal().id)

    return _carry_out(found, form, act, _("The new name counts from now on"))


@bp.post("/units/<unit>/move")
@requires(Permission.ADMINISTER)
def move(unit: str) -> ResponseReturnValue:
    known, found = _open_units(), unit_named(reading(), unit)
    form, ids = UnitPlaceForm(known), {one.slug: one.id for one in known}

    def act(session: Session, unit_id: int) -> None:
        move_unit(session, unit_id=unit_id, parent_id=ids.get(form.parent.data), at=now(), by=principal().id)

    return _carry_out(found, form, act, _("It is moved, with all that is below it"))


@bp.post("/units/<unit>/close")
@requires(Permission.ADMINISTER)
def close(unit: str) -> ResponseReturnValue:
    def act(session: Session, unit_id: int) -> None:
        close_unit(session, unit_id=unit_id, at=now(), by=principal().id)

    return _carry_out(unit_named(reading(), unit), UnitNameForm(), act, _("The unit is closed. What belonged to it stays."))


@bp.post("/units/<unit>/reopen")
@requires(Permission.ADMINISTER)
def reopen(unit: str) -> ResponseReturnValue:
    def act(session: Session, unit_id: int) -> None:
        reopen_unit(session, unit_id=unit_id, at=now(), by=principal().id)

    return _carry_out(unit_named(reading(), unit), UnitNameForm(), act, _("The unit is open again"))


def _carry_out(unit: Unit, form: FlaskForm, act: Callable[[Session, int], None], told: str) -> ResponseReturnValue:
    """Done, or the unit's page again with what to mend."""
    unit_id, slug = unit.id, unit.slug
    try:
        if form.validate():
            with transaction() as session:
                act(session, unit_id)
            flash(told, "good")
            return redirect(url_for("oversight.units"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return _show(unit_named(reading(), slug), refused=form)


def _show(unit: Unit, refused: FlaskForm | None = None) -> ResponseReturnValue:
    others = [one for one in _open_units() if not one.path.startswith(unit.path)]
    above = next((one.slug for one in others if one.id == unit.parent_id), "")
    naming = refused if isinstance(refused, UnitNameForm) else UnitNameForm(formdata=None, data={"name": unit.name})
    placing = refused if isinstance(refused, UnitPlaceForm) else UnitPlaceForm(others, present=above, is_fresh=True)
    shown = {"unit": unit, "naming": naming, "placing": placing, "refused": refused}
    return render_template("oversight/unit.html", **shown), 422 if refused else 200


def _open_units() -> list[Unit]:
    return [one for one in units_within(reading(), None) if one.closed_at is None]
