"""What the database holds of whom a roster names: a few queries for any number of lines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person, PersonIdentifier, Scheme, Unit
from app.roster.models import RosterFile
from app.roster.shapes import Known, KnownMembership, KnownPerson, KnownUnit, Reading

T = TypeVar("T")
AT_ONCE = 5_000
ONE_DAY = dt.timedelta(days=1)
_SURVIVOR = func.coalesce(Person.merged_into, Person.id)


def known_for(session: Session, reading: Reading, *, on: dt.date, is_whole: bool) -> Known:
    """`is_whole`: also everybody with an employee number who belongs somewhere beyond that day."""
    holders = _holders(session, reading)
    lasting = _lasting(session, on) if is_whole else frozenset[int]()
    people = _people(session, set(holders.values()) | lasting)
    standing = {key: one for key, one in holders.items() if one in people}
    return Known(standing, people, _units(session), lasting & people.keys())


def holders_of(session: Session, scheme: str, values: Collection[str]) -> dict[str, int]:
    """Who has each of these identifiers, merges followed, the erased left out."""
    found: dict[str, int] = {}
    query = select(PersonIdentifier.value, _SURVIVOR).join(Person, Person.id == PersonIdentifier.person_id)
    for part in _parts(sorted(values)):
        mine = (PersonIdentifier.scheme == scheme, PersonIdentifier.value.in_(part), Person.erased_at.is_(None))
        found |= {value: holder for value, holder in session.execute(query.where(*mine))}  # noqa: C416
    return found


def recent_files(session: Session, *, limit: int = 10) -> Sequence[RosterFile]:
    """The latest first."""
    return session.scalars(select(RosterFile).order_by(RosterFile.id.desc()).limit(limit)).all()


def _holders(session: Session, reading: Reading) -> dict[tuple[str, str], int]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for scheme, value in reading.named:
        wanted[scheme].add(value)
    return {
        (scheme, value): person_id
        for scheme, values in wanted.items()
        for value, person_id in holders_of(session, scheme, values).items()
    }


def _lasting(session: Session, on: dt.date) -> frozenset[int]:
    numbered = select(PersonIdentifier.id).join(Person, Person.id == PersonIdentifier.person_id)
    member = select(_SURVIVOR).join(Membership, Membership.person_id == Person.id)
    beyond = or_(Membership.until_on.is_(None), Membership.until_on >= on + ONE_DAY)
    lasting = set(session.scalars(member.where(Membership.from_on <= on, beyond)))
    holders = set(session.scalars(numbered.with_only_columns(_SURVIVOR).where(PersonIdentifier.scheme == Scheme.EMPLOYEE)))
    return frozenset(lasting & holders)


def _people(session: Session, ids: Collection[int]) -> dict[int, KnownPerson]:
    identifiers: dict[int, set[tuple[str, str]]] = defaultdict(set)
    memberships: dict[int, list[KnownMembership]] = defaultdict(list)
    come_in: set[int] = set()
    rows: list[tuple[int, str, str, str, dt.date | None]] = []
    for part in _parts(sorted(ids)):
        columns = (Person.id, Person.code, Person.name, Person.name_key, Person.left_on)
        secret = (or_(Person.id.in_(part), Person.merged_into.in_(part)), Person.password_hash.is_not(None))
        come_in |= set(session.scalars(select(_SURVIVOR).where(*secret)))
        rows += session.execute(select(*columns).where(Person.id.in_(part), Person.erased_at.is_(None))).all()
        former = session.execute(select(Person.id, Person.merged_into).where(Person.merged_into.in_(part)))
        holders = {one: one for one in part} | {row[0]: row[1] for row in former if row[1]}
        held = select(PersonIdentifier.person_id, PersonIdentifier.scheme, PersonIdentifier.value)
        for holder, scheme, value in session.execute(held.where(PersonIdentifier.person_id.in_(holders))):
            identifiers[holders[holder]].add((scheme, value))
            come_in |= {holders[holder]} if scheme == Scheme.SUBJECT else set()
        places = (Membership.id, Membership.unit_id, Membership.affiliation, Membership.from_on, Membership.until_on)
        query = select(Membership.person_id, *places).where(Membership.person_id.in_(holders)).order_by(Membership.id)
        for row in session.execute(query):
            memberships[holders[row[0]]].append(KnownMembership(*row[1:]))
    return {
        row[0]: KnownPerson(*row, frozenset(identifiers[row[0]]), tuple(memberships[row[0]]), row[0] in come_in) for row in rows
    }


def _units(session: Session) -> dict[str, list[KnownUnit]]:
    """By short name and by name, in small letters. A short name goes before a name."""
    units: dict[str, list[KnownUnit]] = {}
    found = [KnownUnit(*row) for row in session.execute(select(Unit.id, Unit.slug, Unit.name, Unit.closed_at.is_not(None)))]
    for unit in found:
        units.setdefault(" ".join(unit.name.split()).casefold(), []).append(unit)
    return units | {unit.slug: [unit] for unit in found}


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
