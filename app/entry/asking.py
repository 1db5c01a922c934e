"""What one asks for and gets by letter: an account, a new password, a new address.

The answer on the screen is the same whether or not an address is known, and so is the work: a hash or none, one look, one write.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import url_for

from app.access.principals import Principal
from app.accounts.inviting import prepare_invitation, send_invitation
from app.accounts.linking import LASTING, keep_link
from app.accounts.models import LinkPurpose, Person
from app.accounts.passwords import hash_password
from app.accounts.profiling import keep_new_address
from app.accounts.queries import find_by_address, primary_address
from app.accounts.registering import Application, check_may_register, keep_application
from app.database.tables import new_code
from app.entry import limiting
from app.entry.forms import AddressForm, RegisterForm, present_language
from app.mail.composing import Composed
from app.mail.posting import post_letter
from app.web.guarding import is_safe_target
from app.web.requests import composer, now, reading, settings, stop_reading, transaction


def ask_for_account(form: RegisterForm) -> None:
    """Raises `Invalid` or `NotAllowed` where the institution's setting forbids it."""
    address = form.address.data
    check_may_register(address, registration=settings().registration, domains=settings().registration_domains)
    _limit(address)
    password_hash = hash_password(form.password.data, memory_kib=settings().password_memory_kib)
    target = form.next.data if is_safe_target(form.next.data) else None
    wish = Application(form.name.data, address, password_hash, present_language(), form.zone.data, target)
    known = find_by_address(reading(), address)
    if known is None:
        _promise_account(wish)
    elif known.password_hash:
        _tell_known(known, address)
    else:
        _invite_again(known, address)


def ask_for_password(address: str) -> None:
    _limit(address)
    person = find_by_address(reading(), address)
    to = primary_address(reading(), person.id if person else 0)
    secret = new_code()
    language, hours = person.language if person else None, LASTING[LinkPurpose.RESET] // dt.timedelta(hours=1)
    letter = compose("reset", language, link=welcome_address(secret), hours=hours)
    person_id = person.id if person and to else None
    with transaction() as session:
        keep_link(session, secret=secret, purpose=LinkPurpose.RESET, address=to or "", person_id=person_id, at=now())
        if to:
            post_letter(session, letter, address=to, person_id=person_id, at=now())


def ask_for_address(me: Principal, form: AddressForm) -> None:
    """To an address that somebody else has goes a letter that says so; the screen does not."""
    address = form.address.data
    _limit(address)
    holder = find_by_address(reading(), address)
    if holder is not None and holder.id != me.id:
        _tell_known(holder, address)
        return
    secret = new_code()
    days = LASTING[LinkPurpose.ADDRESS].days
    letter = compose("address", me.language, name=me.name, link=welcome_address(secret), days=days)
    with transaction() as session:
        keep_new_address(session, person_id=me.id, address=address, secret=secret, at=now())
        post_letter(session, letter, address=address, person_id=me.id, at=now())


def compose(kind: str, language: str | None, **facts: Any) -> Composed:
    return composer().compose(kind, language=language or present_language(), **facts)


def outside(path: str) -> str:
    """The whole address of a path, as letters need it."""
    return settings().base_address.rstrip("/") + path


def welcome_address(secret: str) -> str:
    return outside(url_for("entry.welcome", secret=secret))


def _limit(address: str) -> None:
    limiting.limit_network()
    limiting.count(limiting.LETTERS, address)


def _promise_account(wish: Application) -> None:
    secret = new_code()
    days = LASTING[LinkPurpose.CONFIRM].days
    letter = compose("confirm", wish.language, name=wish.name, link=welcome_address(secret), days=days)
    with transaction() as session:
        keep_application(session, wish, secret=secret, at=now())
        post_letter(session, letter, address=wish.address, at=now())


def _tell_known(person: Person, address: str) -> None:
    letter = compose("known_address", person.language, link=outside(url_for("entry.sign_in")))
    person_id = person.id
    with transaction() as session:
        post_letter(session, letter, address=address, person_id=person_id, at=now())


def _invite_again(person: Person, address: str) -> None:
    """Who was invited and has no password yet gets the invitation once more."""
    person_id, name, language = person.id, person.name, person.language
    stop_reading()
    invitation = prepare_invitation(
        composer(), name=name, address=address, base_address=settings().base_address, language=language, zone=settings().zone
    )
    with transaction() as session:
        send_invitation(session, invitation, person_id=person_id, at=now())
