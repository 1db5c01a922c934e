"""A practice as pages show it: frozen, with the words of the course it belongs to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple


class Posed(NamedTuple):
    """One question of a round, by its identity and the module's version that asked it before."""

    question_id: int
    version_id: int
    choice_order: tuple[str, ...]


class Marked(NamedTuple):
    """What was answered (None: nothing)."""

    given: Any
    is_right: bool


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """`answers` is empty until they were given. A round is ready from when its questions were drawn."""

    id: int
    code: str
    weeks: int
    due_at: dt.datetime
    posed: tuple[Posed, ...]
    answers: tuple[Marked, ...]
    answered_at: dt.datetime | None

    @property
    def is_ready(self) -> bool:
        return bool(self.posed) and self.answered_at is None

    @property
    def right(self) -> int:
        return sum(answer.is_right for answer in self.answers)


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """`rounds` in the order of their weeks."""

    id: int
    code: str
    enrolment_id: int
    course: str
    title: str
    begun_at: dt.datetime
    ended_at: dt.datetime | None
    rounds: tuple[RoundFacts, ...]

    @property
    def is_on(self) -> bool:
        return self.ended_at is None

    @property
    def is_finished(self) -> bool:
        return all(one.answered_at is not None for one in self.rounds)

    @property
    def following(self) -> RoundFacts | None:
        """The next round that waits for its day or for its answers."""
        return next((one for one in self.rounds if one.answered_at is None), None) if self.is_on else None
