from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a name must stay."""

    AWARD = "award"
    CHECK = "check"
    HOLD = "hold"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Stay:
    """`until` is the last day; None: not known, so it stays. `about` is the award's title, the check's code or the reason."""

    why: Why
    about: str
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure would do today. `deleted` and `blanked` count rows by table; `stays` empty means the whole person goes."""

    person_id: int
    deleted: dict[str, int]
    blanked: dict[str, int]
    stays: tuple[Stay, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.stays

    @property
    def ends_on(self) -> dt.date | None:
        """The last day on which something stays, where every one is known."""
        days = [stay.until for stay in self.stays]
        return max((day for day in days if day), default=None) if None not in days else None


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request."""

    id: int
    person_id: int
    code: str
    name: str
    asked_at: dt.datetime


class Seen(StrEnum):
    """What staff opened."""

    PERSON = "person"
    CHECK = "check"
    TEAM = "team"
    EXPORT = "export"
    PROOF = "proof"


class Listed(StrEnum):
    """The lists of people, with what is on record of each, that staff open or take out, and that programs read."""

    PEOPLE = "people"
    COMPLETIONS = "completions"
    COMPLETIONS_FILE = "completions-file"
    REPORT = "report"
    REPORT_FILE = "report-file"
    OWED = "owed"
    PROOFS = "proofs"
    REMINDERS = "reminders"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Look:
    """`what` is a `Seen` or a `Listed`; of a list, `unit` is whose people it shows: empty where everybody's."""

    at: dt.datetime
    by: str
    what: str
    unit: str = ""
