"""API tokens: what there is, making one, revoking one."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.accounts.units import units_within
from app.errors import Invalid
from app.interop.forms import TokenForm, blame
from app.interop.views import bp
from app.tokens.making import make_token as keep_token
from app.tokens.making import revoke_token
from app.tokens.queries import token_named, tokens_made
from app.web.guarding import principal, requires
from app.web.requests import now, reading, today_here, transaction

USUAL = dt.timedelta(days=180)


@bp.get("/tokens")
@requires(Permission.MAKE_TOKENS)
def tokens() -> ResponseReturnValue:
    return _page(_form())


@bp.post("/tokens")
@requires(Permission.MAKE_TOKENS)
def make_token() -> ResponseReturnValue:
    form = _form()
    try:
        if form.validate():
            return render_template("interop/token_made.html", token=_make(form), name=form.name.data)
    except Invalid as error:
        blame(form, error)
    return _page(form), 422


@bp.post("/tokens/<code>/revoke")
@requires(Permission.MAKE_TOKENS)
def revoke(code: str) -> ResponseReturnValue:
    token, me = token_named(reading(), code), principal()
    with transaction() as session:
        revoke_token(session, token, at=now(), by=me)
    flash(_("Revoked. It opens nothing from now on."), "good")
    return redirect(url_for("interop.tokens"))


def _form() -> TokenForm:
    units = units_within(reading(), principal().units_for(Permission.MAKE_TOKENS))
    return TokenForm(principal(), units, suggested=today_here() + USUAL)


def _page(form: TokenForm) -> str:
    me = principal()
    made = tokens_made(reading(), by=None if me.may(Permission.ADMINISTER) else me.id)
    return render_template("interop/tokens.html", form=form, tokens=made, today=today_here())


def _make(form: TokenForm) -> str:
    me, ends_on = principal(), form.last_day
    units = {unit.slug: unit.id for unit in units_within(reading(), me.units_for(Permission.MAKE_TOKENS))}
    wish = {"name": form.name.data, "scopes": form.scopes.data, "unit_id": units.get(form.unit.data), "ends_on": ends_on}
    with transaction() as session:
        return keep_token(session, me, **wish, today=today_here(), at=now())
