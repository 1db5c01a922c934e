"""Labs as frozen values; strings are as in `catalogue.shapes`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True)
class SortPlace:
    """Where things may be put. `id` is made of the name."""

    id: str
    name: str
    html: str


@dataclass(frozen=True, slots=True)
class Placing:
    """Where one thing belongs: one place, or several at once. `sponsor` is empty where no sponsor differs.

    `id` is made of the words of the thing and of the sponsor, so that it outlives a change of order, and says nothing.
    """

    id: str
    sponsor: str
    places: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class SortItem:
    html: str
    placings: tuple[Placing, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """A sorting lab. `worked` items are shown with their reasons; the learner puts the others into places."""

    slug: str
    title: str
    html: str
    places: tuple[SortPlace, ...]
    worked: tuple[SortItem, ...]
    items: tuple[SortItem, ...]
    part: Literal["sort"] = "sort"


class Stage(StrEnum):
    """How near research is to a use."""

    FUNDAMENTAL = "fundamental"
    APPLIED = "applied"
    DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to leave or to question, and why. `id` is made of its words."""

    id: str
    html: str
    is_questionable: bool
    why: str
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Clauses:
    """A text to be read with a pencil. Each clause has a stage where second uses are to be spotted, and none has elsewhere."""

    slug: str
    title: str
    html: str
    items: tuple[Clause, ...]
    part: Literal["clauses"] = "clauses"

    @property
    def has_stages(self) -> bool:
        return any(item.stage for item in self.items)
