"""Questions by themselves: pure values, one of each type."""

from __future__ import annotations

from typing import Any

from app.catalogue.shapes import Choice, Question, QuestionType, Row


def make_choices(count: int, right: frozenset[str] = frozenset()) -> tuple[Choice, ...]:
    ids = [str(number) for number in range(1, count + 1)]
    return tuple(Choice(id, f"Choice {id}", id in right, f"Why {id}") for id in ids)


def make_question(type: QuestionType, slug: str = "q", objective: str = "aim", **facts: Any) -> Question:
    return Question(slug, type, objective, "<p>What?</p>", **facts)


def single(slug: str = "q", objective: str = "aim", right: str = "2", count: int = 3) -> Question:
    return make_question(QuestionType.SINGLE, slug, objective, choices=make_choices(count, frozenset({right})))


def multiple(right: frozenset[str] = frozenset({"1", "3"}), count: int = 4) -> Question:
    return make_question(QuestionType.MULTIPLE, choices=make_choices(count, right))


def order(count: int = 3) -> Question:
    return make_question(QuestionType.ORDER, choices=make_choices(count))


def match() -> Question:
    rows = (Row("1", "Row 1", "2"), Row("2", "Row 2", "1"), Row("3", "Row 3", "2"))
    return make_question(QuestionType.MATCH, choices=make_choices(2), rows=rows)


def number(value: str = "5000", tolerance: str | None = None) -> Question:
    return make_question(QuestionType.NUMBER, number=value, tolerance=tolerance)


def text(*accepted: str) -> Question:
    return make_question(QuestionType.TEXT, accepted=accepted or ("fundamental research", "basic research"))
