"""Choose one for each row. The answer maps a row's id to a choice's id; rows left open are absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.assessment.questions.fields import FIELD, FOREIGN, Answer, selected
from app.catalogue.shapes import Question
from app.errors import Invalid


def parse(question: Question, fields: Mapping[str, Any], prefix: str = "") -> Answer | None:
    chosen = selected(fields, prefix, [row.id for row in question.rows])
    if not set(chosen.values()).issubset(choice.id for choice in question.choices):
        raise Invalid(FOREIGN, field=prefix + FIELD)
    return chosen or None


def is_whole(question: Question, answer: Answer) -> bool:
    return len(answer) == len(question.rows)


def is_right(question: Question, answer: Answer) -> bool:
    return answer == {row.id: row.choice for row in question.rows}
