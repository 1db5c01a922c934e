"""Minutes: what is promised may differ from what is needed by 15 percent, and by one minute in any case."""

from __future__ import annotations

import pytest

from app.catalogue.lab_shapes import Clause, Clauses, Sort, SortItem
from app.catalogue.minutes import estimate_minutes, is_honest
from app.catalogue.shapes import Check, Html, Path, Question, QuestionType, Scenario

CHECK = Check(Question("a", QuestionType.SINGLE, "b", "c"))


def test_words_checks_and_scenarios_add_up() -> None:
    parts = (Html("x"), CHECK, Scenario("a", "b", ()), Path(("p",), (CHECK, Scenario("c", "d", ()))))
    assert estimate_minutes(360, parts) == 2 + 1 + 3 + 1 + 3


def test_a_lab_takes_two_minutes_and_a_third_for_each_item() -> None:
    things = tuple(SortItem(str(number), ()) for number in range(9))
    lines = tuple(Clause(str(number), "", number == 1, "") for number in range(9))
    assert estimate_minutes(0, (Sort("a", "b", "", (), things[:3], things),)) == 2 + 4
    assert estimate_minutes(180, (Path(("p",), (Clauses("a", "b", "", lines),)),)) == 1 + 2 + 3


@pytest.mark.parametrize(
    ("minutes", "estimate", "honest"),
    [(1, 0.1, True), (1, 2.0, True), (1, 2.1, False), (5, 4.0, True), (6, 4.0, False), (20, 23.0, True), (20, 24.0, False)],
)
def test_how_far_a_promise_may_be_off(minutes: int, estimate: float, honest: bool) -> None:
    assert is_honest(minutes, estimate) is honest
