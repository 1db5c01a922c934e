"""Which memberships begin and end, so that somebody belongs where the lines of a roster say, and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.roster.shapes import Entry, Join, KnownMembership, KnownUnit

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moves:
    """`last_day`: nothing reaches beyond it, and something did."""

    joins: tuple[Join, ...] = ()
    ends: tuple[tuple[int, dt.date], ...] = ()
    renamed: tuple[tuple[int, str], ...] = ()
    shown: tuple[tuple[str, str, str], ...] = ()
    last_day: dt.date | None = None


@dataclass(slots=True)
class _Sum:
    joins: list[Join]
    ends: dict[int, dt.date]
    renamed: list[tuple[int, str]]
    shown: list[tuple[str, str, str]]


def moves_between(
    lines: Sequence[tuple[Entry, KnownUnit | None]], memberships: Sequence[KnownMembership], names: Mapping[int, str], on: dt.date
) -> Moves | str:
    """Or what is wrong. Without a unit on any line, memberships stay, unless a last day is given. A membership that no line names
    ends the day before; what ended before that day stays as it was."""
    total = _Sum([], {}, [], [])
    open_ones = [place for place in memberships if place.reaches(on)]
    named = [(entry, unit) for entry, unit in lines if unit]
    for entry, unit in named:
        assert unit is not None
        mine = [place for place in memberships if place.unit_id == unit.id]
        complaint = _settle(entry, unit, mine, on, total)
        if complaint:
            return complaint
    if not named and (last_day := lines[0][0].last_day) is not None:
        for place in open_ones:
            if place.until_on is None or place.until_on > last_day:
                total.ends[place.id] = max(last_day, place.from_on)
                total.shown.append(("last_day", names.get(place.unit_id, ""), last_day.isoformat()))
    if any(entry.last_day is None or entry.last_day >= on for entry, _ in named):
        _end_others(open_ones, {unit.id for _, unit in named if unit}, names, on, total)
    return Moves(
        tuple(total.joins), tuple(total.ends.items()), tuple(total.renamed), tuple(total.shown), _last_day(open_ones, total)
    )


def _settle(entry: Entry, unit: KnownUnit, mine: Sequence[KnownMembership], on: dt.date, total: _Sum) -> str:
    """One line with a unit. Returns a complaint, or nothing."""
    lasting = next((place for place in mine if place.reaches(on)), None)
    if lasting is None:
        return _join(entry, unit, mine, on, total)
    if entry.last_day and entry.last_day != lasting.until_on:
        if entry.last_day < lasting.from_on:
            return f"The last day in {unit.name} lies before the first one, {lasting.from_on.isoformat()}."
        total.ends[lasting.id] = entry.last_day
        total.shown.append(("last_day", unit.name, entry.last_day.isoformat()))
    if entry.affiliation and entry.affiliation != lasting.affiliation:
        total.shown.append(("affiliation", lasting.affiliation, entry.affiliation))
        if lasting.from_on >= on or lasting.id in total.ends:
            total.renamed.append((lasting.id, entry.affiliation))
        else:
            total.ends[lasting.id] = on - ONE_DAY
            total.joins.append(Join(unit.id, entry.affiliation, on, entry.last_day or lasting.until_on))
    return ""


def _join(entry: Entry, unit: KnownUnit, mine: Sequence[KnownMembership], on: dt.date, total: _Sum) -> str:
    is_over = entry.last_day is not None and entry.last_day < on
    if is_over and (entry.first_day is None or any(place.until_on == entry.last_day for place in mine)):
        return ""
    before = max((place.until_on for place in mine if place.until_on), default=None)
    first = entry.first_day or on
    if before is not None and before >= first:
        first = before + ONE_DAY
    if entry.last_day is not None and entry.last_day < first:
        return ""
    total.joins.append(Join(unit.id, entry.affiliation or "researcher", first, entry.last_day))
    total.shown.append(("unit", "", f"{unit.name} ({entry.affiliation or 'researcher'})"))
    return ""


def _end_others(
    open_ones: Sequence[KnownMembership], named: set[int], names: Mapping[int, str], on: dt.date, total: _Sum
) -> None:
    first = min((join.from_on for join in total.joins), default=on)
    for place in open_ones:
        last_day = max(min(first, on) - ONE_DAY, place.from_on)
        if place.unit_id not in named and (place.until_on is None or place.until_on > last_day):
            total.ends[place.id] = last_day
            total.shown.append(("unit", names.get(place.unit_id, ""), ""))


def _last_day(open_ones: Sequence[KnownMembership], total: _Sum) -> dt.date | None:
    if not total.ends or not open_ones:
        return None
    ends = [total.ends.get(place.id, place.until_on) for place in open_ones] + [join.until_on for join in total.joins]
    return None if None in ends else max(day for day in ends if day is not None)
