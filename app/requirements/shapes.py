"""What a sponsor's rule says, and what somebody's training is worth under it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.catalogue.topics import TOPICS
from app.markdown.heads import HeadModel

Words = Annotated[str, Field(min_length=1, max_length=300)]


def _check_topics(value: list[str]) -> list[str]:
    unknown = [topic for topic in value if topic not in TOPICS]
    if unknown:
        raise ValueError(f"there is no topic {', '.join(unknown)}")
    return value


Topics = Annotated[list[str], Field(min_length=1), AfterValidator(_check_topics)]


class SponsorRule(HeadModel):
    """Training not older than `window_months` is asked at `event`, from `in_force_from` on. `event` continues "before …"."""

    slug: str
    sponsor: Words
    name: Words
    title: Words
    in_force_from: dt.date
    window_months: Annotated[int, Field(ge=1, le=120)]
    event: Words
    people: Words
    topics: Topics
    status: Literal["announced", "in force", "withdrawn"]
    source_title: Words
    source_address: Annotated[str, Field(pattern=r"^https://\S+$")]
    checked_on: dt.date
    open_points: list[Words]

    def holds_on(self, day: dt.date) -> bool:
        return self.status == "in force" and self.in_force_from <= day


class DutyItem(HeadModel):
    """One thing that training is asked to cover, in our own words, and the topics that answer it: all of them together."""

    words: Words
    topics: Topics


class Duty(HeadModel):
    """Who asks, where it is written (`source` is an id of the register of sources), and what. `items` are named by slug."""

    slug: str
    name: Words
    place: Words
    source: str
    checked_on: dt.date
    note: Words
    items: Annotated[dict[str, DutyItem], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Training:
    """A completion as rules see it: the day, in the institution's zone, and the topics it addressed."""

    completed_on: dt.date
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holding:
    """Until when training meets a rule. `missing` are the topics that none of it addressed: then both days are None.

    `held_from` is the day on which the newest training of each topic was complete, `held_through` the last day for the event.
    """

    rule: SponsorRule
    held_from: dt.date | None
    held_through: dt.date | None
    missing: tuple[str, ...]

    def holds_on(self, day: dt.date) -> bool:
        return self.held_from is not None and self.held_through is not None and self.held_from <= day <= self.held_through
