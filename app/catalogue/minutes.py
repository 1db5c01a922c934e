"""How long a page takes, so that the minutes promised are the minutes needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.shapes import Check, Part, Path, Scenario

WORDS_A_MINUTE = 180
CHECK_MINUTES = 1
SCENARIO_MINUTES = 3
LAB_MINUTES = 2
ITEMS_A_MINUTE = 3
TOLERANCE = 0.15


def estimate_minutes(words: int, parts: Iterable[Part]) -> float:
    """Of several scenarios in one slot a reader meets one; what is folded takes no time."""
    met = list(_met(parts))
    scenarios = {part.slot or f"{place}." for place, part in enumerate(met) if isinstance(part, Scenario)}
    return words / WORDS_A_MINUTE + len(scenarios) * SCENARIO_MINUTES + sum(map(_minutes_of, met))


def is_honest(minutes: int, estimate: float) -> bool:
    return abs(minutes - estimate) <= max(1.0, TOLERANCE * estimate)


def _met(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Path):
            yield from _met(part.parts)
        else:
            yield part


def _minutes_of(part: Part) -> float:
    """What a check or a lab takes; their words are not counted."""
    match part:
        case Check():
            return CHECK_MINUTES
        case Sort():
            return LAB_MINUTES + len(part.worked + part.items) / ITEMS_A_MINUTE
        case Clauses():
            return LAB_MINUTES + len(part.items) / ITEMS_A_MINUTE
    return 0
