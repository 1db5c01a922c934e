"""An attempt as pages see it: frozen, read in one query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.assessment.questions import Answer


@dataclass(frozen=True, slots=True)
class Asked:
    """One drawn question with the order of its choices and what was answered; `is_right` is known once it was handed in."""

    drawn_id: int
    position: int
    question_id: int
    choice_order: tuple[str, ...]
    answer: Answer | None
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """`asked` in the order of their positions, which count from 1."""

    id: int
    code: str
    enrolment_id: int
    module_id: int
    version_id: int
    number: int
    out_of: int
    pass_mark: int
    began_at: dt.datetime
    submitted_at: dt.datetime | None
    score: int | None
    is_pass: bool | None
    asked: tuple[Asked, ...]

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    @property
    def open_positions(self) -> tuple[int, ...]:
        return tuple(asked.position for asked in self.asked if asked.answer is None)

    def next_open(self, position: int) -> int | None:
        """The next question without an answer after `position`, else the first one anywhere."""
        places = self.open_positions
        return next((place for place in places if place > position), next((place for place in places if place != position), None))


@dataclass(frozen=True, slots=True)
class Result:
    """What an attempt came to: `score` of `out_of`, where `pass_mark` are needed."""

    score: int
    out_of: int
    pass_mark: int
    is_pass: bool
    submitted_at: dt.datetime
