"""Asking for an account or a new password, and the button behind the link of a letter."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.models import LinkPurpose, MailLink, Person
from app.entry import arriving, asking
from app.entry.forms import ButtonForm, ForgottenForm, NewPasswordForm, RegisterForm, blame
from app.entry.linking import provider_of_invitation, set_out_invited
from app.entry.signing_on import set_out
from app.entry.views import bp
from app.entry.views.signing_on import leave
from app.errors import Gone, Invalid
from app.web.guarding import open_to_all
from app.web.languages import said
from app.web.requests import providers, settings

SCREENS = {
    LinkPurpose.CONFIRM: "entry/welcome_confirm.html",
    LinkPurpose.INVITE: "entry/welcome_invite.html",
    LinkPurpose.RESET: "entry/welcome_reset.html",
    LinkPurpose.ADDRESS: "entry/welcome_address.html",
}


@bp.get("/register")
@open_to_all
def register() -> ResponseReturnValue:
    if settings().registration == "invitation":
        return render_template("entry/by_invitation.html")
    form = RegisterForm(zone=settings().zone, next=request.args.get("next"))
    return render_template("entry/register.html", form=form, domains=_domains())


@bp.post("/register")
@open_to_all
def ask_for_account() -> ResponseReturnValue:
    form = RegisterForm()
    try:
        if form.validate():
            provider = providers().of_address(form.address.data)
            if provider:
                return leave(provider.id, set_out(provider.id, hint=form.address.data, target=form.next.data))
            asking.ask_for_account(form)
            return redirect(url_for("entry.sent"))
    except Invalid as error:
        blame(form, error)
    return render_template("entry/register.html", form=form, domains=_domains()), 422


@bp.get("/forgotten")
@open_to_all
def forgotten() -> ResponseReturnValue:
    return render_template("entry/forgotten.html", form=ForgottenForm())


@bp.post("/forgotten")
@open_to_all
def ask_for_password() -> ResponseReturnValue:
    form = ForgottenForm()
    if not form.validate():
        return render_template("entry/forgotten.html", form=form), 422
    asking.ask_for_password(form.address.data)
    return redirect(url_for("entry.sent"))


@bp.get("/sent")
@open_to_all
def sent() -> ResponseReturnValue:
    return render_template("entry/sent.html")


@bp.get("/welcome/<secret>")
@open_to_all
def welcome(secret: str) -> ResponseReturnValue:
    link, person, form = arriving.look_at_link(secret)
    return _screen(link, person, form, secret)


@bp.post("/welcome/<secret>")
@open_to_all
def arrive(secret: str) -> ResponseReturnValue:
    link, person, form = arriving.look_at_link(secret)
    if not form.validate():
        return _screen(link, person, form, secret), 422
    way = arriving.arrive(link, secret, form)
    flash(_welcome_words(LinkPurpose(link.purpose)), "good")
    return redirect(way)


@bp.post("/welcome/<secret>/sign-on")
@open_to_all
def sign_on_invited(secret: str) -> ResponseReturnValue:
    return leave(*set_out_invited(secret))


@bp.errorhandler(Gone)
def say_it_is_over(error: Gone) -> ResponseReturnValue:
    return render_template("entry/link_over.html", text=said(error)), 410


def _screen(link: MailLink, person: Person | None, form: NewPasswordForm | ButtonForm, secret: str) -> str:
    who = {"person": person, "host": arriving.host_of(link), "provider": provider_of_invitation(link)}
    return render_template(SCREENS[LinkPurpose(link.purpose)], link=link, form=form, secret=secret, **who)


def _welcome_words(purpose: LinkPurpose) -> str:
    words = {
        LinkPurpose.RESET: _("Your new password counts. Everywhere else you are signed out."),
        LinkPurpose.ADDRESS: _("Your new address counts from now on"),
    }
    return words.get(purpose) or str(_("Your address is confirmed and you are signed in"))


def _domains() -> tuple[str, ...]:
    return settings().registration_domains if settings().registration == "domains" else ()
