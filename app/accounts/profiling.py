"""What people change about themselves: name, address, language, zone."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.addressing import clean_name
from app.accounts.linking import end_links, keep_link, use_digest, use_link
from app.accounts.models import LinkPurpose, MailLink, Person, PersonIdentifier, Scheme
from app.accounts.naming import ends_key, name_key
from app.accounts.queries import survivor_of
from app.accounts.signing_in import set_password
from app.database.writing import insert_or_ignore
from app.errors import Gone, Invalid


def change_name(session: Session, *, person_id: int, name: str) -> str:
    """Certificates that were issued keep the name as issued. Returns the name as kept."""
    kept = clean_name(name)
    session.execute(
        update(Person).where(Person.id == person_id).values(name=kept, name_key=name_key(kept), name_ends=ends_key(kept))
    )
    return kept


def change_preferences(session: Session, *, person_id: int, language: str, zone: str, languages: Sequence[str]) -> None:
    """`languages` are those the installation speaks."""
    if language not in languages:
        raise Invalid("Choose a language from the list", field="language")
    if zone not in zoneinfo.available_timezones():
        raise Invalid("Choose a time zone from the list", field="zone")
    session.execute(update(Person).where(Person.id == person_id).values(language=language, zone=zone))


def keep_new_address(session: Session, *, person_id: int, address: str, secret: str, at: dt.datetime) -> None:
    """The address counts once it is confirmed from its own mailbox. A newer wish takes the place of an older one."""
    end_links(session, person_id=person_id, purposes=(LinkPurpose.ADDRESS,), at=at)
    keep_link(session, secret=secret, purpose=LinkPurpose.ADDRESS, address=address, person_id=person_id, at=at)


def confirm_new_address(session: Session, *, secret: str, at: dt.datetime) -> int:
    """Makes it the primary one and returns the person's id. The former address stays known, so that records sent under it still
    find the person. Raises `Gone` where somebody else has the address by now."""
    link = use_link(session, secret, purpose=LinkPurpose.ADDRESS, at=at)
    person = person_of_link(session, link)
    _make_primary(session, person, link.address, at)
    end_links(session, person_id=person.id, purposes=(LinkPurpose.RESET, LinkPurpose.ADDRESS), at=at)
    return person.id


def person_of_link(session: Session, link: MailLink) -> Person:
    """Raises `Gone` where the account is closed."""
    assert link.person_id is not None
    person = survivor_of(session, session.get_one(Person, link.person_id))
    if person is None:
        raise Gone("The account of this letter is closed.")
    return person


def accept_invitation(session: Session, *, secret: str, name: str, password_hash: str, at: dt.datetime) -> Person:
    """The invited person checks the name and sets a password; reading the letter confirms the address, a copied link
    does not."""
    link = use_link(session, secret, purpose=LinkPurpose.INVITE, at=at)
    person = person_of_link(session, link)
    change_name(session, person_id=person.id, name=name)
    if link.offer.get("is_mailed", True):
        confirm_address(session, link.address, at=at)
    set_password(session, person_id=person.id, password_hash=password_hash, at=at)
    return person


def accept_by_sign_on(session: Session, *, digest: str, at: dt.datetime) -> int:
    """The invited person comes in through the provider that answers for the address, and needs no password here. Returns the
    person's id."""
    link = use_digest(session, digest, purpose=LinkPurpose.INVITE, at=at)
    person = person_of_link(session, link)
    confirm_address(session, link.address, at=at)
    return person.id


def reset_password(session: Session, *, secret: str, password_hash: str, at: dt.datetime) -> Person:
    """Signs the person out everywhere; reading the letter confirms the address."""
    link = use_link(session, secret, purpose=LinkPurpose.RESET, at=at)
    person = person_of_link(session, link)
    confirm_address(session, link.address, at=at)
    set_password(session, person_id=person.id, password_hash=password_hash, at=at)
    return person


def confirm_address(session: Session, address: str, *, at: dt.datetime) -> None:
    """Whoever has it has read a letter there."""
    unconfirmed = (
        PersonIdentifier.scheme == Scheme.ADDRESS, PersonIdentifier.value == address, PersonIdentifier.confirmed_at.is_(None)
    )  # fmt: skip
    session.execute(update(PersonIdentifier).where(*unconfirmed).values(confirmed_at=at))


def _make_primary(session: Session, person: Person, address: str, at: dt.datetime) -> None:
    mine = (PersonIdentifier.person_id == person.id, PersonIdentifier.scheme == Scheme.ADDRESS)
    session.execute(update(PersonIdentifier).where(*mine).values(is_primary=False))
    owned = {"person_id": person.id, "scheme": Scheme.ADDRESS, "value": address}
    values = {**owned, "is_primary": True, "confirmed_at": at, "recorded_at": at}
    if insert_or_ignore(session, PersonIdentifier, values):
        return
    same = (PersonIdentifier.scheme == Scheme.ADDRESS, PersonIdentifier.value == address)
    known = session.execute(select(PersonIdentifier).where(*same)).scalar_one()
    holder = survivor_of(session, session.get_one(Person, known.person_id))
    if holder is None or holder.id != person.id:
        raise Gone("This address belongs to another account by now. Your former address still counts.")
    known.person_id = person.id
    known.is_primary = True
    known.confirmed_at = known.confirmed_at or at
