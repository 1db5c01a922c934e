"""Signing in and out, and the form that waits for its person."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.signing_in import end_session, end_sessions
from app.entry import arriving
from app.entry.forms import SignInForm, WhoForm, blame
from app.entry.linking import sign_in_frame
from app.entry.sessions import extend, leave_to, way_on
from app.entry.views import bp
from app.entry.waiting import waiting_form
from app.errors import Invalid
from app.web.guarding import open_to_all, principal, signed_in
from app.web.requests import now, providers, transaction


@bp.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    kept, target = request.args.get("held"), request.args.get("next")
    if current_user.is_authenticated:
        return redirect(way_on(current_user.id, kept=kept, target=target))
    if providers() and request.args.get("with") != "password":
        return render_template("entry/sign_in_first.html", form=WhoForm(kept=kept, next=target), **sign_in_frame())
    return render_template("entry/sign_in.html", form=SignInForm(kept=kept, next=target), **sign_in_frame())


@bp.post("/sign-in")
@open_to_all
def check_sign_in() -> ResponseReturnValue:
    form = SignInForm()
    try:
        if form.validate():
            return redirect(arriving.sign_in(form))
    except Invalid as error:
        blame(form, error)
    return render_template("entry/sign_in.html", form=form, **sign_in_frame()), 422


@bp.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    through, code = session.get("signed_on"), session.get("code")
    if code and current_user.is_authenticated:
        with transaction() as writing:
            end_session(writing, code=code, at=now())
    session.clear()
    if through in {provider.id for provider in providers()}:
        return leave_to(url_for("entry.signed_out", provider=through))
    flash(_("You are signed out"), "plain")
    return leave_to(url_for("entry.sign_in"))


@bp.post("/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    person_id = principal().id
    with transaction() as writing:
        end_sessions(writing, person_id=person_id)
    session.clear()
    flash(_("You are signed out on every device"), "plain")
    return leave_to(url_for("entry.sign_in"))


@bp.post("/session/extend")
@signed_in
def extend_session() -> ResponseReturnValue:
    return {"session_ends": extend()}


@bp.get("/held/<code>")
@signed_in
def held(code: str) -> ResponseReturnValue:
    return render_template("entry/held.html", held=waiting_form(code, principal().id))
