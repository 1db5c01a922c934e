"""Taking second factors away: by their holder, one at a time, or all of them by an administrator."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.accounts.signing_in import end_sessions
from app.audit.recording import given_reason, record_act
from app.errors import Conflict
from app.factors.models import Authenticator, Passkey
from app.factors.queries import has_factor
from app.factors.recovering import forget_codes


def remove_factor(session: Session, *, person_id: int, code: str) -> None:
    """With the last one go the recovery codes."""
    for table in (Authenticator, Passkey):
        session.execute(delete(table).where(table.code == code, table.person_id.in_(selves_of(person_id))))
    if not has_factor(session, person_id):
        forget_codes(session, person_id=person_id)


def reset_factors(session: Session, *, person_id: int, reason: str, at: dt.datetime, by: int) -> None:
    """The person signs in with the password alone, and sets up anew. Raises `Conflict` where there is nothing to reset."""
    reason = given_reason(reason)
    if by == person_id:
        raise Conflict("These are your own. Remove them on your account page.")
    if not has_factor(session, person_id):
        raise Conflict("This person has no second factor. Nothing was changed.")
    selves = list(session.scalars(selves_of(person_id)))
    gone = {}
    for table in (Authenticator, Passkey):
        gone[table.__tablename__] = len(session.scalars(select(table.id).where(table.person_id.in_(selves))).all())
        session.execute(delete(table).where(table.person_id.in_(selves)))
    forget_codes(session, person_id=person_id)
    end_sessions(session, person_id=person_id)
    record_act(session, "factors.reset", ("person", person_id), at=at, by=by, reason=reason, **gone)
