"""Person by person, under one demand: the rows of the screen and of every file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Membership, Person, PersonIdentifier, Unit
from app.accounts.searching import is_primary
from app.languages import local_day
from app.requirements.demanding import Demand
from app.requirements.reporting import MISSING, AsOf, Found, Whom, bucket, find_coverage, is_valid

AT_ONCE = 1000
QUARTER = dt.timedelta(minutes=15)
NAIVE = dt.datetime(2000, 1, 1)  # noqa: DTZ001  what SQLite's driver gives bears no zone, and means UTC
AWARE = NAIVE.replace(tzinfo=dt.UTC)
STATES = ("missing", "expired", "lapses", "covered")
"""By bucket, where the two last days are the day asked about and the end of the warning."""


Places = list[tuple[int | None, int | None]]
"""Of each need: where the newest instant stands in a row, and where the newest day."""


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
    query, reader = _select(session, asked)
    return [reader.read(row) for row in session.execute(query.limit(size).offset((number - 1) * size))]


def stream_listed(session: Session, asked: PeopleAsked) -> Iterator[Listed]:
    """The same rows in the same order, all of them, in constant memory."""
    query, reader = _select(session, asked)
    return map(reader.read, _rows(session, query))


def stream_cells(session: Session, asked: PeopleAsked) -> Iterator[tuple[str, ...]]:
    """The same as text, for files: all of `Listed` but the code."""
    query, reader = _select(session, asked)
    return map(reader.cells, _rows(session, query))


def stream_listed_ids(session: Session, asked: PeopleAsked) -> Iterator[tuple[int, dt.date | None]]:
    """Ids and last days covered alone."""
    query, reader = _select(session, asked)
    place = list(query.selected_columns.keys()).index("id")
    for row in _rows(session, query.order_by(None)):
        yield row[place], reader.read(row).through


def select_listed(session: Session, asked: PeopleAsked) -> Select[Any]:
    """The rows of the screen and of every file."""
    return _select(session, asked)[0]


def _rows(session: Session, query: Select[Any]) -> Iterator[Any]:
    """A thousand at a time, and with no step of Python for each."""
    found = session.connection().execute(query, execution_options={"yield_per": AT_ONCE})
    return chain.from_iterable(found.partitions())


def _select(session: Session, asked: PeopleAsked) -> tuple[Select[Any], _Reader]:
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
    return query.order_by(*order), _Reader(asked, found, units)


class _Reader:
    """Of rows with the columns of `_select`: code, name, address, own, others, and the bucket at the end. What few rows differ
    in is reckoned once: a file has hundreds of thousands."""

    def __init__(self, asked: PeopleAsked, found: Found, units: dict[int, str]) -> None:
        self._units, self._through = units, asked.demand.through
        columns = [str(column.key) for column in found.query.selected_columns]
        place_of = {name: place for place, name in enumerate(columns)}
        names = [found.names_of(need) for need in asked.demand.needs]
        self._places: Places = [(place_of.get(at), place_of.get(on)) for at, on in names]
        self._day_of = _days_in(asked.asof.zone)
        self._where = lru_cache(20_000)(self._places_named)
        self._where_in_words = lru_cache(20_000)(self._places_in_words)
        self._ends = lru_cache(20_000)(self._ends_of)

    def read(self, row: Any) -> Listed:
        units, affiliations = self._where(row[3], row[4])
        completed_on = None if row[-1] == MISSING else self._deciding_day(row)
        through = self._through(completed_on) if completed_on else None
        return Listed(row[0], row[1], row[2] or "", units, affiliations, STATES[row[-1]], completed_on, through)

    def cells(self, row: Any) -> tuple[str, ...]:
        _code, name, address, own, others = row[:5]
        state = row[-1]
        day = None if state == MISSING else self._deciding_day(row)
        return (name, address or "", *self._where_in_words(own, others), STATES[state], *self._ends(day))

    def _places_named(self, own: str | None, others: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        pairs = [pair.partition(":") for part in (own, others) if part for pair in part.split(",")]
        found = sorted({self._units[int(unit)] for unit, _colon, _affiliation in pairs})
        return tuple(found), tuple(sorted({affiliation for _unit, _colon, affiliation in pairs}))

    def _places_in_words(self, own: str | None, others: str | None) -> tuple[str, str]:
        units, affiliations = self._places_named(own, others)
        return "; ".join(units), "; ".join(affiliations)

    def _ends_of(self, completed_on: dt.date | None) -> tuple[str, str]:
        through = self._through(completed_on) if completed_on else None
        return str(completed_on or ""), str(through or "")

    def _deciding_day(self, row: Any) -> dt.date | None:
        """The oldest of the newest of each need. Instants are compared as they are; only the one that decides becomes a day."""
        first_at: dt.datetime | None = None
        first_on: dt.date | None = None
        for at_place, on_place in self._places:
            at: Any = None if at_place is None else row[at_place]
            on: dt.date | None = None if on_place is None else row[on_place]
            if on is not None and (at is None or on > self._day_of(at)):
                first_on = on if first_on is None or on < first_on else first_on
            elif first_at is None or at < first_at:
                first_at = at
        if first_at is None:
            return first_on
        day = self._day_of(first_at)
        return day if first_on is None or day < first_on else first_on


def _days_in(zone: str) -> Callable[[dt.datetime], dt.date]:
    """`local_day`, remembered by quarters of an hour: midnight falls on one in every zone."""
    known: dict[int, dt.date] = {}

    def day_of(at: dt.datetime) -> dt.date:
        quarter = (at - (NAIVE if at.tzinfo is None else AWARE)) // QUARTER
        found = known.get(quarter)
        if found is None:
            found = known[quarter] = local_day(at.replace(tzinfo=dt.UTC), zone)
        return found

    return day_of
