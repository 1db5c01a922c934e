"""Who is who. A person merged into another is the other one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier, Scheme, Unit
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is measured against."""

    person_id: int
    password_hash: str | None


def survivor_of(session: Session, person: Person) -> Person | None:
    """The person that remains after all merges; None when that one was erased."""
    seen = {person.id}
    while person.merged_into is not None and person.merged_into not in seen:
        person = session.get_one(Person, person.merged_into)
        seen.add(person.id)
    return None if person.erased_at else person


def find_by_address(session: Session, address: str) -> Person | None:
    """`address` in any case. Former addresses count too."""
    person = _holder(session, address)
    return survivor_of(session, person) if person else None


def find_by_subject(session: Session, key: str) -> Person | None:
    """The person behind `provider|subject`, also one that was closed meanwhile: ask `survivor_of` who may sign in."""
    mine = (PersonIdentifier.scheme == Scheme.SUBJECT, PersonIdentifier.value == key)
    query = select(Person).join(PersonIdentifier, PersonIdentifier.person_id == Person.id).where(*mine)
    return session.execute(query).scalar_one_or_none()


def unit_named(session: Session, slug: str) -> Unit:
    """Raises `NotFound`."""
    unit = session.execute(select(Unit).where(Unit.slug == slug)).scalar_one_or_none()
    if unit is None:
        raise NotFound("There is no unit %(slug)s.", slug=slug)
    return unit


def units_to_mend(session: Session, slugs: Collection[str]) -> tuple[set[str], set[str]]:
    """Those of `slugs` that no unit has, and those whose unit is closed: nobody can join it."""
    there = session.scalars(select(Unit).where(Unit.slug.in_(slugs))).all()
    return set(slugs) - {unit.slug for unit in there}, {unit.slug for unit in there if unit.closed_at}


def primary_address(session: Session, person_id: int) -> str | None:
    """Where letters go."""
    mine = (PersonIdentifier.person_id == person_id, PersonIdentifier.scheme == Scheme.ADDRESS)
    query = select(PersonIdentifier.value).where(*mine, PersonIdentifier.is_primary).limit(1)
    return session.execute(query).scalar_one_or_none()


def credentials_of(session: Session, address: str) -> Credentials | None:
    """The password of whoever remains after merges; where that one never had any, the one that was merged."""
    person = _holder(session, address)
    remaining = survivor_of(session, person) if person else None
    if person is None or remaining is None:
        return None
    return Credentials(remaining.id, remaining.password_hash or person.password_hash)


def _holder(session: Session, address: str) -> Person | None:
    query = (
        select(Person)
        .join(PersonIdentifier, PersonIdentifier.person_id == Person.id)
        .where(PersonIdentifier.scheme == Scheme.ADDRESS, PersonIdentifier.value == address.strip().lower())
    )
    return session.execute(query).scalar_one_or_none()
