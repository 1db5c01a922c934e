"""Codes that an authenticator app shows (TOTP, RFC 6238: six figures, half a minute, SHA-1, as every app does)."""

from __future__ import annotations

import datetime as dt
import hmac
import re

import pyotp
from sqlalchemy import BigInteger, CursorResult, cast, or_, select, update
from sqlalchemy.orm import Session

from app.errors import Invalid, Unavailable
from app.factors.ciphering import Cipher
from app.factors.models import Authenticator
from app.factors.queries import authenticators_of

SECONDS = 30
AROUND = 1
"""Steps before and after the present one that count too: clocks differ, and people type slowly."""
WRONG = "This is not the code. Wait for the next one in your app, and check that the clock of your device is right."


def new_secret() -> str:
    """160 random bits."""
    return pyotp.random_base32()


def app_address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer.replace(":", " ")))


def step_of(secret: str, typed: str, *, at: dt.datetime) -> int | None:
    """The half minute, counted since 1970, to which this code belongs, if it is about now."""
    figures = re.sub(r"\s", "", typed)
    now = int(at.timestamp()) // SECONDS
    totp = pyotp.TOTP(secret)
    steps = [step for step in range(now - AROUND, now + AROUND + 1) if hmac.compare_digest(totp.generate_otp(step), figures)]
    return steps[0] if steps else None


def check_new_app(secret: str, typed: str, *, at: dt.datetime) -> int:
    """The step of a code that proves that the app has the secret. Raises `Invalid`."""
    check_shape(typed)
    step = step_of(secret, typed, at=at)
    if step is None:
        raise Invalid(WRONG, field="typed")
    return step


def keep_app(session: Session, *, person_id: int, name: str, secret: str, step: int, cipher: Cipher, at: dt.datetime) -> None:
    """The code of `step` counts as taken."""
    kept = cipher.encrypt(secret)
    session.add(Authenticator(person_id=person_id, name=name, secret=kept, last_step=step, made_at=at, used_at=at))
    session.flush()


def prove_by_app(session: Session, *, person_id: int, typed: str, cipher: Cipher, at: dt.datetime) -> None:
    """Takes the code. Raises `Invalid` for a wrong one, and for one that was taken before, whoever was faster."""
    for one in authenticators_of(session, person_id):
        step = step_of(cipher.decrypt(one.secret), typed, at=at)
        if step is not None and _take(session, one, step, cipher, at):
            return
    raise Invalid(WRONG, field="typed")


def check_shape(typed: str) -> None:
    """Raises `Invalid` for what no app shows."""
    if not re.fullmatch(r"[0-9]{6}", re.sub(r"\s", "", typed)):
        raise Invalid("Type the six figures that your app shows", field="typed")


def renew_secrets(session: Session, *, cipher: Cipher) -> tuple[int, int]:
    """Encrypts every secret with the present key. Returns how many were under a former one, and how many no key opens."""
    changed = lost = 0
    for one in session.scalars(select(Authenticator).with_for_update()):
        try:
            renewed = cipher.renew(one.secret)
        except Unavailable:
            lost += 1
            continue
        changed += renewed != one.secret
        one.secret = renewed
    return changed, lost


def _take(session: Session, one: Authenticator, step: int, cipher: Cipher, at: dt.datetime) -> bool:
    unused = or_(Authenticator.last_step.is_(None), Authenticator.last_step < cast(step, BigInteger))
    values = {"last_step": step, "used_at": at, "secret": cipher.renew(one.secret)}
    result = session.execute(update(Authenticator).where(Authenticator.id == one.id, unused).values(**values))
    return isinstance(result, CursorResult) and result.rowcount == 1
