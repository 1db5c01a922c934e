"""Out to a provider of sign-on and back."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.entry.forms import SignInForm, WhoForm
from app.entry.linking import linked_sign_ons, set_out_to_link, sign_in_frame, unlink
from app.entry.refusing import refusal_of
from app.entry.signing_on import come_back, come_in, log, set_out, take_in
from app.entry.views import bp
from app.errors import NotFound
from app.sign_on.shapes import Refused
from app.web.guarding import from_elsewhere, open_to_all, signed_in
from app.web.requests import now, providers


@bp.post("/sign-on")
@open_to_all
def begin_sign_on() -> ResponseReturnValue:
    """By the button of a provider, or by the domain of the address; an address of none has a password."""
    form, chosen = WhoForm(), request.form.get("provider", "")
    goal = {"target": form.next.data, "kept": form.kept.data}
    if chosen:
        return leave(chosen, set_out(chosen, **goal))
    if not form.validate():
        return render_template("entry/sign_in_first.html", form=form, **sign_in_frame()), 422
    provider = providers().of_address(form.address.data)
    if provider:
        return leave(provider.id, set_out(provider.id, hint=form.address.data, **goal))
    known = SignInForm(formdata=None, address=form.address.data, next=form.next.data, kept=form.kept.data)
    return render_template("entry/sign_in.html", form=known, **sign_in_frame())


@bp.get("/sign-on/<provider>/back")
@open_to_all
def come_back_from(provider: str) -> ResponseReturnValue:
    return redirect(come_back(provider))


@bp.post("/sign-on/<provider>/back")
@open_to_all
@from_elsewhere
def take_in_from(provider: str) -> ResponseReturnValue:
    return redirect(take_in(provider), 303)


@bp.get("/sign-on/<provider>/in")
@open_to_all
def come_in_from(provider: str) -> ResponseReturnValue:
    return redirect(come_in(provider))


@bp.get("/sign-on/<provider>/metadata")
@open_to_all
def metadata(provider: str) -> ResponseReturnValue:
    """What a provider of SAML wants to know of us."""
    said = getattr(providers().speak_to(provider), "metadata", None)
    if said is None:
        raise NotFound(_("This provider asks for no such description."))
    return said(), {"Content-Type": "application/samlmetadata+xml"}


@bp.get("/sign-on/<provider>/signed-out")
@open_to_all
def signed_out(provider: str) -> ResponseReturnValue:
    kind = providers().speak_to(provider)
    return render_template("entry/signed_out.html", provider=kind.provider, farewell=kind.farewell(at=now()))


@bp.get("/account/sign-on")
@signed_in
def sign_ons() -> ResponseReturnValue:
    return render_template("entry/sign_ons.html", **linked_sign_ons())


@bp.post("/account/sign-on/link")
@signed_in
def link_sign_on() -> ResponseReturnValue:
    chosen = request.form.get("provider", "")
    address = set_out_to_link(chosen)
    if address is None:
        return render_template("entry/sign_ons.html", **linked_sign_ons(wrong=chosen)), 422
    return leave(chosen, address)


@bp.post("/account/sign-on/unlink")
@signed_in
def unlink_sign_on() -> ResponseReturnValue:
    unlink(request.form.get("sign_on", 0, type=int))
    flash(_("No longer linked. Everywhere else you are signed out."), "good")
    return redirect(url_for("entry.sign_ons"))


@bp.errorhandler(Refused)
def refuse_sign_on(error: Refused) -> ResponseReturnValue:
    log.warning("%s sign-on refused, %s: %s", g.get("reference"), error.provider.id if error.provider else "-", error)
    refusal = refusal_of(error)
    return render_template("entry/sign_on_refused.html", refusal=refusal, reference=g.get("reference")), error.status


def leave(provider: str, address: str) -> ResponseReturnValue:
    """A page that leads on by itself, since a form may not be redirected to another site (Content-Security-Policy)."""
    return render_template("entry/leaving.html", provider=providers().speak_to(provider).provider, address=address)
