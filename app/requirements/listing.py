"""Person by person, under one demand: the rows of the screen and of every file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Membership, Person, PersonIdentifier, Unit
from app.accounts.searching import is_primary
from app.languages import local_day
from app.requirements.demanding import Demand
from app.requirements.reporting import MISSING, AsOf, Found, Whom, bucket, find_coverage, is_valid

AT_ONCE = 1000
STATES = ("missing", "expired", "lapses", "covered")
"""By bucket, where the two last days are the day asked about and the end of the warning."""


Places = list[tuple[list[int], list[int]]]
"""Of each need: where the instants stand in a row, and where the days."""


class Listed(NamedTuple):
    """`completed_on` is the day that decides: the oldest of the newest. `through` None with it: for good."""

    code: str
    name: str
    address: str
    units: tuple[str, ...]
    affiliations: tuple[str, ...]
    state: str
    completed_on: dt.date | None
    through: dt.date | None


@dataclass(frozen=True, slots=True)
class PeopleAsked:
    """`last_days`: the day asked about and the end of the warning. `state`: one of STATES, or all."""

    demand: Demand
    asof: AsOf
    whom: Whom
    last_days: Sequence[dt.date]
    state: str = ""


def count_listed(session: Session, asked: PeopleAsked) -> int:
    rows = select_listed(session, asked).order_by(None).subquery()
    return session.execute(select(func.count()).select_from(rows)).scalar_one()


def page_of_listed(session: Session, asked: PeopleAsked, *, number: int, size: int) -> list[Listed]:
    query, read = _select(session, asked)
    return [read(row) for row in session.execute(query.limit(size).offset((number - 1) * size))]


def stream_listed(session: Session, asked: PeopleAsked) -> Iterator[Listed]:
    """The same rows in the same order, all of them, in constant memory."""
    query, read = _select(session, asked)
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield read(row)


def stream_listed_ids(session: Session, asked: PeopleAsked) -> Iterator[tuple[int, dt.date | None]]:
    """Ids and last days covered alone."""
    query, read = _select(session, asked)
    place = list(query.selected_columns.keys()).index("id")
    for row in session.execute(query.order_by(None).execution_options(yield_per=AT_ONCE)):
        yield row[place], read(row).through


def select_listed(session: Session, asked: PeopleAsked) -> Select[Any]:
    """The rows of the screen and of every file."""
    return _select(session, asked)[0]


def _select(session: Session, asked: PeopleAsked) -> tuple[Select[Any], Callable[[Any], Listed]]:
    former = aliased(Person)
    written = func.aggregate_strings(cast(Membership.unit_id, String) + ":" + Membership.affiliation, ",")
    places = select(written).where(is_valid(asked.asof))
    own = places.where(Membership.person_id == Person.id).correlate(Person).scalar_subquery().label("own")
    others = places.join(former, former.id == Membership.person_id).where(former.merged_into == Person.id)
    others_column = others.correlate(Person).scalar_subquery().label("others")
    address = select(PersonIdentifier.value).where(is_primary(Person)).limit(1).correlate(Person).scalar_subquery()
    columns = (Person.code, Person.name, address.label("address"), own, others_column, Person.id.label("id"))
    found = find_coverage(session, [asked.demand], asked.asof, asked.whom, *columns)
    state = bucket(found, asked.demand, asked.asof, asked.last_days).label("state")
    query = found.query.add_columns(state)
    if asked.state:
        query = query.where(state == STATES.index(asked.state))
    inner = found.query.selected_columns
    order: list[ColumnElement[Any]] = [inner["name"], inner["id"]]
    units = {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.name))}
    return query.order_by(*order), _reader(asked, found, units)


def _reader(asked: PeopleAsked, found: Found, units: dict[int, str]) -> Callable[[Any], Listed]:
    """Of rows with the columns of `_select`: code, name, address, own, others, and the bucket at the end."""
    demand, zone = asked.demand, asked.asof.zone
    names_of = [str(inner.key) for inner in found.query.selected_columns]
    places: Places = [
        (
            [names_of.index(str(one.key)) for one in found.instants[need]],
            [names_of.index(str(one.key)) for one in found.days[need]],
        )
        for need in demand.needs
    ]
    day_of = _days_in(zone)

    @lru_cache(20_000)
    def names(own: str | None, others: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        pairs = [pair.partition(":") for part in (own, others) if part for pair in part.split(",")]
        found = sorted({units[int(unit)] for unit, _colon, _affiliation in pairs})
        return tuple(found), tuple(sorted({affiliation for _unit, _colon, affiliation in pairs}))

    through = lru_cache(20_000)(demand.through)

    def read(row: Any) -> Listed:
        where, affiliations = names(row[3], row[4])
        state = row[-1]
        completed_on = None if state == MISSING else _deciding_day(row, places, day_of)
        last = through(completed_on) if completed_on else None
        return Listed(row[0], row[1], row[2] or "", where, affiliations, STATES[min(state, 3)], completed_on, last)

    return read


def _deciding_day(row: Any, places: Places, day_of: Callable[[dt.datetime], dt.date]) -> dt.date | None:
    """The oldest of the newest of each need. Instants are compared as they are, and only the one that decides becomes a day."""
    first_at, first_on = None, None
    for instants, days in places:
        at, on = None, None
        for place in instants:
            value = row[place]
            if value is not None and (at is None or value > at):
                at = value
        for place in days:
            value = row[place]
            if value is not None and (on is None or value > on):
                on = value
        if on is not None:
            on = on if at is None else max(on, day_of(at))
            first_on = on if first_on is None or on < first_on else first_on
        elif first_at is None or at < first_at:
            first_at = at
    if first_at is None:
        return first_on
    day = day_of(first_at)
    return day if first_on is None or day < first_on else first_on


def _days_in(zone: str) -> Callable[[dt.datetime], dt.date]:
    """`local_day`, remembered by quarters of an hour: midnight falls on one in every zone."""
    known: dict[int, dt.date] = {}

    def day_of(at: dt.datetime) -> dt.date:
        quarter = at.toordinal() * 96 + at.hour * 4 + at.minute // 15
        found = known.get(quarter)
        if found is None:
            found = known[quarter] = local_day(at.replace(tzinfo=dt.UTC), zone)
        return found

    return day_of
