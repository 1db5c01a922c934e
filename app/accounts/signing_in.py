"""Address and password at the door."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.linking import end_links
from app.accounts.models import EndedSession, LinkPurpose, Person
from app.accounts.passwords import hash_password, needs_rehash, verify_password
from app.accounts.queries import Credentials
from app.audit.recording import given_reason, record_act
from app.database.writing import insert_or_ignore
from app.errors import Invalid
from app.languages import marked

WRONG = marked("No account has this address with this password. Check both, or ask for a new password.")


@dataclass(frozen=True, slots=True)
class Recognised:
    """`new_hash` is there where the kept one was made with former parameters."""

    person_id: int
    old_hash: str
    new_hash: str | None = None


def recognise(found: Credentials | None, *, password: str, memory_kib: int) -> Recognised:
    """Slow on purpose, and as slow for nobody: call it outside any transaction. Raises `Invalid`, in the same words always."""
    kept = found.password_hash if found else None
    if not verify_password(kept, password, memory_kib=memory_kib) or found is None or kept is None:
        raise Invalid(WRONG)
    stale = needs_rehash(kept, memory_kib=memory_kib)
    return Recognised(found.person_id, kept, hash_password(password, memory_kib=memory_kib) if stale else None)


def refresh_hash(session: Session, recognised: Recognised) -> None:
    """Keeps the newer hash, unless the password was changed meanwhile."""
    if recognised.new_hash:
        mine = (Person.id == recognised.person_id, Person.password_hash == recognised.old_hash)
        session.execute(update(Person).where(*mine).values(password_hash=recognised.new_hash))


def set_password(session: Session, *, person_id: int, password_hash: str, at: dt.datetime) -> None:
    """Ends all sessions of this person, and what letters about a password still promise."""
    end_sessions(session, person_id=person_id)
    session.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))
    end_links(session, person_id=person_id, purposes=(LinkPurpose.RESET, LinkPurpose.INVITE), at=at)


def end_sessions(session: Session, *, person_id: int) -> None:
    """Signs the person out on every device."""
    session.execute(update(Person).where(Person.id == person_id).values(generation=Person.generation + 1))


def sign_out_everywhere(session: Session, *, person_id: int, reason: str, at: dt.datetime, by: int) -> None:
    """By an administrator, with a reason that is kept. Raises `Invalid` where none is given."""
    reason = given_reason(reason)
    end_sessions(session, person_id=person_id)
    record_act(session, "sessions.ended", ("person", person_id), at=at, by=by, reason=reason)


def end_session(session: Session, *, code: str, at: dt.datetime) -> None:
    """Signs out one browser: whoever copied its cookie too."""
    insert_or_ignore(session, EndedSession, {"code": code, "ended_at": at})


def forget_ended(session: Session, *, before: dt.datetime) -> None:
    session.execute(delete(EndedSession).where(EndedSession.ended_at < before))
