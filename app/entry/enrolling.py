"""Setting up second factors and taking them away, on one's own account page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import session as browser
from flask import url_for
from sqlalchemy.orm import Session

from app.access.principals import Principal
from app.accounts.alerting import Change
from app.accounts.signing_in import end_sessions
from app.entry.forms import AppForm, KeyForm
from app.entry.proving import cipher, new_challenge, place, take_challenge
from app.entry.sessions import begin_session
from app.entry.telling import tell_by_letter
from app.errors import Conflict, Invalid
from app.factors.keying import ceremonies, keep_key
from app.factors.queries import Factor, factors_of, has_factor, passkeys_of
from app.factors.recovering import NewCodes, keep_codes, make_codes
from app.factors.removing import remove_factor
from app.factors.timing import app_address, check_new_app, keep_app, new_secret
from app.web.guarding import is_safe_target
from app.web.requests import now, reading, settings, transaction

NEW_APP = "new_app"
WANTED = "wanted"
MOST = 10


@dataclass(frozen=True, slots=True)
class NewApp:
    """What is shown while an app is set up: the secret in fours, and the address in the QR code."""

    secret: str
    address: str

    @property
    def in_fours(self) -> str:
        return " ".join(self.secret[place : place + 4] for place in range(0, len(self.secret), 4))


def app_under_way(me: Principal) -> NewApp:
    """The same until it is kept, so that a wrong code or a second look does not change the picture."""
    if NEW_APP not in browser:
        browser[NEW_APP] = cipher().encrypt(new_secret())
    secret = cipher().decrypt(browser[NEW_APP])
    return NewApp(secret, app_address(secret, account=me.address or me.name, issuer=settings().institution))


def add_app(me: Principal, form: AppForm) -> tuple[str, ...]:
    """Returns the recovery codes to show, where these are the first. Raises `Invalid` for a wrong code."""
    secret, name = app_under_way(me).secret, form.name.data
    step = check_new_app(secret, form.typed.data, at=now())
    codes = _codes_for_first(me)
    with transaction() as session:
        keep_app(session, person_id=me.id, name=name, secret=secret, step=step, cipher=cipher(), at=now())
        _settle(session, me, codes, name)
    return _go_on_with(me, codes)


def key_options(me: Principal) -> str:
    return ceremonies().creation_options(place(), me, challenge=new_challenge(), known=passkeys_of(reading(), me.id))


def add_key(me: Principal, form: KeyForm) -> tuple[str, ...]:
    """As `add_app`."""
    if not form.credential.data:
        raise Invalid("Your browser sent no passkey. It needs JavaScript for that; an app on your phone does without.")
    challenge, name = take_challenge(), form.name.data
    key = ceremonies().check_new_key(place(), answer=form.credential.data, challenge=challenge)
    codes = _codes_for_first(me)
    with transaction() as session:
        keep_key(session, key, person_id=me.id, name=name, challenge=challenge, at=now())
        _settle(session, me, codes, name)
    return _go_on_with(me, codes)


def take_away(me: Principal, factor: Factor) -> None:
    with transaction() as session:
        remove_factor(session, person_id=me.id, code=factor.code)
        tell_by_letter(session, me.id, Change.REMOVED, name=factor.name, left=len(factors_of(session, me.id)))


def renew_codes(me: Principal) -> tuple[str, ...]:
    """The former ones are good no longer. Raises `Conflict` where there is nothing they could stand in for."""
    if not has_factor(reading(), me.id):
        raise Conflict("Set up an app or a passkey first. Recovery codes come with it.")
    codes = make_codes(memory_kib=settings().password_memory_kib)
    with transaction() as session:
        keep_codes(session, codes, person_id=me.id, at=now())
        tell_by_letter(session, me.id, Change.RENEWED)
    return codes.shown


def want(target: str | None) -> None:
    """Where to go on once a second factor is there."""
    if target and is_safe_target(target):
        browser[WANTED] = target


def wanted() -> str:
    return str(browser.pop(WANTED, None) or url_for("entry.second_factor"))


def _codes_for_first(me: Principal) -> NewCodes | None:
    factors = factors_of(reading(), me.id)
    if len(factors) >= MOST:
        raise Conflict("You have ten already. Remove one that you no longer use.")
    return None if factors else make_codes(memory_kib=settings().password_memory_kib)


def _settle(session: Session, me: Principal, codes: NewCodes | None, name: str) -> None:
    if codes:
        keep_codes(session, codes, person_id=me.id, at=now())
        end_sessions(session, person_id=me.id)
    tell_by_letter(session, me.id, Change.ADDED, name=name, left=len(codes.shown) if codes else 0)


def _go_on_with(me: Principal, codes: NewCodes | None) -> tuple[str, ...]:
    """With the first factor all other sessions end; this browser has just proved it."""
    target, through = browser.get(WANTED), browser.get("signed_on")
    begin_session(me.id, through=through, second_factor_done=True)
    want(target)
    return codes.shown if codes else ()
