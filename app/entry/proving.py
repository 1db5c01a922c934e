"""The second proof: a code from an app, a passkey, or a recovery code. At sign-in, and before staff pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import session as browser
from flask_login import current_user

from app.access.principals import Principal
from app.accounts.alerting import Change
from app.accounts.loading import load_principal
from app.entry import limiting
from app.entry.forms import ProveForm
from app.entry.sessions import Half, begin_session, half_signed_in, way_on
from app.entry.telling import tell_by_letter
from app.errors import Invalid
from app.factors.ciphering import Cipher
from app.factors.keying import REFUSED, Place, ceremonies, place_of, use_key
from app.factors.queries import Factor, codes_left, factors_of, passkeys_of
from app.factors.recovering import look_up_code, use_code
from app.factors.timing import check_shape, prove_by_app
from app.web.requests import now, reading, settings, stop_reading, today_here, transaction

CHALLENGE = "challenge"
CHALLENGE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose proof is awaited. `half` is there at sign-in."""

    me: Principal
    half: Half | None
    factors: list[Factor]

    def has(self, kind: str) -> bool:
        return any(factor.kind == kind for factor in self.factors)


def whose_proof() -> Asked | None:
    """None where nobody is at the door, or too long ago, or signed out everywhere meanwhile."""
    half = half_signed_in()
    if half is not None:
        me = load_principal(reading(), half.person_id, on=today_here())
        if me is None or me.generation != half.generation:
            return None
        return Asked(me, half, factors_of(reading(), me.id))
    if not current_user.is_authenticated:
        return None
    return Asked(current_user, None, factors_of(reading(), current_user.id))


def prove(asked: Asked, form: ProveForm) -> str:
    """Returns where to go on. Raises `Invalid`, or `Throttled` before anything is looked at. What no app shows is no try."""
    if not (form.credential.data or form.recovery.data):
        check_shape(form.typed.data)
    limiting.limit_second(asked.me.id)
    if form.credential.data:
        _by_passkey(asked.me, form.credential.data)
    elif form.recovery.data:
        _by_recovery_code(asked.me, form.recovery.data)
    else:
        _by_app(asked.me, form.typed.data)
    limiting.forgive_second(asked.me.id)
    through = asked.half.through if asked.half else browser.get("signed_on")
    begin_session(asked.me.id, through=through, second_factor_done=True)
    if asked.half:
        return way_on(asked.me.id, kept=asked.half.kept, target=asked.half.target)
    return way_on(asked.me.id, target=form.next.data)


def options_for(asked: Asked) -> str | None:
    """What the browser is asked, as JSON; None where no passkey can be used."""
    if not asked.has("passkey") or not place().takes_passkeys:
        return None
    return ceremonies().request_options(place(), challenge=new_challenge(), known=passkeys_of(reading(), asked.me.id))


def new_challenge() -> str:
    browser[CHALLENGE] = {"text": secrets.token_urlsafe(32), "at": int(now().timestamp())}
    return str(browser[CHALLENGE]["text"])


def take_challenge() -> str:
    """Raises `Invalid` where none was given out, or long ago."""
    given = browser.pop(CHALLENGE, None)
    if given is None or now().timestamp() - given["at"] > CHALLENGE_SECONDS:
        raise Invalid(REFUSED)
    return str(given["text"])


def place() -> Place:
    return place_of(settings().base_address, settings().institution)


def cipher() -> Cipher:
    return Cipher(settings().key("secret"), settings().former_secret_keys)


def _by_app(me: Principal, typed: str) -> None:
    with transaction() as session:
        prove_by_app(session, person_id=me.id, typed=typed, cipher=cipher(), at=now())


def _by_passkey(me: Principal, answer: str) -> None:
    challenge = take_challenge()
    signed = ceremonies().check_signed(place(), answer=answer, challenge=challenge, known=passkeys_of(reading(), me.id))
    with transaction() as session:
        use_key(session, signed, challenge=challenge, at=now())


def _by_recovery_code(me: Principal, typed: str) -> None:
    code_id = look_up_code(reading(), person_id=me.id, typed=typed, memory_kib=settings().password_memory_kib)
    left = codes_left(reading(), me.id) - 1
    stop_reading()
    with transaction() as session:
        use_code(session, code_id=code_id, at=now())
        tell_by_letter(session, me.id, Change.USED, left=left)
