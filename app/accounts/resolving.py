"""Who is meant by what an office types: an address, an ORCID iD, an employee number or a name, in whatever way it is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person, PersonIdentifier, Scheme
from app.accounts.naming import ends_key, name_key
from app.accounts.searching import is_primary, is_standing, survivor_id
from app.accounts.units import below

ADDRESS = re.compile(r"[^\s<>,;:\"']+@[^\s<>,;:\"']+")
ORCID = re.compile(r"\b(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\b")
Asked = tuple[str, str]
"""What was typed, and the code of the person chosen for it; empty where nobody chose."""
MOST = 8
"""Candidates shown for one name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    code: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """Exactly one person who `is_certain`, or candidates among whom somebody chooses; none: nobody is known by this."""

    people: tuple[Candidate, ...]
    is_certain: bool

    @property
    def person(self) -> Candidate | None:
        return self.people[0] if self.is_certain else None


@dataclass(frozen=True, slots=True)
class _Typed:
    """What one piece of text can be read as."""

    identifiers: tuple[tuple[str, str], ...]
    key: str
    ends: str

    @property
    def identifiers_given(self) -> bool:
        """Whether an address or an ORCID iD stands in the text: then a name beside it is no proof of who is meant."""
        return any(scheme != Scheme.EMPLOYEE for scheme, _value in self.identifiers)


def resolve(session: Session, asked: Collection[Asked], *, scope: Collection[int] | None = None) -> dict[Asked, Resolved]:
    """By what was typed, and the code of the person that somebody chose for it (or an empty one). Four queries at most.

    `scope`: units of which, and below which, names are looked up; None: all. Addresses, ORCID iDs and employee numbers name one
    person wherever that one belongs.
    """
    read = {one: _read(one[0]) for one in asked}
    picked = _by_code(session, {chosen for _typed, chosen in asked if chosen})
    open_ones = {one: reading for one, reading in read.items() if one[1] not in picked}
    known = _by_identifier(session, {each for reading in open_ones.values() for each in reading.identifiers})
    named = _by_name(session, open_ones.values(), scope)
    people = _people(session, {*known.values(), *(one for ids in named.values() for one in ids), *picked.values()})
    return {one: _decide(reading, picked.get(one[1]), known, named, people) for one, reading in read.items()}


def is_name(text: str) -> bool:
    """Whether nothing in it is an identifier, or could be one."""
    return not _read(text).identifiers


def _read(text: str) -> _Typed:
    address, orcid = ADDRESS.search(text), ORCID.search(text)
    name = ORCID.sub(" ", ADDRESS.sub(" ", text)).strip(" <>,;:\"'()")
    identifiers: list[tuple[str, str]] = []
    if address:
        identifiers.append((Scheme.ADDRESS, address[0].lower().strip(".")))
    if orcid:
        identifiers.append((Scheme.ORCID, "-".join(orcid.groups()).upper()))
    if not identifiers and text.strip() and not re.search(r"\s", text.strip()):
        identifiers.append((Scheme.EMPLOYEE, text.strip()))
    return _Typed(tuple(identifiers), name_key(name), ends_key(name))


def _by_identifier(session: Session, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    if not wanted:
        return {}
    query = (
        select(PersonIdentifier.scheme, PersonIdentifier.value, survivor_id())
        .join(Person, Person.id == PersonIdentifier.person_id)
        .where(PersonIdentifier.value.in_({value for _scheme, value in wanted}))
    )
    return {(scheme, value): person_id for scheme, value, person_id in session.execute(query) if (scheme, value) in wanted}


def _by_name(session: Session, read: Iterable[_Typed], scope: Collection[int] | None) -> dict[str, list[int]]:
    """Ids by full key, and by `ends:` and the key of both ends."""
    texts = [one for one in read if one.key]
    keys, ends = {one.key for one in texts}, {one.ends for one in texts} - {""}
    if not keys:
        return {}
    query = select(Person.id, Person.name_key, Person.name_ends).where(
        or_(Person.name_key.in_(keys), Person.name_ends.in_(ends)), *is_standing(Person)
    )
    if scope is not None:
        query = query.where(Person.id.in_(select(Membership.person_id).where(Membership.unit_id.in_(below(scope)))))
    found: dict[str, list[int]] = {}
    for person_id, key, both in session.execute(query.order_by(Person.id)):
        found.setdefault(key, []).append(person_id)
        found.setdefault(f"ends:{both}", []).append(person_id)
    return found


def _by_code(session: Session, codes: set[str]) -> dict[str, int]:
    if not codes:
        return {}
    rows = session.execute(select(Person.code, survivor_id().label("now")).where(Person.code.in_(codes)))
    return {row.code: row.now for row in rows}


def _people(session: Session, ids: set[int]) -> dict[int, Candidate]:
    if not ids:
        return {}
    query = (
        select(Person.id, Person.code, Person.name, PersonIdentifier.value)
        .outerjoin(PersonIdentifier, is_primary(Person))
        .where(Person.id.in_(ids), *is_standing(Person))
    )
    return {row.id: Candidate(row.id, row.code, row.name, row.value or "") for row in session.execute(query)}


def _decide(
    read: _Typed,
    choice: int | None,
    known: Mapping[tuple[str, str], int],
    named: Mapping[str, Sequence[int]],
    people: Mapping[int, Candidate],
) -> Resolved:
    """A choice wins, then identifiers, then the whole name. Two identifiers of different people, or a name that is only close,
    are never certain."""
    if choice is not None and choice in people:
        return Resolved((people[choice],), is_certain=True)
    ids = list(dict.fromkeys(known[one] for one in read.identifiers if one in known and known[one] in people))
    if ids:
        return Resolved(tuple(people[one] for one in ids), is_certain=len(ids) == 1)
    exact = [one for one in named.get(read.key, ()) if one in people] if read.key else []
    if exact:
        alone = len(exact) == 1 and not read.identifiers_given
        return Resolved(tuple(people[one] for one in exact[:MOST]), is_certain=alone)
    close = named.get(f"ends:{read.ends}", ()) if read.ends else ()
    return Resolved(tuple(people[one] for one in close[:MOST] if one in people), is_certain=False)
