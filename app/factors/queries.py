"""Which second factors somebody has. Those of people who were merged into her are hers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.errors import NotFound
from app.factors.models import Authenticator, Passkey, RecoveryCode

Kind = Literal["app", "passkey"]


@dataclass(frozen=True, slots=True)
class Factor:
    kind: Kind
    code: str
    name: str
    made_at: dt.datetime
    used_at: dt.datetime | None


def factors_of(session: Session, person_id: int) -> list[Factor]:
    """The oldest first."""
    found: list[Factor] = []
    for kind, table in _TABLES.items():
        columns = (table.code, table.name, table.made_at, table.used_at)
        rows = session.execute(select(*columns).where(table.person_id.in_(selves_of(person_id))))
        found += [Factor(kind, *row) for row in rows]
    return sorted(found, key=lambda factor: factor.made_at)


def find_factor(session: Session, person_id: int, code: str) -> Factor:
    """Raises `NotFound`, also for what is somebody else's."""
    for factor in factors_of(session, person_id):
        if factor.code == code:
            return factor
    raise NotFound("There is nothing of yours under this address. It may have been removed.")


def has_factor(session: Session, person_id: int) -> bool:
    selves = selves_of(person_id)
    either = union_all(*(select(literal(1)).where(table.person_id.in_(selves)) for table in _TABLES.values()))
    return session.execute(either.limit(1)).first() is not None


def passkeys_of(session: Session, person_id: int) -> Sequence[Passkey]:
    return session.scalars(select(Passkey).where(Passkey.person_id.in_(selves_of(person_id))).order_by(Passkey.id)).all()


def authenticators_of(session: Session, person_id: int) -> Sequence[Authenticator]:
    mine = Authenticator.person_id.in_(selves_of(person_id))
    return session.scalars(select(Authenticator).where(mine).order_by(Authenticator.id)).all()


def codes_left(session: Session, person_id: int) -> int:
    unused = (RecoveryCode.person_id.in_(selves_of(person_id)), RecoveryCode.used_at.is_(None))
    return session.execute(select(func.count(RecoveryCode.id)).where(*unused)).scalar_one()


_TABLES: dict[Kind, type[Authenticator] | type[Passkey]] = {"app": Authenticator, "passkey": Passkey}
