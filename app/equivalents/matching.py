"""Who is meant by a line of an export: by address or employee number, or by a name that somebody then confirms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.accounts.naming import ends_key, name_key
from app.accounts.searching import is_standing, members_below
from app.equivalents.exports import ExportLine
from app.equivalents.models import Submission

AT_ONCE = 500
MOST_CANDIDATES = 10
T = TypeVar("T")


class Fit(StrEnum):
    """Sure: one person has the address or number, and the name agrees. To choose: there are candidates. Nobody: none."""

    KNOWN = "known"
    SURE = "sure"
    TO_CHOOSE = "to choose"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    line: ExportLine
    fit: Fit
    people: tuple[Candidate, ...]


class Register:
    """Those whom the reviewer sees, by each of the things that a line can name."""

    def __init__(self, session: Session, *, scope: Collection[int] | None, on: dt.date) -> None:
        self._session, self._scope, self._on = session, scope, on
        self.by_identifier: dict[tuple[str, str], set[Candidate]] = defaultdict(set)
        self.by_key: dict[str, set[Candidate]] = defaultdict(set)
        self.by_ends: dict[str, set[Candidate]] = defaultdict(set)

    def look_up(self, lines: Sequence[ExportLine]) -> None:
        """A few queries for each so many lines."""
        for block in _blocks({address for line in lines for address in line.addresses}):
            self._add_identifiers(Scheme.ADDRESS, block)
        for block in _blocks({line.employee for line in lines if line.employee}):
            self._add_identifiers(Scheme.EMPLOYEE, block)
        for block in _blocks({name_key(line.name) for line in lines if line.name}):
            self._add_names(Person.name_key, self.by_key, block)
        for block in _blocks({ends for line in lines if (ends := ends_key(line.name))}):
            self._add_names(Person.name_ends, self.by_ends, block)

    def match(self, line: ExportLine) -> Match:
        keys = [(Scheme.ADDRESS.value, address) for address in line.addresses] + [(Scheme.EMPLOYEE.value, line.employee)]
        holders = set().union(*(self.by_identifier.get(key, ()) for key in keys))
        if len(holders) == 1 and _agrees(line.name, next(iter(holders)).name):
            return Match(line, Fit.SURE, tuple(holders))
        named = self.by_key.get(name_key(line.name), set()) or self.by_ends.get(ends_key(line.name) or "-", set())
        people = sorted(holders | named, key=lambda one: (one not in holders, one.name, one.id))[:MOST_CANDIDATES]
        return Match(line, Fit.TO_CHOOSE if people else Fit.NOBODY, tuple(people))

    def _add_identifiers(self, scheme: Scheme, values: Sequence[str]) -> None:
        holder = aliased(Person)
        query = (
            select(PersonIdentifier.value, Person.id, Person.code, Person.name)
            .select_from(PersonIdentifier)
            .join(holder, holder.id == PersonIdentifier.person_id)
            .join(Person, Person.id == func.coalesce(holder.merged_into, holder.id))
            .where(PersonIdentifier.scheme == scheme, PersonIdentifier.value.in_(values))
        )
        for row in self._people(query):
            self.by_identifier[scheme.value, row[0]].add(Candidate(*row[1:]))

    def _add_names(self, column: InstrumentedAttribute[str], found: dict[str, set[Candidate]], values: Sequence[str]) -> None:
        query = select(column, Person.id, Person.code, Person.name).where(column.in_(values))
        for row in self._people(query):
            found[row[0]].add(Candidate(*row[1:]))

    def _people(self, query: Select[str, int, str, str]) -> Iterable[Row[str, int, str, str]]:
        query = query.where(*is_standing(Person))
        if self._scope is not None:
            query = query.where(Person.id.in_(members_below(self._scope, on=self._on)))
        return self._session.execute(query)


def match_lines(
    session: Session, lines: Sequence[ExportLine], *, source: str, scope: Collection[int] | None, on: dt.date
) -> list[Match]:
    """In the order of the lines. Known: handed in before, from this export or another."""
    known: set[str] = set()
    for block in _blocks({line.ref for line in lines}):
        query = select(Submission.source_ref).where(Submission.source == source, Submission.source_ref.in_(block))
        known.update(ref for ref in session.scalars(query) if ref)
    register = Register(session, scope=scope, on=on)
    register.look_up([line for line in lines if line.ref not in known])
    return [Match(line, Fit.KNOWN, ()) if line.ref in known else register.match(line) for line in lines]


def _agrees(typed: str, kept: str) -> bool:
    """A line without a name contradicts nobody."""
    return not typed or name_key(typed) == name_key(kept) or (ends_key(typed) or "-") == ends_key(kept)


def _blocks(values: Collection[T]) -> Iterator[list[T]]:
    remaining = iter(sorted(values, key=str))
    while block := list(islice(remaining, AT_ONCE)):
        yield block
