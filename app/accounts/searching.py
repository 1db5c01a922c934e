"""Finding people, within what the asker may see. A person merged into another is found as that one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Membership, Person, PersonIdentifier, Scheme, Unit
from app.accounts.units import below, is_valid_on
from app.errors import NotFound

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """`units` are the names of those the person belongs to on the day that was asked for."""

    id: int
    code: str
    name: str
    address: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """`total` people in `units` different units, over all pages."""

    people: list[Found]
    number: int
    pages: int
    total: int
    units: int


def find_people(
    session: Session, *, words: str, unit_id: int | None, scope: Collection[int] | None, on: dt.date, page: int = 1
) -> PeoplePage:
    """By name; a page past the last is the last. `scope`: units of which, and below which, the asker sees people; None: all.

    Memberships count as of `on`. Each of `words` is part of the name or of an address, in any case.
    """
    where = [*is_standing(Person), matches(Person, words)]
    if scope is not None:
        where.append(Person.id.in_(members_below(scope, on=on)))
    if unit_id is not None:
        where.append(Person.id.in_(members_below([unit_id], on=on)))
    total = session.execute(select(func.count(Person.id)).where(*where)).scalar_one()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    people = select(Person.id, Person.code, Person.name, PersonIdentifier.value).outerjoin(PersonIdentifier, is_primary(Person))
    rows = session.execute(
        people.where(*where).order_by(Person.name, Person.id).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    ).all()
    units = _units_on(session, [row.id for row in rows], on)
    found = [Found(row.id, row.code, row.name, row.value or "", tuple(units[row.id])) for row in rows]
    return PeoplePage(found, number, pages, total, _count_units(session, where, on) if total else 0)


def find_person(session: Session, *, code: str, scope: Collection[int] | None, on: dt.date) -> Found:
    """Raises `NotFound` alike for somebody outside `scope` and for nobody at all."""
    named, person = aliased(Person), aliased(Person)
    query = (
        select(person.id, person.code, person.name, PersonIdentifier.value)
        .join(named, person.id == func.coalesce(named.merged_into, named.id))
        .outerjoin(PersonIdentifier, is_primary(person))
        .where(named.code == code, *is_standing(person))
    )
    row = session.execute(query).first()
    if row is None or (scope is not None and not is_below(session, person_id=row.id, scope=scope, on=on)):
        raise NotFound("There is nobody under this address.")
    return Found(row.id, row.code, row.name, row.value or "", tuple(_units_on(session, [row.id], on)[row.id]))


def people_behind(session: Session, codes: Collection[str]) -> dict[str, int]:
    """By code, the id of who stands behind it after merges; the erased are left out. One query."""
    remaining = aliased(Person)
    query = select(Person.code, remaining.id).join(remaining, remaining.id == survivor_id())
    rows = session.execute(query.where(Person.code.in_(codes), remaining.erased_at.is_(None)))
    return {row.code: row.id for row in rows}


def is_below(session: Session, *, person_id: int, scope: Collection[int], on: dt.date) -> bool:
    """Whether the person belongs on that day to one of these units, or to one below."""
    itself = or_(Person.id == person_id, Person.merged_into == person_id)
    return session.execute(members_below(scope, on=on).where(itself).limit(1)).first() is not None


def codes_below(session: Session, codes: Collection[str], *, scope: Collection[int] | None, on: dt.date) -> set[str]:
    """Those of the codes whose people belong on that day to one of these units or to one below; None: all of them."""
    if scope is None:
        return set(codes)
    return set(session.scalars(members_below(scope, on=on).with_only_columns(Person.code).where(Person.code.in_(codes))))


def survivor_id() -> ColumnElement[int]:
    """Of a `Person`: the id of whom she is now."""
    return func.coalesce(Person.merged_into, Person.id)


def is_standing(person: type[Person]) -> tuple[ColumnElement[bool], ...]:
    """Neither merged into another nor erased."""
    return person.merged_into.is_(None), person.erased_at.is_(None)


def is_primary(person: type[Person]) -> ColumnElement[bool]:
    """Joins the address that letters go to."""
    of_person = PersonIdentifier.person_id == person.id
    return and_(of_person, PersonIdentifier.scheme == Scheme.ADDRESS, PersonIdentifier.is_primary)


def members_below(units: Collection[int], *, on: dt.date) -> Select[int]:
    """The ids of who belongs on that day to one of these units or to one below. Merged people count as those they are now."""
    own = select(survivor_id()).join(Membership, Membership.person_id == Person.id)
    return own.where(Membership.unit_id.in_(below(units)), is_valid_on(on))


def matches(person: type[Person], words: str) -> ColumnElement[bool]:
    """Each word is part of the name, or of an address that is or was the person's."""
    return and_(True, *(_matches_one(person, word) for word in words.split()[:8]))


def _matches_one(person: type[Person], word: str) -> ColumnElement[bool]:
    """The engines fold ASCII alike and other letters not at all, so a word is tried as people write it."""
    written = {word, word.lower(), word.upper(), word.capitalize()} if not word.isascii() else {word}
    holder = aliased(Person)
    owners = select(func.coalesce(holder.merged_into, holder.id)).join(PersonIdentifier, PersonIdentifier.person_id == holder.id)
    address = PersonIdentifier.value.contains(word.lower(), autoescape=True)
    known = owners.where(PersonIdentifier.scheme == Scheme.ADDRESS, address)
    named = [person.name.icontains(form, autoescape=True) for form in sorted(written)]
    return or_(*named, person.id.in_(known))


def _units_on(session: Session, people: Collection[int], on: dt.date) -> dict[int, list[str]]:
    query = (
        select(survivor_id(), Unit.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(or_(Person.id.in_(people), Person.merged_into.in_(people)), is_valid_on(on))
        .order_by(Unit.name)
        .distinct()
    )
    units: dict[int, list[str]] = defaultdict(list)
    for person_id, name in session.execute(query):
        units[person_id].append(name)
    return units


def _count_units(session: Session, where: Collection[ColumnElement[bool]], on: dt.date) -> int:
    holder = aliased(Person)
    query = select(func.count(Membership.unit_id.distinct())).join(holder, holder.id == Membership.person_id)
    found = func.coalesce(holder.merged_into, holder.id).in_(select(Person.id).where(*where))
    return session.execute(query.where(is_valid_on(on), found)).scalar_one()
