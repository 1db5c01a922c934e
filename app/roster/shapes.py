"""What a roster says, line by line, and what would follow from it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "employee_number": (
        "The institution's own number of the person. It identifies.",
        ("employee id", "employee", "staff number", "person id", "personnel number", "identifier", "id"),
    ),
    "orcid": ("The ORCID iD, as 0000-0002-1825-0097 or as its address. It identifies.", ("orcid id",)),
    "sign_on": (
        "Who the person is for a provider of sign-on: its id here, a colon, the subject, as calder:s-123. Only for people who "
        "were never here yet: they come in by it at once.",
        ("sso", "subject"),
    ),
    "address": (
        "The mail address. A new person needs one. It never identifies by itself.",
        ("mail address", "mail", "email", "e-mail", "email address", "e-mail address"),
    ),
    "name": ("The whole name. A new person needs one.", ("full name", "display name", "person")),
    "unit": (
        "Short name or name of the unit. Empty: memberships stay as they are. Somebody in two units has two lines.",
        ("department", "unit slug", "school", "organisation", "organization"),
    ),
    "affiliation": (
        "researcher, student, staff, administrator, manager or partner. Empty: researcher for a new membership.",
        ("what", "category"),
    ),
    "first_day": ("First day in the unit, as 2026-12-04. Empty: the day on which the file is applied.", ("from", "start date")),
    "last_day": ("Last day in the unit, as 2026-12-04. Empty: no end is known.", ("until", "end date")),
}
"""The first line of a roster: each column, what it means, and how else it may be called."""

FEW = 10
"""So many leave without a question."""

ROLE_COLUMNS = ("role", "roles", "permission", "permissions")
"""Never taken from a file."""


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, read. Empty words: the file does not say."""

    line: int
    employee: str
    orcid: str
    address: str
    name: str
    unit: str
    affiliation: str
    first_day: dt.date | None
    last_day: dt.date | None
    sign_on: str = ""

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        return tuple((scheme, value) for scheme, value in (("employee", self.employee), ("orcid", self.orcid)) if value)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that changes nothing. `candidate`: the code of whom its address belongs to, where that is the question."""

    line: int
    who: str
    words: str
    candidate: str | None = None
    candidate_name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`named` are the identifiers of every line, also of those with problems: nobody on such a line counts as absent."""

    entries: list[Entry]
    problems: list[Problem]
    named: frozenset[tuple[str, str]]
    ignored: tuple[str, ...]
    lines: int
    how: str


@dataclass(frozen=True, slots=True)
class KnownMembership:
    id: int
    unit_id: int
    affiliation: str
    from_on: dt.date
    until_on: dt.date | None

    def reaches(self, day: dt.date) -> bool:
        return self.until_on is None or self.until_on >= day


@dataclass(frozen=True, slots=True)
class KnownPerson:
    id: int
    code: str
    name: str
    name_key: str
    left_on: dt.date | None
    identifiers: frozenset[tuple[str, str]]
    memberships: tuple[KnownMembership, ...]
    can_sign_in: bool = False


@dataclass(frozen=True, slots=True)
class KnownUnit:
    id: int
    slug: str
    name: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds of what a roster names. `holders`: who an identifier belongs to, merges followed. `lasting`: who
    has an employee number and belongs somewhere beyond the day; only filled for a whole roster."""

    holders: dict[tuple[str, str], int]
    people: dict[int, KnownPerson]
    units: dict[str, list[KnownUnit]]
    lasting: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Join:
    unit_id: int
    affiliation: str
    from_on: dt.date
    until_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Step:
    """One person's changes: what is shown (field, before, after), and what is written. `person_id` None: a new person.

    `ends` are (membership, last day), `renamed` (membership, affiliation). `left_on` is written where `sets_left`.
    """

    line: int | None
    kind: Kind
    person_id: int | None
    code: str | None
    name: str
    shown: tuple[tuple[str, str, str], ...]
    new_name: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    joins: tuple[Join, ...] = ()
    ends: tuple[tuple[int, dt.date], ...] = ()
    renamed: tuple[tuple[int, str], ...] = ()
    left_on: dt.date | None = None
    sets_left: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """`digest` is the same as long as the same would be done. `lasting`: how many a whole roster could say have left."""

    steps: list[Step]
    problems: list[Problem]
    same: int
    lines: int
    ignored: tuple[str, ...]
    how: str
    lasting: int = 0

    @property
    def is_sweeping(self) -> bool:
        """So many would have left that the file may be a part, sent as the whole."""
        left = self.counts[Kind.LEFT]
        return left > FEW and left * 5 > self.lasting > 0

    @property
    def counts(self) -> Counter[str]:
        return Counter(step.kind for step in self.steps)

    @property
    def digest(self) -> str:
        total = hashlib.sha256()
        for step in self.steps:
            total.update(repr(step).encode())
        return total.hexdigest()
