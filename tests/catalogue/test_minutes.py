"""Minutes: what is promised may differ from what is needed by 15 percent, and by one minute in any case."""

from __future__ import annotations

import pytest

from app.catalogue.minutes import estimate_minutes, is_honest
from app.catalogue.shapes import Check, Html, Path, Question, QuestionType, Scenario

CHECK = Check(Question("a", QuestionType.SINGLE, "b", "c"))


def test_words_checks_and_scenarios_add_up() -> None:
    parts = (Html("x"), CHECK, Scenario("a", "b", ()), Path(("p",), (CHECK, Scenario("c", "d", ()))))
    assert estimate_minutes(360, parts) == 2 + 1 + 3 + 1 + 3


@pytest.mark.parametrize(
    ("minutes", "estimate", "honest"),
    [(1, 0.1, True), (1, 2.0, True), (1, 2.1, False), (5, 4.0, True), (6, 4.0, False), (20, 23.0, True), (20, 24.0, False)],
)
def test_how_far_a_promise_may_be_off(minutes: int, estimate: float, honest: bool) -> None:
    assert is_honest(minutes, estimate) is honest
