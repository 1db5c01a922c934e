"""What one page's part of a workbook holds, in the form that the lesson's components read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Trail = tuple[tuple[str, str], ...]
"""The steps of a scenario taken so far: (step, way)."""


class Kind(StrEnum):
    CHECK = "check"
    SCENARIO = "scenario"
    CHECKLIST = "checklist"
    SORT = "sort"
    CLAUSES = "clauses"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """The last answer to a knowledge check, and how many different ones were tried."""

    given: Any
    is_right: bool
    tries: int

    @property
    def is_over(self) -> bool:
        """The answer is shown after a right one, or after the second try."""
        return self.is_right or self.tries > 1


@dataclass(frozen=True, slots=True)
class SortMarks:
    """By the id of a placing: where the learner put it, and whether it belongs there. `total` counts all placings."""

    given: Mapping[str, str]
    is_right: Mapping[str, bool]
    total: int

    @property
    def right(self) -> int:
        return sum(self.is_right.values())

    @property
    def left(self) -> int:
        return self.total - len(self.given)


class Verdict(StrEnum):
    HIT = "hit"
    MISS = "miss"
    FALSE_ALARM = "false alarm"
    LEFT = "left"
    """Rightly left alone."""


@dataclass(frozen=True, slots=True)
class ClauseMarks:
    """By the id of a clause."""

    verdicts: Mapping[str, Verdict]

    def count(self, verdict: str) -> int:
        return sum(one == verdict for one in self.verdicts.values())


@dataclass(frozen=True, slots=True)
class PageBook:
    """By the slug of the block; what was not touched is absent."""

    checks: Mapping[str, KeptCheck] = field(default_factory=dict)
    scenarios: Mapping[str, Trail] = field(default_factory=dict)
    checklists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    note: str = ""
    sorts: Mapping[str, SortMarks] = field(default_factory=dict)
    clauses: Mapping[str, ClauseMarks] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing in a workbook, with the page it belongs to by its present names. `content` is as it was stored."""

    page_id: int
    module: str
    page: str
    kind: Kind
    block: str
    content: Any
    kept_at: dt.datetime


@dataclass(frozen=True, slots=True)
class KeptProject:
    """A checklist used for a project, with the page it belongs to. `items` are as they were kept: text, tick, note."""

    code: str
    page_id: int
    block: str
    name: str
    title: str
    review_on: dt.date | None
    items: tuple[tuple[str, bool, str], ...]
    kept_at: dt.datetime

    @property
    def ticked(self) -> int:
        return sum(1 for _text, is_ticked, _note in self.items if is_ticked)


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One item of a checklist used for a project. `key` names it in a form, by its words. New: the list had it not when it was
    kept last. Gone: the list has it no longer, but it was ticked or noted on.
    """

    key: str
    text: str
    is_ticked: bool = False
    note: str = ""
    is_new: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What a project's form says. `ticked` and `notes` go by the keys of lines."""

    ticked: frozenset[str]
    notes: Mapping[str, str]
    review_on: dt.date | None


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """`version_id` names the questions. `kept_at` is None for one that is only shown."""

    code: str
    version_id: int
    name: str
    answers: Mapping[str, Any]
    kept_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A question in words, and what was answered to it in words; several where several boxes were ticked."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the answers of one section come to."""

    slug: str
    title: str
    side: str
    said: tuple[Said, ...]
    settled: tuple[str, ...]
    asks: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Questions to settle, measures that would fit, and whom to talk to, by the names of the institution's texts. No verdict."""

    sections: tuple[Weighed, ...]
    whom: tuple[str, ...]

    @property
    def asks(self) -> int:
        return sum(len(section.asks) for section in self.sections)

    @property
    def measures(self) -> int:
        return sum(len(section.measures) for section in self.sections)
