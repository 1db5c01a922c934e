"""Choose one. The answer is the id of the choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.assessment.questions.fields import FIELD, FOREIGN, Answer, one_of
from app.catalogue.shapes import Question
from app.errors import Invalid


def parse(question: Question, fields: Mapping[str, Any], prefix: str = "") -> Answer | None:
    chosen = one_of(fields, prefix + FIELD)
    if chosen and chosen not in {choice.id for choice in question.choices}:
        raise Invalid(FOREIGN, field=prefix + FIELD)
    return chosen or None


def is_whole(question: Question, answer: Answer) -> bool:
    return bool(answer)


def is_right(question: Question, answer: Answer) -> bool:
    return any(choice.right and choice.id == answer for choice in question.choices)
