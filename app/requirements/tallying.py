"""How many are covered, counted in the database and told apart by unit and affiliation without counting anybody twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Membership, Person
from app.requirements.demanding import Demand
from app.requirements.reporting import AsOf, Whom, bucket, find_coverage, is_valid

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Heap:
    """People who are alike: of one unit and affiliation, with one bucket for each demand. Whoever belongs to several is a heap of
    one for each of these, and has `person_id`."""

    unit_id: int | None
    affiliation: str | None
    person_id: int | None
    buckets: tuple[int, ...]
    count: int


def heap_people(session: Session, demands: Sequence[Demand], asof: AsOf, whom: Whom, last_days: Sequence[dt.date]) -> list[Heap]:
    """In one query, and one more about those who were merged."""
    found = find_coverage(session, demands, asof, whom, Person.id.label("id"))
    person = found.query.selected_columns["id"]
    other, merged = aliased(Membership), aliased(Person)
    more = select(other.person_id).where(is_valid(asof, other)).group_by(other.person_id).having(func.count() > 1)
    former = select(merged.merged_into).where(merged.merged_into.is_not(None))
    several = case((person.in_(more) | person.in_(former), person))
    buckets = [bucket(found, demand, asof, last_days) for demand in demands]
    keys = (Membership.unit_id, Membership.affiliation, several, *buckets)
    query = found.query.with_only_columns(*keys, func.count()).outerjoin(
        Membership, (Membership.person_id == person) & is_valid(asof)
    )
    rows = session.execute(query.group_by(*keys)).all()
    heaps = [Heap(row[0], row[1], row[2], tuple(row[3:-1]), row[-1]) for row in rows]
    return heaps + _from_former_selves(session, heaps, asof)


def count_people(
    session: Session, demands: Sequence[Demand], asof: AsOf, whom: Whom, last_days: Sequence[dt.date]
) -> list[tuple[tuple[int, ...], int]]:
    """By buckets alone."""
    found = find_coverage(session, demands, asof, whom, Person.id.label("id"))
    buckets = [bucket(found, demand, asof, last_days) for demand in demands]
    query = found.query.with_only_columns(*buckets, func.count()).group_by(*buckets)
    return [(tuple(row[:-1]), row[-1]) for row in session.execute(query)]


def fold(heaps: Iterable[Heap], groups_of: Callable[[Heap], Iterable[Group]]) -> dict[Group, dict[tuple[int, ...], int]]:
    """For each group and each row of buckets, how many different people."""
    counts: dict[Group, dict[tuple[int, ...], int]] = defaultdict(lambda: defaultdict(int))
    seen: set[tuple[Any, int]] = set()
    for heap in heaps:
        for group in groups_of(heap):
            if heap.person_id is not None:
                if (group, heap.person_id) in seen:
                    continue
                seen.add((group, heap.person_id))
            counts[group][heap.buckets] += heap.count
    return counts


def _from_former_selves(session: Session, heaps: list[Heap], asof: AsOf) -> list[Heap]:
    """Where people belong by what they were before they were merged."""
    alone = {heap.person_id: heap for heap in heaps if heap.person_id is not None}
    query = (
        select(Person.merged_into, Membership.unit_id, Membership.affiliation)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.merged_into.is_not(None), is_valid(asof))
    )
    rows = session.execute(query).all() if alone else []
    return [Heap(row[1], row[2], row[0], alone[row[0]].buckets, 1) for row in rows if row[0] in alone]
