"""Which tokens there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person, Unit
from app.errors import NotFound
from app.tokens.making import digest_of
from app.tokens.models import ApiToken


@dataclass(frozen=True, slots=True)
class Made:
    """A token as staff see it. `unit` None: as far as its maker reaches."""

    code: str
    name: str
    scopes: tuple[str, ...]
    unit: str | None
    maker: str
    made_at: dt.datetime
    ends_on: dt.date
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None

    def is_good(self, today: dt.date) -> bool:
        return self.revoked_at is None and self.ends_on >= today


def tokens_made(session: Session, *, by: int | None) -> list[Made]:
    """The newest first. `by` None: everybody's."""
    query = select(ApiToken, Unit.name, Person.name).outerjoin(Unit, Unit.id == ApiToken.unit_id)
    query = query.join(Person, Person.id == ApiToken.made_by).order_by(ApiToken.id.desc())
    if by is not None:
        query = query.where(ApiToken.made_by == by)
    return [
        Made(
            code=token.code,
            name=token.name,
            scopes=tuple(token.scopes),
            unit=unit,
            maker=maker,
            made_at=token.made_at,
            ends_on=token.ends_on,
            used_at=token.used_at,
            revoked_at=token.revoked_at,
        )
        for token, unit, maker in session.execute(query)
    ]


def find_token(session: Session, shown: str) -> ApiToken | None:
    """By the token itself."""
    return session.execute(select(ApiToken).where(ApiToken.digest == digest_of(shown))).scalar_one_or_none()


def token_named(session: Session, code: str) -> ApiToken:
    """Raises `NotFound`."""
    token = session.execute(select(ApiToken).where(ApiToken.code == code)).scalar_one_or_none()
    if token is None:
        raise NotFound("There is no such token.")
    return token
