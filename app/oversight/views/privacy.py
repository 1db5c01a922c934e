"""Letting go of people: who asked, who is due, what exactly would go; holds; a copy of what is held."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.principals import Permission
from app.errors import Conflict, Invalid
from app.oversight.forms import ReasonForm, blame
from app.oversight.letting_go import Sheet, copy_of, counted, desk, let_go, let_go_of_due, sheet_on
from app.oversight.views import bp
from app.privacy.holding import hold_person, release_hold
from app.web.guarding import principal, requires
from app.web.requests import now, transaction


@bp.get("/erasure")
@requires(Permission.ADMINISTER)
def erasures() -> ResponseReturnValue:
    return render_template("oversight/erasures.html", desk=desk(), form=ReasonForm())


@bp.post("/erasure")
@requires(Permission.ADMINISTER)
def let_go_of_several() -> ResponseReturnValue:
    form, chosen = ReasonForm(), set(request.form.getlist("person"))
    try:
        if form.validate():
            people, answers = let_go_of_due(chosen, form.reason.data, answers=bool(request.form.get("answers")))
            several = ngettext("%(num)s person", "%(num)s people", people)
            flash(_("Let go: %(people)s. Answers blanked: %(answers)s", people=several, answers=answers), "good")
            return redirect(url_for("oversight.erasures"))
    except (Conflict, Invalid) as error:
        blame(form, error)
    return render_template("oversight/erasures.html", desk=desk(), form=form, chosen=chosen), 422


@bp.get("/people/<code>/erasure")
@requires(Permission.ADMINISTER)
def erasure(code: str) -> ResponseReturnValue:
    return _show(sheet_on(code), ReasonForm(), ReasonForm())


@bp.post("/people/<code>/erasure")
@requires(Permission.ADMINISTER)
def erase_now(code: str) -> ResponseReturnValue:
    sheet, form = sheet_on(code), ReasonForm()
    try:
        if form.validate():
            done = let_go(sheet, form.reason.data)
            flash(_("The person is erased") if done.is_whole else _("What is private is gone; the name stays for now"), "good")
            return redirect(url_for("oversight.erasures"))
    except (Conflict, Invalid) as error:
        blame(form, error)
    return _show(sheet, form, ReasonForm(formdata=None)), 422


@bp.post("/people/<code>/hold")
@requires(Permission.ADMINISTER)
def hold(code: str) -> ResponseReturnValue:
    sheet, form = sheet_on(code), ReasonForm()
    try:
        if form.validate():
            with transaction() as session:
                hold_person(session, sheet.person.id, reason=form.reason.data, at=now(), by=principal().id)
            flash(_("Held. Nothing that tells who this is can be blanked."), "good")
            return redirect(url_for("oversight.erasure", code=sheet.person.code))
    except Invalid as error:
        blame(form, error)
    return _show(sheet, ReasonForm(formdata=None), form), 422


@bp.post("/people/<code>/hold/release")
@requires(Permission.ADMINISTER)
def release(code: str) -> ResponseReturnValue:
    sheet = sheet_on(code)
    with transaction() as session:
        release_hold(session, code=request.form.get("hold", ""), person_id=sheet.person.id, at=now(), by=principal().id)
    flash(_("The hold is released"), "good")
    return redirect(url_for("oversight.erasure", code=sheet.person.code))


@bp.post("/people/<code>/data.json")
@requires(Permission.ADMINISTER)
def person_data(code: str) -> ResponseReturnValue:
    return copy_of(code)


def _show(sheet: Sheet, form: ReasonForm, hold_form: ReasonForm) -> str:
    deleted, blanked = counted(sheet.plan.deleted), counted(sheet.plan.blanked)
    return render_template(
        "oversight/erasure.html", sheet=sheet, form=form, hold_form=hold_form, deleted=deleted, blanked=blanked
    )
