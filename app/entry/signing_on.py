"""Signing on through a provider: out with a ticket, back with an answer, in as the person whose subject it is."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from flask import request, session, url_for
from flask_login import current_user

from app.accounts.addressing import clean_address
from app.accounts.alerting import Change
from app.accounts.following import follow_introduction
from app.accounts.introducing import has_way_in, link_sign_on, make_introduced
from app.accounts.linking import find_digest
from app.accounts.loading import load_principal
from app.accounts.models import MailLink
from app.accounts.profiling import accept_by_sign_on
from app.accounts.queries import find_by_address, find_by_subject, survivor_of
from app.database.tables import new_code
from app.entry import limiting
from app.entry.forms import present_language
from app.entry.sessions import begin_session, way_on
from app.entry.telling import tell_by_letter
from app.errors import Invalid
from app.sign_on.models import Step
from app.sign_on.shapes import Answer, Introduction, Kind, Reason, Refused, Way
from app.sign_on.ticketing import find_ticket, keep_ticket, use_ticket
from app.web.requests import now, providers, reading, settings, stop_reading, today_here, transaction

WAYS = 5
"""Sign-ons that one browser may have under way, in as many tabs."""
GOAL = ("target", "kept", "person", "first", "invited")
"""What a ticket says of where a sign-on leads. `first`: what a provider said before it was asked for a second factor. `invited`:
the digest of the invitation that it began from."""
log = logging.getLogger("openward")


def set_out(
    provider_id: str, *, hint: str = "", target: str | None = None, kept: str | None = None, link: bool = False,
    invited: str | None = None,
) -> str:  # fmt: skip
    """Returns the provider's address. `link`: the signed-in person adds this sign-on to her account. `invited`: the digest of an
    invitation, which is accepted by coming back."""
    limiting.limit_network()
    goal = {"target": target, "kept": kept, "person": current_user.id if link else None, "first": None, "invited": invited}
    return _send_out(providers().speak_to(provider_id), _new_way(hint), goal)


def come_back(provider_id: str) -> str:
    """Returns where to go on. The one GET that writes: the answer of a provider comes so. It counts once, and only in the browser
    that set out. Raises `Refused`, and then nobody is signed in."""
    kind = providers().speak_to(provider_id)
    state = _known_state(kind)
    offer = _use(Step.WAY, kind, state)
    return _settle(_hear(kind, _answer(), state, offer), offer, kind)


def take_in(provider_id: str) -> str:
    """An answer by POST from the provider's page: the browser sends no cookie along. It is checked once, and waits for it."""
    kind = providers().speak_to(provider_id)
    answer = _answer()
    state = answer.fields.get("RelayState", "")
    offer = _use(Step.WAY, kind, state)
    introduction = _hear(kind, answer, state, offer)
    waiting = {"introduction": introduction.as_json(), "goal": {name: offer.get(name) for name in GOAL}}
    with transaction() as writing:
        keep_ticket(writing, secret=state, step=Step.ANSWER, provider=provider_id, offer=waiting, at=now())
    return url_for("entry.come_in_from", provider=provider_id, state=state)


def come_in(provider_id: str) -> str:
    """The browser of an answer that was taken in."""
    kind = providers().speak_to(provider_id)
    offer = _use(Step.ANSWER, kind, _known_state(kind))
    return _settle(Introduction.from_json(offer["introduction"]), offer["goal"], kind)


def trouble_with(provider_id: str) -> str:
    """Why a sign-on could not even begin there; empty when it could."""
    try:
        providers().speak_to(provider_id).way_out(_new_way(), at=now())
    except Refused as error:
        return error.message
    return ""


def _new_way(hint: str = "", *, stricter: bool = False) -> Way:
    return Way(secrets.token_urlsafe(32), f"_{secrets.token_urlsafe(32)}", secrets.token_urlsafe(48), hint, stricter)


def _send_out(kind: Kind, way: Way, goal: dict[str, Any]) -> str:
    stop_reading()
    address = kind.way_out(way, at=now())
    offer = {**goal, "nonce": way.nonce, "verifier": way.verifier}
    with transaction() as writing:
        keep_ticket(writing, secret=way.state, step=Step.WAY, provider=kind.provider.id, offer=offer, at=now())
    session["ways"] = [*session.get("ways", []), way.state][-WAYS:]
    return address


def _hear(kind: Kind, answer: Answer, state: str, offer: dict[str, Any]) -> Introduction:
    """Whoever cannot or will not give the second factor comes in by what the provider said first, without it."""
    try:
        return kind.receive(answer, Way(state, offer["nonce"], offer["verifier"]))
    except Refused as error:
        if error.reason != Reason.STOPPED or not offer.get("first"):
            raise
        return Introduction.from_json(offer["first"])


def _asks_more(person_id: int, said: Introduction, kind: Kind) -> bool:
    """Whether this is one of staff, of whom alone the file has a second factor asked, once it is known who it is."""
    if kind.provider.wants_second_factor != "staff" or said.second_factor or not settings().asks_staff_for_second_factor:
        return False
    me = load_principal(reading(), person_id, on=today_here())
    return bool(said.roles) or (me is not None and me.is_staff)


class blamed:
    """Puts the provider's name to a refusal that does not know it."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def __enter__(self) -> None: ...

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Refused) and error.provider is None:
            error.provider = self.kind.provider


def _answer() -> Answer:
    before_proxies = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    return Answer(request.values, cast(Mapping[str, str], request.headers), str(before_proxies.get("REMOTE_ADDR") or ""), now())


def _known_state(kind: Kind) -> str:
    """Raises `Refused` unless this very browser set out with it."""
    state = request.args.get("state", "")
    known: list[str] = session.get("ways", [])
    if state not in known:
        with blamed(kind):
            find_ticket(reading(), secret=state, step=Step.WAY, at=now())
        raise Refused(Reason.NOT_BEGUN, kind.provider)
    session["ways"] = [other for other in known if other != state]
    return state


def _use(step: Step, kind: Kind, secret: str) -> dict[str, Any]:
    with blamed(kind), transaction() as writing:
        ticket = use_ticket(writing, secret=secret, step=step, at=now())
    if ticket.provider != kind.provider.id:
        raise Refused(Reason.OTHER_PROVIDER, kind.provider, "the answer came to another provider's address")
    return dict(ticket.offer)


def _settle(said: Introduction, goal: dict[str, Any], kind: Kind) -> str:
    introduction = _with_clean_address(said)
    found = find_by_subject(reading(), introduction.key)
    person = survivor_of(reading(), found) if found else None
    if goal["person"] is not None:
        return _link(introduction, goal["person"], kind)
    if found is not None and person is None:
        raise Refused(Reason.CLOSED, kind.provider)
    invitation = find_digest(reading(), goal["invited"], at=now()) if goal.get("invited") and person is None else None
    coming = person.id if person else invitation.person_id if invitation else None
    if coming is not None and not goal.get("first") and _asks_more(coming, introduction, kind):
        return _send_out(kind, _new_way(introduction.address or "", stricter=True), {**goal, "first": introduction.as_json()})
    if person is not None:
        return enter(person.id, introduction, target=goal["target"], kept=goal["kept"])
    if invitation is not None and _is_for(invitation, introduction):
        return _accept(invitation.digest, introduction, kind, target=goal["target"])
    if invitation is not None and invitation.offer.get("is_mailed", True):
        return _ask_first(invitation.address, introduction, target=goal["target"])
    address = introduction.address or ""
    if introduction.address_is_proven and find_by_address(reading(), address) is None:
        return make(introduction, address, kind, target=goal["target"])
    code = new_code()
    waiting = {"introduction": introduction.as_json(), "target": goal["target"], "kept": goal["kept"]}
    with transaction() as writing:
        keep_ticket(writing, secret=code, step=Step.INTRODUCED, provider=introduction.provider, offer=waiting, at=now())
    session["introduced"] = code
    return url_for("entry.introduced")


def _with_clean_address(said: Introduction) -> Introduction:
    """One that nobody could write to is none."""
    try:
        return replace(said, address=clean_address(said.address or ""))
    except Invalid:
        return replace(said, address=None, address_is_proven=False)


def enter(person_id: int, introduction: Introduction, *, target: str | None, kept: str | None = None) -> str:
    with transaction() as writing:
        follow_introduction(writing, person_id=person_id, introduction=introduction, is_new=False, at=now(), on=today_here())
    _begin(person_id, introduction)
    return way_on(person_id, kept=kept, target=target)


def _begin(person_id: int, introduction: Introduction) -> None:
    begin_session(person_id, through=introduction.provider, second_factor_done=introduction.second_factor)


def make(introduction: Introduction, address: str, kind: Kind, *, target: str | None, letter: str | None = None) -> str:
    """A new person, with a mailbox that is proven, be it by a `letter`, whose secret is used up."""
    if not kind.provider.makes_accounts:
        raise Refused(Reason.NO_ACCOUNT, kind.provider)
    proven = replace(introduction, address=address)
    who = {"address": address, "language": present_language(), "zone": settings().zone}
    with blamed(kind), transaction() as writing:
        if letter:
            use_ticket(writing, secret=letter, step=Step.LETTER, at=now())
        person = make_introduced(writing, proven, **who, at=now())
        follow_introduction(writing, person_id=person.id, introduction=proven, is_new=True, at=now(), on=today_here())
        person_id = person.id
    _begin(person_id, introduction)
    return way_on(person_id, target=target or url_for("learning.go_on"))


def _is_for(invitation: MailLink, introduction: Introduction) -> bool:
    return introduction.address_is_proven and introduction.address == invitation.address


def _accept(digest: str, introduction: Introduction, kind: Kind, *, target: str | None) -> str:
    """An invitation, by the person to whom it went: the provider answers for the mailbox. Whoever came in before is told."""
    link = {"provider": introduction.provider, "subject": introduction.subject}
    with blamed(kind), transaction() as writing:
        person_id = accept_by_sign_on(writing, digest=digest, at=now())
        is_in_use = has_way_in(writing, person_id)
        link_sign_on(writing, person_id=person_id, **link, at=now(), by=person_id)
        follow_introduction(writing, person_id=person_id, introduction=introduction, is_new=True, at=now(), on=today_here())
        if is_in_use:
            tell_by_letter(writing, person_id, Change.LINKED, name=kind.provider.name)
    _begin(person_id, introduction)
    return way_on(person_id, target=target or url_for("learning.go_on"))


def _ask_first(address: str, introduction: Introduction, *, target: str | None) -> str:
    """Who holds the invitation is introduced by another address, or by none: one more press says that they are one."""
    secret = new_code()
    offer = {"introduction": introduction.as_json(), "address": address, "target": target, "kept": None}
    with transaction() as writing:
        keep_ticket(writing, secret=secret, step=Step.LETTER, provider=introduction.provider, offer=offer, at=now())
    return url_for("entry.letter", secret=secret)


def _link(introduction: Introduction, person_id: int, kind: Kind) -> str:
    """To the person who set out, and only while she is still the one who is signed in."""
    if not current_user.is_authenticated or current_user.id != person_id:
        raise Refused(Reason.OTHER_PERSON, kind.provider)
    link = {"provider": introduction.provider, "subject": introduction.subject}
    with transaction() as writing:
        link_sign_on(writing, person_id=person_id, **link, at=now(), by=person_id)
        tell_by_letter(writing, person_id, Change.LINKED, name=kind.provider.name)
        follow_introduction(writing, person_id=person_id, introduction=introduction, is_new=True, at=now(), on=today_here())
    return url_for("entry.sign_ons")
