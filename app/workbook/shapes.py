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
