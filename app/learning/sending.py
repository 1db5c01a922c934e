"""What a quiz form sends: answers, a name of its own, and what it showed. A stale form changes only what was changed in it."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from app.assessment.questions import Answer, parse
from app.assessment.questions.fields import FIELD, values_of
from app.catalogue.shapes import Question, QuestionType
from app.errors import Invalid
from app.learning.sitting import Line
from app.web.languages import said

NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came in: what was changed in it, by the id of the drawn question, and what cannot be accepted, by position.

    `emptied` are positions whose answer was taken away; what was kept before stays.
    """

    form: str | None
    changed: dict[int, Answer]
    errors: dict[int, str]
    emptied: tuple[int, ...]


class Places(dict[str, int]):
    """Places as they were chosen, perhaps one twice: for showing them again."""

    def index(self, choice: str) -> int:
        return self[choice] - 1


def sign_form(shown: Sequence[Answer | None]) -> str:
    """The hidden field `sent` of a form that shows these answers."""
    return ".".join([secrets.token_urlsafe(6), *map(_digest, shown)])


def read_signature(sent: str) -> tuple[str | None, list[str]]:
    """The form's name, and a digest of each answer it showed."""
    name, *digests = sent.split(".")
    return (name if NAME.fullmatch(name) else None), digests


def read_answers(lines: Sequence[Line], fields: Mapping[str, Any], *, prefixes: Sequence[str]) -> Sent:
    """`lines` are the questions the form shows, each with the prefix of its fields."""
    form, digests = read_signature(str(fields.get("sent", "")))
    changed, errors, emptied = {}, {}, []
    for line, prefix, shown in zip_longest(lines, prefixes, digests[: len(lines)]):
        try:
            value = parse(line.question, fields, prefix)
        except Invalid as error:
            errors[line.position] = said(error)
            continue
        if value is None:
            emptied += [line.position] if shown else []
        elif shown != _digest(value):
            changed[line.asked.drawn_id] = value
    return Sent(form, changed, errors, tuple(emptied))


def _digest(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()[:8]


def typed_again(question: Question, fields: Mapping[str, Any], prefix: str = "") -> Any:
    """What was chosen or typed, right or wrong in form, as the question's fields show it again."""
    start = f"{prefix}{FIELD}-"
    if question.type == QuestionType.ORDER:
        chosen = {choice.id: "".join(values_of(fields, start + choice.id)[:1]) for choice in question.choices}
        return Places({id: int(place) for id, place in chosen.items() if re.fullmatch("[0-9]{1,3}", place)})
    if question.type == QuestionType.MATCH:
        return {row.id: "".join(values_of(fields, start + row.id)[:1]) for row in question.rows}
    values = values_of(fields, prefix + FIELD)
    return values if question.type == QuestionType.MULTIPLE else "".join(values[:1])
