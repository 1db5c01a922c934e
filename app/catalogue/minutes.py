"""How long a page takes, so that the minutes promised are the minutes needed."""

from __future__ import annotations

from collections.abc import Iterable

from app.catalogue.shapes import Check, Clauses, Part, Path, Scenario, Sort

WORDS_A_MINUTE = 180
CHECK_MINUTES = 1
SCENARIO_MINUTES = 3
LAB_MINUTES = 2
ITEMS_A_MINUTE = 3
TOLERANCE = 0.15


def estimate_minutes(words: int, parts: Iterable[Part]) -> float:
    return words / WORDS_A_MINUTE + sum(_minutes_of(part) for part in parts)


def is_honest(minutes: int, estimate: float) -> bool:
    return abs(minutes - estimate) <= max(1.0, TOLERANCE * estimate)


def _minutes_of(part: Part) -> float:
    """What a part takes beside the words that are counted; the words of checks, scenarios and labs are not."""
    match part:
        case Path():
            return sum(_minutes_of(inner) for inner in part.parts)
        case Check():
            return CHECK_MINUTES
        case Scenario():
            return SCENARIO_MINUTES
        case Sort():
            return LAB_MINUTES + len(part.worked + part.items) / ITEMS_A_MINUTE
        case Clauses():
            return LAB_MINUTES + len(part.items) / ITEMS_A_MINUTE
    return 0
