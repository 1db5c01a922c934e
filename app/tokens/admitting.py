"""What a token opens at this moment."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from app.access.principals import Bearer, Scope
from app.accounts.loading import load_principal
from app.errors import NotAllowed, NotSignedIn
from app.tokens.models import ApiToken
from app.tokens.reaching import reach

NOTED = dt.timedelta(minutes=1)
"""How exactly the last use is kept."""


def admit(session: Session, token: ApiToken | None, scope: Scope, *, today: dt.date) -> Bearer:
    """Raises `NotSignedIn` for a token that is no good any more, `NotAllowed` where it does not open this."""
    if token is None or token.revoked_at is not None or token.ends_on < today:
        raise NotSignedIn("This token is unknown, revoked or past its last day. Ask the research security office for a new one.")
    maker = load_principal(session, token.made_by, today)
    if maker is None or not maker.is_staff:
        raise NotSignedIn("Whoever made this token has no role any more, so it opens nothing. Ask the office for a new one.")
    if scope not in token.scopes:
        raise NotAllowed("This token does not open %(scope)s.", scope=scope)
    units = reach(session, maker, scope, unit_id=token.unit_id)
    if units == frozenset():
        raise NotAllowed("Whoever made this token may not see this any more.")
    return Bearer(token.id, maker.id, token.unit_id is not None, units)


def note_use(session: Session, token_id: int, *, at: dt.datetime) -> None:
    stale = or_(ApiToken.used_at.is_(None), ApiToken.used_at < at - NOTED)
    session.execute(update(ApiToken).where(ApiToken.id == token_id, stale).values(used_at=at))
