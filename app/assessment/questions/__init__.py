"""How each kind of question reads an answer from a form and marks it: one file a kind, found here by its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.assessment.questions import match, multiple, number, order, single, text
from app.assessment.questions.fields import Answer
from app.catalogue.shapes import Question, QuestionType

__all__ = ["Answer", "is_right", "is_whole", "parse"]


class Kind(Protocol):
    def parse(self, question: Question, fields: Mapping[str, Any], prefix: str = "") -> Answer | None: ...

    def is_whole(self, question: Question, answer: Answer) -> bool: ...

    def is_right(self, question: Question, answer: Answer) -> bool: ...


KINDS: Mapping[QuestionType, Kind] = {
    QuestionType.SINGLE: single,
    QuestionType.MULTIPLE: multiple,
    QuestionType.ORDER: order,
    QuestionType.MATCH: match,
    QuestionType.NUMBER: number,
    QuestionType.TEXT: text,
}


def parse(question: Question, fields: Mapping[str, Any], prefix: str = "") -> Answer | None:
    """What was answered, or None where nothing was. `fields` is a form; raises `Invalid` for what the question does not offer."""
    return KINDS[question.type].parse(question, fields, prefix)


def is_whole(question: Question, answer: Answer | None) -> bool:
    """Whether nothing of the answer is still open."""
    return answer is not None and KINDS[question.type].is_whole(question, answer)


def is_right(question: Question, answer: Answer | None) -> bool:
    return answer is not None and KINDS[question.type].is_right(question, answer)
