"""Choose every one that fits. The answer is the list of the ids chosen; right is all of the right ones and no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.assessment.questions.fields import FIELD, FOREIGN, Answer, values_of
from app.catalogue.shapes import Question
from app.errors import Invalid


def parse(question: Question, fields: Mapping[str, Any], prefix: str = "") -> Answer | None:
    chosen = set(values_of(fields, prefix + FIELD))
    ids = [choice.id for choice in question.choices]
    if not chosen.issubset(ids):
        raise Invalid(FOREIGN, field=prefix + FIELD)
    return [id for id in ids if id in chosen] or None


def is_whole(question: Question, answer: Answer) -> bool:
    return bool(answer)


def is_right(question: Question, answer: Answer) -> bool:
    return set(answer) == {choice.id for choice in question.choices if choice.right}
