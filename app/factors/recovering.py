"""Recovery codes: ten, shown once, each good once. For whoever has lost phone and key."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.accounts.passwords import hash_password, verify_password
from app.errors import Invalid
from app.factors.models import RecoveryCode

COUNT = 10
ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ234679"
"""No letter or figure that is read as another one."""
LENGTH = 16
WRONG = "This is not a code of yours that is still good. Check each character, or take the next one from your list."


@dataclass(frozen=True, slots=True)
class NewCodes:
    """`shown` are what the person keeps, in fours; `kept` what is kept here: (selector, hash)."""

    shown: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]


def make_codes(*, memory_kib: int) -> NewCodes:
    """Slow, as passwords are: call it outside any transaction."""
    codes: dict[str, str] = {}
    while len(codes) < COUNT:
        code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
        codes[code[:4]] = code
    kept = tuple((selector, hash_password(code[4:], memory_kib=memory_kib)) for selector, code in codes.items())
    return NewCodes(tuple(_in_fours(code) for code in codes.values()), kept)


def keep_codes(session: Session, codes: NewCodes, *, person_id: int, at: dt.datetime) -> None:
    """All former ones are good no longer."""
    forget_codes(session, person_id=person_id)
    session.add_all(
        RecoveryCode(person_id=person_id, selector=selector, digest=digest, made_at=at) for selector, digest in codes.kept
    )
    session.flush()


def forget_codes(session: Session, *, person_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id.in_(selves_of(person_id))))


def look_up_code(session: Session, *, person_id: int, typed: str, memory_kib: int) -> int:
    """The id of the code that was typed. Slow: no transaction around it. Raises `Invalid`."""
    code = "".join(char for char in typed.upper() if char.isalnum())
    mine = (RecoveryCode.person_id.in_(selves_of(person_id)), RecoveryCode.used_at.is_(None))
    query = select(RecoveryCode.id, RecoveryCode.digest).where(*mine, RecoveryCode.selector == code[:4])
    row = session.execute(query).first()
    if not verify_password(row.digest if row else None, code[4:], memory_kib=memory_kib) or row is None:
        raise Invalid(WRONG, field="recovery")
    return int(row.id)


def use_code(session: Session, *, code_id: int, at: dt.datetime) -> None:
    """Raises `Invalid` where it was used a moment ago."""
    unused = (RecoveryCode.id == code_id, RecoveryCode.used_at.is_(None))
    result = session.execute(update(RecoveryCode).where(*unused).values(used_at=at))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Invalid(WRONG, field="recovery")


def _in_fours(code: str) -> str:
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))
