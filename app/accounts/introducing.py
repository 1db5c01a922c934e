"""Whom a provider of sign-on introduces: who that is here, linking them to a person, and making a new one.

The subject decides, never the address: an address is handed on when people leave, a subject is not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.addressing import clean_name
from app.accounts.merging import selves_of
from app.accounts.models import Person, PersonIdentifier, Scheme
from app.accounts.queries import find_by_subject, survivor_of
from app.accounts.registering import add_person
from app.accounts.signing_in import end_sessions
from app.audit.recording import record_act
from app.database.writing import insert_or_ignore
from app.errors import Conflict, Invalid, NotFound
from app.sign_on.shapes import Introduction

LONGEST_SUBJECT = 250


@dataclass(frozen=True, slots=True)
class Linked:
    """A sign-on of a person."""

    id: int
    provider: str
    subject: str
    since: dt.datetime


def sign_ons_of(session: Session, person_id: int) -> list[Linked]:
    """The oldest first, with those of people who were merged into this one."""
    mine = (PersonIdentifier.person_id.in_(selves_of(person_id)), PersonIdentifier.scheme == Scheme.SUBJECT)
    columns = (PersonIdentifier.id, PersonIdentifier.value, PersonIdentifier.recorded_at)
    found = session.execute(select(*columns).where(*mine).order_by(PersonIdentifier.id))
    return [Linked(row.id, row.value.partition("|")[0], row.value.partition("|")[2], row.recorded_at) for row in found]


def has_way_in(session: Session, person_id: int) -> bool:
    """A password, or a sign-on. Whoever has neither was never here."""
    return bool(session.get_one(Person, person_id).password_hash or sign_ons_of(session, person_id))


def link_sign_on(
    session: Session, *, person_id: int, provider: str, subject: str, at: dt.datetime, by: int | None, reason: str | None = None
) -> None:
    """`by` is the person herself, or an administrator with a reason. Raises `Conflict` where it belongs to somebody already."""
    subject = subject.strip()
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise Invalid("Write the subject as the provider gives it, in at most 250 characters", field="subject")
    _keep_subject(session, person_id=person_id, key=f"{provider}|{subject}", at=at)
    record_act(session, "sign_on.linked", ("person", person_id), at=at, by=by, reason=reason, provider=provider)


def unlink_sign_on(session: Session, *, person_id: int, identifier_id: int, at: dt.datetime, by: int | None) -> Linked:
    """The person is signed out everywhere. That it was linked and is no longer stays in the audit log."""
    linked = next((one for one in sign_ons_of(session, person_id) if one.id == identifier_id), None)
    if linked is None:
        raise NotFound("This sign-on is not linked, or no longer.")
    session.execute(delete(PersonIdentifier).where(PersonIdentifier.id == identifier_id))
    end_sessions(session, person_id=person_id)
    record_act(session, "sign_on.unlinked", ("person", person_id), at=at, by=by, provider=linked.provider)
    return linked


def make_introduced(
    session: Session, introduction: Introduction, *, address: str, language: str, zone: str, at: dt.datetime
) -> Person:
    """A new person with a proven address. Raises `Gone` where the address, `Conflict` where the subject has an account by now."""
    try:
        name = clean_name(introduction.name or "")
    except Invalid:
        name = address.partition("@")[0]
    person = add_person(session, name=name, address=address, language=language, zone=zone, confirmed=True, at=at)
    _keep_subject(session, person_id=person.id, key=introduction.key, at=at)
    return person


def _keep_subject(session: Session, *, person_id: int, key: str, at: dt.datetime) -> None:
    values = {"person_id": person_id, "scheme": Scheme.SUBJECT, "value": key, "confirmed_at": at, "recorded_at": at}
    if insert_or_ignore(session, PersonIdentifier, values):
        return
    holder = find_by_subject(session, key)
    remaining = survivor_of(session, holder) if holder else None
    mine = remaining is not None and remaining.id == person_id
    raise Conflict(
        "This sign-on is linked to this account already. Nothing was changed."
        if mine
        else "This sign-on belongs to another account. Nothing was changed. Ask your research security office to look at both."
    )
