"""Passkeys (WebAuthn): where they are good, and how they are kept and used. A challenge is answered once."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast
from urllib.parse import urlsplit

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.access.principals import Principal
from app.database.writing import insert_or_ignore
from app.errors import Conflict, Invalid
from app.factors.models import Passkey, SpentChallenge

CEREMONIES = "app.factors.ceremonies"
REFUSED = "The browser's answer could not be checked. Load the page again and try once more."


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys of this installation are good: the host they are bound to, and the origin a browser names."""

    host: str
    origin: str
    name: str

    @property
    def takes_passkeys(self) -> bool:
        """Browsers bind them to a name, never to a bare number of a network."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return True
        return False


@dataclass(frozen=True, slots=True)
class NewKey:
    credential: str
    public_key: str
    sign_count: int
    transports: list[str]


@dataclass(frozen=True, slots=True)
class Signed:
    passkey_id: int
    sign_count: int


class Ceremonies(Protocol):
    def creation_options(self, place: Place, me: Principal, *, challenge: str, known: Sequence[Passkey]) -> str: ...
    def request_options(self, place: Place, *, challenge: str, known: Sequence[Passkey]) -> str: ...
    def check_new_key(self, place: Place, *, answer: str, challenge: str) -> NewKey: ...
    def check_signed(self, place: Place, *, answer: str, challenge: str, known: Sequence[Passkey]) -> Signed: ...


def ceremonies() -> Ceremonies:
    """Their libraries weigh 5 MB; a process that meets no passkey, such as the worker, is spared them."""
    return cast(Ceremonies, import_module(CEREMONIES))


def place_of(base_address: str, institution: str) -> Place:
    parts = urlsplit(base_address)
    return Place(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", institution)


def keep_key(session: Session, key: NewKey, *, person_id: int, name: str, challenge: str, at: dt.datetime) -> None:
    """Raises `Conflict` for a key that is known already, `Invalid` for a challenge that was answered before."""
    spend_challenge(session, challenge, at=at)
    values = {"person_id": person_id, "name": name, "credential": key.credential, "public_key": key.public_key}
    more = {"sign_count": key.sign_count, "transports": key.transports, "made_at": at, "used_at": None}
    if not insert_or_ignore(session, Passkey, values | more):
        raise Conflict("This key is known already. Nothing was added.")


def use_key(session: Session, signed: Signed, *, challenge: str, at: dt.datetime) -> None:
    spend_challenge(session, challenge, at=at)
    session.execute(update(Passkey).where(Passkey.id == signed.passkey_id).values(sign_count=signed.sign_count, used_at=at))


def spend_challenge(session: Session, challenge: str, *, at: dt.datetime) -> None:
    """A cookie can be kept and sent again; what it promised is answered once all the same."""
    digest = hashlib.sha256(challenge.encode()).hexdigest()
    if not insert_or_ignore(session, SpentChallenge, {"digest": digest, "spent_at": at}):
        raise Invalid(REFUSED)


def forget_challenges(session: Session, *, before: dt.datetime) -> None:
    session.execute(delete(SpentChallenge).where(SpentChallenge.spent_at < before))
