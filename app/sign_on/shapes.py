"""What passes between a provider and the door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

from app.errors import Failure
from app.sign_on.describing import Provider


class Reason(StrEnum):
    """Why a sign-on came to nothing. The words for people stand in `entry.refusing`."""

    NOT_BEGUN = "not begun here"
    USED = "used before"
    LATE = "too late"
    STOPPED = "stopped by the provider"
    OTHER_PROVIDER = "another provider"
    UNSIGNED = "not signed"
    TAMPERED = "signature does not hold"
    ENCRYPTED = "encrypted and cannot be opened"
    NOT_FOR_US = "made for somebody else"
    EXPIRED = "expired"
    OTHER_SIGN_ON = "made for another sign-on"
    INCOMPLETE = "incomplete"
    NOT_TRUSTED = "not through the trusted proxy"
    NO_ANSWER = "provider does not answer"
    NO_ACCOUNT = "no account"
    CLOSED = "account closed"
    OTHER_PERSON = "another person"


class Refused(Failure):
    """`detail` is for the log: what the protocol said, and nothing about the person."""

    def __init__(self, reason: Reason, provider: Provider | None = None, detail: str = "") -> None:
        super().__init__(f"{reason}{': ' if detail else ''}{detail}")
        self.reason = reason
        self.provider = provider
        self.status = 503 if reason == Reason.NO_ANSWER else 403


@dataclass(frozen=True, slots=True)
class Way:
    """One sign-on under way. `state` comes back in the answer and lies in the browser's own session; `nonce` must stand in what
    the provider signs; `verifier` proves that who fetches the answer is who asked (PKCE).
    `stricter`: a second factor is asked for."""

    state: str
    nonce: str
    verifier: str
    hint: str = ""
    stricter: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `peer` is the address that spoke to us directly, a proxy's or the browser's."""

    fields: Mapping[str, str]
    headers: Mapping[str, str]
    peer: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class GivenRole:
    role: str
    unit: str | None = None
    module: str | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """Somebody, as a provider introduces them. `units` None: the provider did not say; empty: in none of those it names.
    `address_is_proven`: the provider answers for the mailbox. `follows`: what later sign-ons bring up to date.
    `second_factor`: it proved more than a password there, by the word of a provider that is trusted with that."""

    provider: str
    subject: str
    name: str | None = None
    address: str | None = None
    address_is_proven: bool = False
    units: tuple[str, ...] | None = None
    affiliation: str | None = None
    employee: str | None = None
    orcid: str | None = None
    roles: tuple[GivenRole, ...] = ()
    follows: tuple[str, ...] = ()
    second_factor: bool = False

    @property
    def key(self) -> str:
        """What is kept as the identifier: a subject means nothing without its provider."""
        return f"{self.provider}|{self.subject}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Introduction:
        lists = {name: tuple(kept[name]) if kept[name] is not None else None for name in ("units", "follows")}
        return cls(**{**kept, **lists, "roles": tuple(GivenRole(**role) for role in kept["roles"])})


class Kind(Protocol):
    """One provider, spoken to in its protocol."""

    provider: Provider

    def way_out(self, way: Way, *, at: dt.datetime) -> str:
        """The address to which the browser goes."""

    def receive(self, answer: Answer, way: Way) -> Introduction:
        """Raises `Refused`."""

    def farewell(self, *, at: dt.datetime) -> str | None:
        """Where one signs out at the provider too, if there is such a place. Never raises."""
