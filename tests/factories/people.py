"""People who are already there."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.accounts.passwords import hash_password
from tests.visitor import Visitor

PASSWORD = "herons wade at dusk"
LONG_AGO = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


def make_person(
    session: Session,
    name: str = "Ana Ruiz",
    address: str | None = None,
    password: str | None = PASSWORD,
    at: dt.datetime = LONG_AGO,
    zone: str = "America/New_York",
) -> Person:
    """A person with a confirmed address (by itself ana.ruiz@calder.example) and a password; None: invited, has none yet."""
    address = address or f"{name.lower().replace(' ', '.')}@calder.example"
    person = Person(name=name, zone=zone, password_hash=_hash(password) if password else None, recorded_at=at)
    session.add(person)
    session.flush()
    identifier = PersonIdentifier(
        person_id=person.id,
        scheme=Scheme.ADDRESS,
        value=address,
        is_primary=True,
        confirmed_at=at if password else None,
        recorded_at=at,
    )
    session.add(identifier)
    session.flush()
    return person


def sign_in(visitor: Visitor, address: str = "ana.ruiz@calder.example", password: str = PASSWORD) -> Visitor:
    """Through the form, to wherever the sign-in leads."""
    visitor.get("/sign-in")
    return visitor.press("Sign in", address=address, password=password, follow=False, status=302)


@lru_cache
def _hash(password: str) -> str:
    return hash_password(password, memory_kib=8)
