"""Teams as they are read: frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """`person` is the code and name of who it is now, None until that is known. `until_on`: the last day, None while it is
    open."""

    code: str
    typed: str
    person_id: int | None
    person: tuple[str, str] | None
    role: str
    employer: str
    joined_on: dt.date | None
    starts_on: dt.date | None
    from_on: dt.date
    until_on: dt.date | None

    def is_on(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a team. `is_cancelled` ones stay in its history."""

    id: int
    code: str
    kind: str
    happens_on: dt.date
    due_on: dt.date | None
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One team in a list. `next_on`, `next_kind` and `next_due_on`: its next event that was not cancelled."""

    id: int
    code: str
    title: str
    sponsor: str
    reference: str
    unit: str
    people: int
    next_kind: str | None
    next_on: dt.date | None
    next_due_on: dt.date | None
