"""The ways in: which there are, one's own, linking another, ending one."""

from __future__ import annotations

from typing import Any

from flask import session as browser

from app.accounts.alerting import Change
from app.accounts.introducing import sign_ons_of, unlink_sign_on
from app.accounts.linking import find_link
from app.accounts.models import LinkPurpose, MailLink
from app.accounts.queries import credentials_of
from app.entry.arriving import prove_present_password
from app.entry.forms import LinkForm, blame
from app.entry.sessions import begin_session
from app.entry.signing_on import set_out
from app.entry.telling import tell_by_letter
from app.errors import Conflict, Invalid, NotFound
from app.factors.queries import has_factor
from app.sign_on.describing import Provider
from app.web.guarding import principal
from app.web.requests import now, providers, reading, settings, transaction


def linked_sign_ons(wrong: str = "") -> dict[str, Any]:
    """What the page shows. `wrong`: the provider whose form was refused."""
    linked = sign_ons_of(reading(), principal().id)
    taken = {one.provider for one in linked}
    free = [provider for provider in providers() if provider.id not in taken]
    forms = {provider.id: LinkForm(formdata=None, prefix="", provider=provider.id) for provider in free}
    if wrong in forms:
        forms[wrong] = _refused_form()
    for provider_id, form in forms.items():
        form.present_password.id = f"present_password-{provider_id}"
    asks = has_password()
    names = {one.id: providers().name_of(one.provider) for one in linked}
    shown = {"linked": linked, "names": names, "free": free, "forms": forms, "wrong": wrong}
    return {**shown, "asks": asks, "may_end": asks or len(linked) > 1}


def ways_in() -> dict[str, Any]:
    """In short, for the account's own page."""
    linked = [providers().name_of(one.provider) for one in sign_ons_of(reading(), principal().id)]
    return {
        "has_password": has_password(),
        "sign_ons": linked,
        "has_providers": bool(providers()),
        "has_factor": has_factor(reading(), principal().id),
    }


def sign_in_frame() -> dict[str, Any]:
    """What both pages of signing in show beside their form."""
    shown = {"buttons": providers().without_domain, "several": bool(providers())}
    return {**shown, "registration": settings().registration}


def ways_to_prove() -> dict[str, Any]:
    """How somebody who is signed in shows that it is still the same person: by the password, or where they came in."""
    through = browser.get("signed_on")
    came_by = next((provider for provider in providers() if provider.id == through), None)
    return {"has_password": has_password(), "provider": came_by}


def has_password() -> bool:
    credentials = credentials_of(reading(), principal().address)
    return credentials is not None and credentials.password_hash is not None


def set_out_to_link(provider_id: str) -> str | None:
    """Returns the provider's address, or None where the present password was wrong."""
    if has_password():
        try:
            prove_present_password(principal(), LinkForm().present_password.data or "")
        except Invalid:
            return None
    return set_out(provider_id, link=True)


def provider_of_invitation(link: MailLink) -> Provider | None:
    """The one that answers for the invited mailbox, so that no password is needed here."""
    return providers().of_address(link.address) if link.purpose == LinkPurpose.INVITE else None


def set_out_invited(secret: str) -> tuple[str, str]:
    """Returns the provider's id, and its address."""
    link = find_link(reading(), secret, at=now())
    provider = provider_of_invitation(link)
    if provider is None:
        raise NotFound("There is no sign-on for the address of this letter. Open it again, and choose a password.")
    return provider.id, set_out(provider.id, hint=link.address, target=link.offer.get("target"), invited=link.digest)


def unlink(identifier_id: int) -> None:
    """This browser stays signed in. Raises `Conflict` for the last way in."""
    me = principal()
    if not has_password() and len(sign_ons_of(reading(), me.id)) < 2:
        raise Conflict("This is your only way to sign in. Set a password first: ask for one from the sign-in page.")
    with transaction() as session:
        linked = unlink_sign_on(session, person_id=me.id, identifier_id=identifier_id, at=now(), by=me.id)
        tell_by_letter(session, me.id, Change.UNLINKED, name=providers().name_of(linked.provider))
    begin_session(me.id, through=browser.get("signed_on"))


def _refused_form() -> LinkForm:
    form = LinkForm()
    blame(form, Invalid("This is not your present password", field="present_password"))
    return form
