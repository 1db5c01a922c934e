"""Why a sign-on came to nothing, in words: what happened, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.sign_on.shapes import Reason, Refused
from app.web.requests import settings

AGAIN = _("Begin the sign-on again.")
CALL = _("Trying again will not help. Whoever runs the sign-on must look at it; tell them the number below.")
AGAIN_THEN_CALL = _("Begin again. If it happens again, tell whoever runs the sign-on the number below.")

WORDS: dict[Reason, tuple[LazyString, LazyString, LazyString]] = {
    Reason.NOT_BEGUN: (
        _("This sign-on did not begin here"),
        _("An answer came for a sign-on that this browser did not begin, or that was begun too long ago."),
        AGAIN,
    ),
    Reason.USED: (
        _("This sign-on was used already"),
        _("Each answer of a provider counts once. A page that is loaded again, or a link that is used twice, leads here."),
        AGAIN,
    ),
    Reason.LATE: (_("This took too long"), _("The sign-on was open for longer than it is good for."), AGAIN),
    Reason.STOPPED: (
        _("The sign-on was stopped on the other side"),
        _("The provider says that the sign-on was broken off there, or that your account there may not come here."),
        AGAIN_THEN_CALL,
    ),
    Reason.OTHER_PROVIDER: (
        _("The answer came from somebody else"),
        _("We asked one provider, and another one answered. That can be a wrong setting, or an attempt to mislead you."),
        CALL,
    ),
    Reason.UNSIGNED: (
        _("The answer was not signed as it must be"),
        _("Without a signature nobody can tell who wrote it, so it was not believed."),
        CALL,
    ),
    Reason.TAMPERED: (
        _("The answer's signature does not hold"),
        _("It was changed on its way, or it was signed by a key that the provider does not name."),
        AGAIN_THEN_CALL,
    ),
    Reason.ENCRYPTED: (
        _("The answer cannot be opened"),
        _("It is encrypted, and this site has no key for it, or it is encrypted in an old way that is not safe."),
        CALL,
    ),
    Reason.NOT_FOR_US: (_("The answer was made for another site"), _("It names somebody else as its reader."), CALL),
    Reason.EXPIRED: (
        _("The answer is too old"),
        _("It was good for a few minutes, and those have passed. The clocks here and there may also differ."),
        AGAIN_THEN_CALL,
    ),
    Reason.OTHER_SIGN_ON: (
        _("The answer belongs to another sign-on"),
        _("It does not carry the number that we sent along. It may have been copied from elsewhere."),
        AGAIN_THEN_CALL,
    ),
    Reason.INCOMPLETE: (
        _("The answer is not complete"),
        _("Something that tells who you are is missing from it, for example the number under which you are known there."),
        CALL,
    ),
    Reason.NOT_TRUSTED: (
        _("This did not come the trusted way"),
        _("The answer did not pass the server that stands for the provider, or the provider is not set up safely."),
        CALL,
    ),
    Reason.NO_ANSWER: (
        _("The provider does not answer"),
        _("We asked, and no answer that can be read came back. Your account and your records are not touched by that."),
        _("Try again in a few minutes. If it stays so, tell whoever runs the sign-on."),
    ),
    Reason.NO_ACCOUNT: (
        _("You have no account here yet"),
        _("The provider knows you, but accounts here are made by invitation."),
        _("Ask for an invitation."),
    ),
    Reason.CLOSED: (
        _("This account is closed"),
        _("It was closed at your request or by the office."),
        _("Ask if that is wrong."),
    ),
    Reason.OTHER_PERSON: (
        _("Somebody else is signed in now"),
        _("The linking began for another account than the one that is signed in. Nothing was linked."),
        _("Sign in as yourself and begin again under Your account."),
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    title: LazyString
    text: LazyString
    todo: LazyString
    provider: str
    contact: str


def refusal_of(error: Refused) -> Refusal:
    """`contact`: the provider's, or the office."""
    provider = error.provider
    title, text, todo = WORDS[error.reason]
    return Refusal(
        title, text, todo, provider.name if provider else "", provider.contact if provider else settings().office_address
    )
