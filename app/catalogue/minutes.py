"""How long a page takes, so that the minutes promised are the minutes needed."""

from __future__ import annotations

from collections.abc import Iterable

from app.catalogue.shapes import Check, Part, Path, Scenario

WORDS_A_MINUTE = 180
CHECK_MINUTES = 1
SCENARIO_MINUTES = 3
TOLERANCE = 0.15


def estimate_minutes(words: int, parts: Iterable[Part]) -> float:
    checks, scenarios = _count(parts)
    return words / WORDS_A_MINUTE + checks * CHECK_MINUTES + scenarios * SCENARIO_MINUTES


def is_honest(minutes: int, estimate: float) -> bool:
    return abs(minutes - estimate) <= max(1.0, TOLERANCE * estimate)


def _count(parts: Iterable[Part]) -> tuple[int, int]:
    checks = scenarios = 0
    for part in parts:
        if isinstance(part, Path):
            inner = _count(part.parts)
            checks, scenarios = checks + inner[0], scenarios + inner[1]
        checks += isinstance(part, Check)
        scenarios += isinstance(part, Scenario)
    return checks, scenarios
