"""Making an account for oneself: asked for, then confirmed from the mailbox. Nobody exists before that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.accounts.linking import keep_link, use_link
from app.accounts.models import LinkPurpose, Person, PersonIdentifier, Scheme
from app.database.writing import insert_or_ignore
from app.errors import Gone, Invalid, NotAllowed


@dataclass(frozen=True, slots=True)
class Application:
    """What was asked for. `target` is where the person was going; it is kept until the address is confirmed."""

    name: str
    address: str
    password_hash: str
    language: str
    zone: str
    target: str | None = None


def check_may_register(address: str, *, registration: str, domains: Sequence[str]) -> None:
    """By the institution's setting: open, domains or invitation. Raises `NotAllowed` or `Invalid`."""
    if registration == "invitation":
        raise NotAllowed("Accounts are made by invitation here. Ask your research security office for one.")
    domain = address.rpartition("@")[2]
    if registration == "domains" and domain not in {known.lower() for known in domains}:
        endings = ", ".join(f"@{known}" for known in domains)
        raise Invalid("Use an address that ends in %(endings)s", endings=endings, field="address")


def keep_application(session: Session, application: Application, *, secret: str, at: dt.datetime) -> None:
    offer = {name: value for name, value in asdict(application).items() if name != "address"}
    keep_link(session, secret=secret, purpose=LinkPurpose.CONFIRM, address=application.address, offer=offer, at=at)


def confirm_application(session: Session, *, secret: str, at: dt.datetime) -> tuple[Person, str | None]:
    """Makes the person; the second value is where they were going. Raises `Gone` where the address has an account by now."""
    link = use_link(session, secret, purpose=LinkPurpose.CONFIRM, at=at)
    asked = Application(address=link.address, **link.offer)
    who = {"name": asked.name, "address": asked.address, "language": asked.language, "zone": asked.zone}
    person = add_person(session, **who, confirmed=True, at=at)
    person.password_hash = asked.password_hash
    return person, asked.target


def add_person(
    session: Session, *, name: str, address: str, language: str, zone: str, confirmed: bool, at: dt.datetime
) -> Person:
    """With an address in its clean form. The database decides whether it is free: raises `Gone` where it is not."""
    person = Person(name=name, language=language, zone=zone, recorded_at=at)
    session.add(person)
    session.flush()
    values = {
        "person_id": person.id,
        "scheme": Scheme.ADDRESS,
        "value": address,
        "is_primary": True,
        "confirmed_at": at if confirmed else None,
        "recorded_at": at,
    }
    if not insert_or_ignore(session, PersonIdentifier, values):
        raise Gone("This address has an account already. Sign in with it, or ask for a new password.")
    return person
