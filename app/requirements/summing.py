"""A report in numbers: rows of counts, and who lapses when. Small groups are hidden from who may not see people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.requirements.demanding import Demand
from app.requirements.reckoning import months_after
from app.requirements.reporting import EXPIRED, AsOf, Whom
from app.requirements.tallying import Heap, count_people, fold, heap_people

SMALLEST = 5
"""A group of fewer people is not told: with four or fewer, a colleague knows who the one without training is."""
MONTHS = 12
"""Of the picture of who lapses when."""


@dataclass(frozen=True, slots=True)
class Row:
    """One group. `key` leads to its people. `is_hidden`: too small, or another group could be told from the total without it."""

    key: str
    name: str
    missing: int = 0
    expired: int = 0
    lapses: int = 0
    covered: int = 0
    is_hidden: bool = False

    @property
    def total(self) -> int:
        return self.missing + self.expired + self.lapses + self.covered

    @property
    def in_order(self) -> int:
        return self.lapses + self.covered

    @property
    def percent(self) -> int:
        """Rounded down: never a hundred while somebody is not covered."""
        return 100 * self.in_order // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Month:
    """How many are covered on the first of these days, and no longer after the last."""

    from_on: dt.date
    until_on: dt.date
    count: int
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """`whole` counts each person once, whatever the rows do. `later`: covered beyond the last month; None: too few to be told."""

    rows: list[Row]
    whole: Row
    months: list[Month]
    later: int | None


def sum_by_group(
    session: Session,
    demand: Demand,
    asof: AsOf,
    whom: Whom,
    *,
    warn_days: int,
    groups: Callable[[Heap], Iterable[tuple[str, str]]],
) -> Report:
    """`groups` gives (key, name) for a heap of people, none where it belongs to no group that is shown."""
    last_days = _last_days(asof.on, warn_days)
    heaps = heap_people(session, [demand], asof, whom, last_days)
    by_group = fold(heaps, groups)
    whole = fold(heaps, lambda _heap: [("", "")])[("", "")]
    buckets = {key[0]: count for key, count in whole.items()}
    warned = last_days.index(asof.on + dt.timedelta(days=warn_days))
    rows = [_row(key, name, {b[0]: n for b, n in counts.items()}, warned) for (key, name), counts in by_group.items()]
    months, later = _months(buckets, last_days, asof.on)
    return Report(sorted(rows, key=lambda row: row.name), _row("", "", buckets, warned), months, later)


def sum_by_demand(session: Session, demands: Sequence[Demand], asof: AsOf, whom: Whom, *, warn_days: int) -> Report:
    """A row for each demand; nobody is shown by month."""
    last_days = [asof.on, asof.on + dt.timedelta(days=warn_days)]
    counted = count_people(session, demands, asof, whom, last_days)
    rows = []
    for place, demand in enumerate(demands):
        buckets: dict[int, int] = {}
        for key, count in counted:
            buckets[key[place]] = buckets.get(key[place], 0) + count
        rows.append(_row(demand.slug, demand.title, buckets, 1))
    return Report(rows, Row("", "", missing=sum(count for _key, count in counted)), [], 0)


def hide_small(report: Report) -> Report:
    """Groups and months of too few are not told, nor the next smallest beside them, until what the total leaves is not small."""
    if 0 < report.whole.total < SMALLEST:
        return Report([], Row("", "", is_hidden=True), [], 0)
    rows = too_few([row.total for row in report.rows])
    parts = too_few([*(one.count for one in report.months), report.later or 0])
    return replace(
        report,
        rows=[Row(row.key, row.name, is_hidden=True) if n in rows else row for n, row in enumerate(report.rows)],
        months=[replace(one, count=0, is_hidden=True) if n in parts else one for n, one in enumerate(report.months)],
        later=None if len(report.months) in parts else report.later,
    )


def too_few(counts: Sequence[int]) -> set[int]:
    """Which of them are hidden, by place: who knows the total and all others reckons their sum, so at least two that are together
    `SMALLEST` or more, where there are so many."""
    order = sorted((n for n, count in enumerate(counts) if count), key=lambda n: (counts[n], n))
    hidden = [n for n in order if counts[n] < SMALLEST]
    while hidden and len(hidden) < len(order) and (len(hidden) == 1 or sum(counts[n] for n in hidden) < SMALLEST):
        hidden.append(order[len(hidden)])
    return set(hidden)


def groups_by_unit(units: Sequence[Unit], above: Unit | None) -> Callable[[Heap], Iterable[tuple[str, str]]]:
    """The units right below `above` (or the topmost of those given), each with all below it; `above` itself for who is in it."""
    paths = {unit.id: unit.path for unit in units}
    shown = [unit for unit in units if unit.path != (above.path if above else "") and _is_next(unit, above, units)]
    places: Mapping[int, tuple[str, str]] = {
        unit_id: (top.slug, top.name) for unit_id, path in paths.items() for top in shown if path.startswith(top.path)
    }

    def groups(heap: Heap) -> Iterable[tuple[str, str]]:
        if heap.unit_id is not None and heap.unit_id in places:
            return [places[heap.unit_id]]
        if above is not None:
            return [(above.slug, above.name)] if heap.unit_id == above.id else []
        return [("", "")] if heap.unit_id is None else []

    return groups


def _is_next(unit: Unit, above: Unit | None, units: Sequence[Unit]) -> bool:
    if above is not None:
        return unit.parent_id == above.id
    return not any(other.id != unit.id and unit.path.startswith(other.path) for other in units)


def groups_by_affiliation(words: Mapping[str, Any]) -> Callable[[Heap], Iterable[tuple[str, str]]]:
    return lambda heap: [(heap.affiliation or "", str(words.get(heap.affiliation or "", "")))]


def _last_days(on: dt.date, warn_days: int) -> list[dt.date]:
    firsts = [months_after(on.replace(day=1), number) for number in range(1, MONTHS + 1)]
    return sorted({on, on + dt.timedelta(days=warn_days), *firsts})


def _row(key: str, name: str, buckets: Mapping[int, int], warned: int) -> Row:
    """`warned`: the place, among the last days, of the one that ends the warning."""
    return Row(
        key,
        name,
        missing=buckets.get(0, 0),
        expired=buckets.get(EXPIRED, 0),
        lapses=sum(count for number, count in buckets.items() if EXPIRED < number < warned + 2),
        covered=sum(count for number, count in buckets.items() if number >= warned + 2),
    )


def _months(buckets: Mapping[int, int], last_days: Sequence[dt.date], on: dt.date) -> tuple[list[Month], int]:
    firsts = [months_after(on.replace(day=1), number) for number in range(1, MONTHS + 1)]
    months, from_on = [], on
    for first in firsts:
        lapsing = [n for n, day in enumerate(last_days, start=2) if from_on <= day < first]
        months.append(Month(from_on, first - dt.timedelta(days=1), sum(buckets.get(n, 0) for n in lapsing)))
        from_on = first
    return months, sum(count for number, count in buckets.items() if number >= last_days.index(firsts[-1]) + 2)
