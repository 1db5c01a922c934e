"""What would change: the entries of a roster against what is known. Nothing is read or written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from app.accounts.models import Scheme
from app.accounts.naming import name_key
from app.roster.moving import Moves, moves_between
from app.roster.shapes import Entry, Join, Kind, Known, KnownPerson, KnownUnit, Plan, Problem, Reading, Step

ONE_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Group:
    """All lines about one person, with the unit that each names."""

    entries: list[Entry]
    units: list[KnownUnit | None]

    @property
    def first(self) -> Entry:
        return self.entries[0]

    def given(self, name: str) -> str:
        return next((str(getattr(entry, name)) for entry in self.entries if getattr(entry, name)), "")

    @property
    def identifiers(self) -> Iterator[tuple[str, str]]:
        seen = set()
        for entry in self.entries:
            for key in (*entry.keys, ("address", entry.address), (Scheme.SUBJECT.value, entry.sign_on)):
                if key[1] and key not in seen:
                    seen.add(key)
                    yield key


def compare(reading: Reading, known: Known, *, on: dt.date, same: Collection[int] = ()) -> Plan:
    """`same`: lines of which somebody decided that the holder of their address is meant. With `known.lasting`, who is not named
    in the file has left on that day."""
    problems = list(reading.problems)
    steps: list[Step] = []
    unchanged, met = 0, set()
    for group in _groups(reading.entries, known, problems):
        person, problem = _match(group, known, same)
        if problem is not None:
            problems.append(problem)
        elif person is not None and person.id in met:
            problems.append(_complain(group, f"A line above means {person.name} too: one by number, one by ORCID iD."))
        else:
            met |= {person.id} if person else set()
            step = _change(group, person, known, on) if person else _begin(group, on)
            if isinstance(step, Problem):
                problems.append(step)
            elif step is None:
                unchanged += len(group.entries)
            else:
                steps.append(step)
    named = {known.holders[key] for key in reading.named if key in known.holders}
    steps += [_leave(known.people[one], on) for one in sorted(known.lasting - named)]
    problems.sort(key=lambda problem: problem.line)
    return Plan(steps, problems, unchanged, reading.lines, reading.ignored, reading.how, len(known.lasting))


def _groups(entries: Collection[Entry], known: Known, problems: list[Problem]) -> Iterator[Group]:
    """Lines with the same number, or (where there is none) the same ORCID iD, are about one person."""
    groups: dict[tuple[str, str], Group] = {}
    taken: dict[str, tuple[tuple[str, str], int]] = {}
    for entry in entries:
        unit = _unit_of(entry, known)
        key = entry.keys[0]
        group = groups.get(key)
        words = unit if isinstance(unit, str) else _clash(entry, group, unit)
        for value, what in ((entry.address, "address"), (entry.sign_on, "sign-on")):
            if not words and value and taken.setdefault(value, (key, entry.line))[0] != key:
                words = f"Line {taken[value][1]} gives the same {what} to somebody else."
        if words or isinstance(unit, str):
            problems.append(Problem(entry.line, entry.name or key[1], words))
        elif group is None:
            groups[key] = Group([entry], [unit])
        else:
            group.entries.append(entry)
            group.units.append(unit)
    yield from groups.values()


def _unit_of(entry: Entry, known: Known) -> KnownUnit | str | None:
    """The unit, or what is wrong with it."""
    if not entry.unit:
        return None
    found = known.units.get(" ".join(entry.unit.split()).casefold(), [])
    if not found:
        return f"There is no unit {entry.unit[:100]}. Add it under Units, or correct the line."
    if len(found) > 1:
        return f"Several units are named {entry.unit[:100]}: write the short name of one."
    if found[0].is_closed and (entry.last_day is None):
        return f"The unit {found[0].name} is closed."
    return found[0]


def _clash(entry: Entry, group: Group | None, unit: KnownUnit | None) -> str:
    """Why two lines cannot both be about one person."""
    if group is None:
        return ""
    line = group.first.line
    for name, words in (("orcid", "ORCID iD"), ("address", "address"), ("sign_on", "sign-on")):
        if getattr(entry, name) and group.given(name) and getattr(entry, name) != group.given(name):
            return f"Line {line} has the same number and another {words}."
    if entry.name and group.given("name") and name_key(entry.name) != name_key(group.given("name")):
        return f"Line {line} has the same number and another name: {group.given('name')}."
    if unit is None or unit in group.units:
        return f"Line {line} says the same person and unit already."
    return ""


def _match(group: Group, known: Known, same: Collection[int]) -> tuple[KnownPerson | None, Problem | None]:
    """By number and ORCID iD alone. That an address is known is a question, unless it was answered."""
    keys = [key for key in group.identifiers if key[0] in (Scheme.EMPLOYEE, Scheme.ORCID)]
    found = {known.holders[key] for key in keys if key in known.holders}
    by_address = known.holders.get(("address", group.given("address")))
    if len(found) > 1:
        names = " and ".join(known.people[one].name for one in sorted(found))
        return None, _complain(group, f"The number and the ORCID iD belong to two people: {names}. Merge them, or correct it.")
    person = known.people[found.pop()] if found else None
    by_sign_on = known.holders.get((Scheme.SUBJECT.value, group.given("sign_on")))
    if by_sign_on is not None and (person is None or person.id != by_sign_on):
        return None, _complain(group, f"The sign-on belongs to {known.people[by_sign_on].name}.", known.people[by_sign_on])
    if by_address is None or (person is not None and person.id == by_address):
        return person, None
    holder = known.people[by_address]
    if person is not None:
        return None, _complain(group, f"The address belongs to {holder.name}, the number to {person.name}.", holder)
    if any(entry.line in same for entry in group.entries):
        return holder, None
    return None, _complain(group, f"The address belongs to {holder.name}, whose number this is not. Are they one?", holder)


def _complain(group: Group, words: str, candidate: KnownPerson | None = None) -> Problem:
    who = group.given("name") or group.first.keys[0][1]
    return Problem(group.first.line, who, words, candidate.code if candidate else None, candidate.name if candidate else "")


def _begin(group: Group, on: dt.date) -> Step | Problem:
    name = group.given("name")
    if not name or not group.given("address"):
        return _complain(group, "Nobody has this number. A new person needs a name and an address.")
    joins = tuple(
        Join(unit.id, entry.affiliation or "researcher", entry.first_day or min(on, entry.last_day or on), entry.last_day)
        for entry, unit in zip(group.entries, group.units, strict=True)
        if unit
    )
    places = [("unit", "", _place(unit, entry.affiliation or "researcher")) for entry, unit in _placed(group) if unit]
    shown = (*((scheme, "", value) for scheme, value in group.identifiers), *places)
    return Step(group.first.line, Kind.NEW, None, None, name, shown, name, tuple(group.identifiers), joins)


def _change(group: Group, person: KnownPerson, known: Known, on: dt.date) -> Step | Problem | None:
    """None: all of it is so already."""
    names = {unit.id: unit.name for units in known.units.values() for unit in units} if person.memberships else {}
    moves = moves_between(_placed(group), person.memberships, names, on)
    if isinstance(moves, str):
        return _complain(group, moves)
    shown: list[tuple[str, str, str]] = []
    name = group.given("name")
    is_renamed = bool(name) and name_key(name) != person.name_key
    if is_renamed:
        shown.append(("name", person.name, name))
    added = tuple(key for key in group.identifiers if key not in person.identifiers)
    for scheme, value in added:
        others = sorted(other for kind, other in person.identifiers if kind == scheme)
        if scheme == "orcid" and others:
            return _complain(group, f"{person.name} has another ORCID iD here: {others[0]}.", person)
        if scheme == Scheme.SUBJECT and person.can_sign_in:
            return _complain(group, f"{person.name} signs in already. Link a further sign-on on the person's page.", person)
        shown.append((scheme, ", ".join(others) if scheme != "address" else "", value))
    step = _step(group, person, moves, tuple(shown) + moves.shown)
    return replace(step, new_name=name if is_renamed else None, identifiers=added) if step.shown else None


def _step(group: Group, person: KnownPerson, moves: Moves, shown: tuple[tuple[str, str, str], ...]) -> Step:
    kind = Kind.CHANGED
    if moves.joins and moves.ends:
        kind = Kind.MOVED
    elif moves.last_day:
        kind = Kind.LEFT
    left_on = moves.last_day if moves.last_day else None if moves.joins else person.left_on
    return Step(
        group.first.line, kind, person.id, person.code, person.name, shown, joins=moves.joins, ends=moves.ends,
        renamed=moves.renamed, left_on=left_on, sets_left=left_on != person.left_on,
    )  # fmt: skip


def _placed(group: Group) -> list[tuple[Entry, KnownUnit | None]]:
    return list(zip(group.entries, group.units, strict=True))


def _place(unit: KnownUnit, affiliation: str) -> str:
    return f"{unit.name} ({affiliation})"


def _leave(person: KnownPerson, on: dt.date) -> Step:
    ends = tuple((place.id, max(on, place.from_on)) for place in person.memberships if place.reaches(on + ONE_DAY))
    shown = (("last_day", "", on.isoformat()),)
    return Step(
        None, Kind.LEFT, person.id, person.code, person.name, shown, ends=ends, left_on=on, sets_left=person.left_on != on
    )
