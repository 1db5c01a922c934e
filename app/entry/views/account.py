"""One's own account: name, address, password, language and zone."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.profiling import change_name, change_preferences
from app.entry import arriving, asking
from app.entry.forms import AddressForm, NameForm, PasswordForm, PreferencesForm, blame, language_name
from app.entry.linking import ways_in
from app.entry.views import bp
from app.errors import Invalid
from app.web.guarding import principal, signed_in
from app.web.requests import settings, transaction


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    several, language = len(settings().languages) > 1, language_name(principal().language)
    return render_template("entry/account.html", me=principal(), language=language, several=several, **ways_in())


@bp.get("/account/name")
@signed_in
def name() -> ResponseReturnValue:
    return render_template("entry/name.html", form=NameForm(name=principal().name))


@bp.post("/account/name")
@signed_in
def save_name() -> ResponseReturnValue:
    form = NameForm()
    if not form.validate():
        return render_template("entry/name.html", form=form), 422
    with transaction() as session:
        kept = change_name(session, person_id=principal().id, name=form.name.data)
    flash(_("Your name is now %(name)s", name=kept), "good")
    return redirect(url_for("entry.account"))


@bp.get("/account/address")
@signed_in
def address() -> ResponseReturnValue:
    return render_template("entry/address.html", form=AddressForm(), me=principal())


@bp.post("/account/address")
@signed_in
def ask_for_address() -> ResponseReturnValue:
    form = AddressForm()
    try:
        if form.validate():
            arriving.prove_present_password(principal(), form.present_password.data)
            asking.ask_for_address(principal(), form)
            return redirect(url_for("entry.sent"))
    except Invalid as error:
        blame(form, error)
    return render_template("entry/address.html", form=form, me=principal()), 422


@bp.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    return render_template("entry/password.html", form=PasswordForm(), me=principal())


@bp.post("/account/password")
@signed_in
def save_password() -> ResponseReturnValue:
    form = PasswordForm()
    form.about = (principal().name, principal().address)
    try:
        if form.validate():
            arriving.change_password(principal(), form)
            flash(_("Your new password counts. Everywhere else you are signed out."), "good")
            return redirect(url_for("entry.account"))
    except Invalid as error:
        blame(form, error)
    return render_template("entry/password.html", form=form, me=principal()), 422


@bp.get("/account/preferences")
@signed_in
def preferences() -> ResponseReturnValue:
    form = PreferencesForm(zone=principal().zone, language=principal().language)
    return render_template("entry/preferences.html", form=form)


@bp.post("/account/preferences")
@signed_in
def save_preferences() -> ResponseReturnValue:
    form, me = PreferencesForm(zone=principal().zone), principal()
    if not form.validate():
        return render_template("entry/preferences.html", form=form), 422
    wish = {"language": form.language.data, "zone": form.zone.data, "languages": settings().languages}
    with transaction() as session:
        change_preferences(session, person_id=me.id, **wish)
    flash(_("That is kept"), "good")
    return redirect(url_for("entry.account"))
