"""The questions by which a collaboration is planned, as frozen values. All strings but `html` are plain text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Side = Literal["benefit", "risk"]
Ask = Literal["single", "multiple", "text"]


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """An answer on offer, and what it suggests. `id` is its place in the source. `whom` names texts of the institution."""

    id: str
    text: str
    settled: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """`type` text has no choices. `hint` may be empty. Where `is_needed`, an answer is asked for before there is an outcome."""

    slug: str
    text: str
    type: Ask
    hint: str
    choices: tuple[PlanChoice, ...]
    is_needed: bool


@dataclass(frozen=True, slots=True)
class PlanSection:
    slug: str
    title: str
    side: Side
    html: str
    questions: tuple[PlanQuestion, ...]


@dataclass(frozen=True, slots=True)
class PlanForm:
    title: str
    summary: str
    html: str
    sections: tuple[PlanSection, ...]
    sources: tuple[str, ...]
    reviewed_on: dt.date
    next_review_on: dt.date

    @property
    def questions(self) -> tuple[PlanQuestion, ...]:
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True)
class LivePlan:
    """The form that is current, with the version it is."""

    version_id: int
    form: PlanForm
