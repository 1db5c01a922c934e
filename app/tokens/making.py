"""Making a token and revoking it. Both are acts of staff, on record."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from app.access.principals import Permission, Principal, Scope
from app.accounts.models import Unit
from app.accounts.units import units_below
from app.audit.recording import record_act
from app.errors import Conflict, Invalid, NotFound
from app.tokens.models import ApiToken
from app.tokens.reaching import PERMISSIONS

LONGEST = dt.timedelta(days=365)
MARK = "owt_"
"""What a token begins with, so that one that was left lying about is known for what it is."""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_token(
    session: Session,
    maker: Principal,
    *,
    name: str,
    scopes: Collection[str],
    unit_id: int | None,
    ends_on: dt.date,
    today: dt.date,
    at: dt.datetime,
) -> str:
    """The token itself, which is kept nowhere. `unit_id` None: as far as the maker reaches. `ends_on` is the last day."""
    name, asked = " ".join(name.split()), _known(scopes)
    if not name or len(name) > 100:
        raise Invalid("Say in at most 100 characters which program reads with it", field="name")
    if any(not maker.may(PERMISSIONS[scope]) for scope in asked):
        raise Invalid("A token opens nothing that its maker may not see", field="scopes")
    if not today <= ends_on <= today + LONGEST:
        raise Invalid("Choose a last day from today on, within a year", field="ends_on")
    if unit_id is not None:
        _check_unit(session, maker, asked, unit_id)
    token = MARK + secrets.token_urlsafe(32)
    kept = ApiToken(
        name=name, digest=digest_of(token), scopes=[str(scope) for scope in asked], unit_id=unit_id, made_by=maker.id, made_at=at,
        ends_on=ends_on,
    )  # fmt: skip
    session.add(kept)
    session.flush()
    detail = {"scopes": kept.scopes, "ends_on": ends_on.isoformat()}
    record_act(session, "token.made", ("token", kept.id), at=at, by=maker.id, unit=unit_id, **detail)
    return token


def revoke_token(session: Session, token: ApiToken, *, at: dt.datetime, by: Principal) -> None:
    """Counts from the next request with it. Its maker may, and an administrator. Raises `Conflict` for one revoked before."""
    if token.made_by != by.id and not by.may(Permission.ADMINISTER):
        raise NotFound("There is no such token.")
    mine = (ApiToken.id == token.id, ApiToken.revoked_at.is_(None))
    result = session.execute(update(ApiToken).where(*mine).values(revoked_at=at, revoked_by=by.id))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Conflict("This token was revoked before. Nothing was changed.")
    record_act(session, "token.revoked", ("token", token.id), at=at, by=by.id, unit=token.unit_id, person=token.made_by)


def _known(scopes: Collection[str]) -> list[Scope]:
    if not scopes or set(scopes) - set(Scope):
        raise Invalid("Choose what may be read with it", field="scopes")
    return [scope for scope in Scope if scope in scopes]


def _check_unit(session: Session, maker: Principal, scopes: Collection[Scope], unit_id: int) -> None:
    if session.get(Unit, unit_id) is None:
        raise Invalid("Choose a unit from the list", field="unit")
    for scope in scopes:
        wide = maker.units_for(PERMISSIONS[scope])
        if wide is not None and unit_id not in units_below(session, wide):
            raise Invalid("A token reaches no further than its maker", field="unit")
