"""One's own second factors: what is there, adding, removing, recovery codes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.entry import arriving, enrolling
from app.entry.forms import AppForm, ConfirmForm, KeyForm, blame
from app.entry.linking import has_password, ways_to_prove
from app.entry.proving import place
from app.entry.sessions import is_fresh
from app.entry.views import bp
from app.errors import Conflict, Invalid
from app.factors.queries import codes_left, factors_of, find_factor
from app.web.guarding import principal, signed_in
from app.web.requests import reading, settings


@bp.get("/account/second-factor")
@signed_in
def second_factor() -> ResponseReturnValue:
    me = principal()
    factors = factors_of(reading(), me.id)
    needed = me.is_staff and settings().asks_staff_for_second_factor and not factors
    takes_keys = place().takes_passkeys
    left = codes_left(reading(), me.id)
    shown = {"factors": factors, "left": left, "needed": needed, "takes_keys": takes_keys}
    return render_template("entry/second_factor.html", **shown, has_password=has_password())


@bp.get("/account/second-factor/app")
@signed_in
def app() -> ResponseReturnValue:
    return _ask_again() or render_template("entry/app.html", form=AppForm(), new=enrolling.app_under_way(principal()))


@bp.post("/account/second-factor/app")
@signed_in
def keep_app() -> ResponseReturnValue:
    form, stale = AppForm(), _ask_again()
    if stale:
        return stale
    try:
        if form.validate():
            return _added(enrolling.add_app(principal(), form))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("entry/app.html", form=form, new=enrolling.app_under_way(principal())), 422


@bp.get("/account/second-factor/passkey")
@signed_in
def passkey() -> ResponseReturnValue:
    return _ask_again() or render_template("entry/passkey.html", form=KeyForm(), options=enrolling.key_options(principal()))


@bp.post("/account/second-factor/passkey")
@signed_in
def keep_passkey() -> ResponseReturnValue:
    form, stale = KeyForm(), _ask_again()
    if stale:
        return stale
    try:
        if form.validate():
            return _added(enrolling.add_key(principal(), form))
    except (Invalid, Conflict) as error:
        blame(form, error)
    form.credential.data = ""
    return render_template("entry/passkey.html", form=form, options=enrolling.key_options(principal())), 422


@bp.post("/account/second-factor/<code>/remove")
@signed_in
def remove_factor(code: str) -> ResponseReturnValue:
    factor, stale = find_factor(reading(), principal().id, code), _ask_again()
    if stale:
        return stale
    enrolling.take_away(principal(), factor)
    flash(_("%(name)s is removed. A letter tells you so.", name=factor.name), "good")
    return redirect(url_for("entry.second_factor"))


@bp.post("/account/second-factor/codes")
@signed_in
def renew_codes() -> ResponseReturnValue:
    stale = _ask_again()
    return stale or render_template("entry/recovery_codes.html", codes=enrolling.renew_codes(principal()), on=enrolling.wanted())


@bp.get("/account/confirm")
@signed_in
def confirm() -> ResponseReturnValue:
    form = ConfirmForm(next=request.args.get("next"))
    return render_template("entry/confirm.html", form=form, me=principal(), **ways_to_prove())


@bp.post("/account/confirm")
@signed_in
def confirm_now() -> ResponseReturnValue:
    form, me = ConfirmForm(), principal()
    try:
        if form.validate():
            return redirect(arriving.confirm(me, form))
    except Invalid as error:
        blame(form, error)
    return render_template("entry/confirm.html", form=form, me=me, **ways_to_prove()), 422


def _ask_again() -> ResponseReturnValue | None:
    """Whoever proved nothing for a while is asked for the password before keys change hands."""
    if is_fresh():
        return None
    return redirect(url_for("entry.confirm", next=request.path if request.method == "GET" else url_for("entry.second_factor")))


def _added(codes: tuple[str, ...]) -> ResponseReturnValue:
    if codes:
        return render_template("entry/recovery_codes.html", codes=codes, on=enrolling.wanted())
    flash(_("It counts from your next sign-in on"), "good")
    return redirect(url_for("entry.second_factor"))
