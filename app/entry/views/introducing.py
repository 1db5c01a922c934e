"""Whom a provider introduced and nobody here is yet."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.entry.forms import ButtonForm, MailboxForm
from app.entry.introducing import arrival_of_letter, present_arrival, send_letter, use_letter
from app.entry.views import bp
from app.web.guarding import open_to_all


@bp.get("/sign-on/introduced")
@open_to_all
def introduced() -> ResponseReturnValue:
    arrival = present_arrival()
    form = MailboxForm(address=arrival.introduction.address)
    return render_template("entry/introduced.html", arrival=arrival, provider=arrival.kind.provider, form=form)


@bp.post("/sign-on/introduced")
@open_to_all
def send_sign_on_letter() -> ResponseReturnValue:
    arrival = present_arrival()
    form = MailboxForm() if arrival.address is None else ButtonForm()
    if not form.validate():
        return render_template("entry/introduced.html", arrival=arrival, provider=arrival.kind.provider, form=form), 422
    send_letter(arrival, arrival.address or form.address.data)
    return redirect(url_for("entry.sent"))


@bp.get("/sign-on/letter/<secret>")
@open_to_all
def letter(secret: str) -> ResponseReturnValue:
    arrival = arrival_of_letter(secret)
    return render_template("entry/sign_on_letter.html", arrival=arrival, provider=arrival.kind.provider, secret=secret)


@bp.post("/sign-on/letter/<secret>")
@open_to_all
def use_sign_on_letter(secret: str) -> ResponseReturnValue:
    way = use_letter(secret)
    flash(_("From now on you come in through your institution's sign-on"), "good")
    return redirect(way)
