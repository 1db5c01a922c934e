"""Showing that a page is known already: a few of its objectives' questions, all of them right."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from app.assessment.questions import is_right, parse
from app.catalogue.live import LiveModule, LivePage
from app.catalogue.shapes import Choice, Question
from app.errors import Invalid
from app.learning.sending import typed_again
from app.web.languages import said

MOST = 5
"""Questions asked for one page."""


@dataclass(frozen=True, slots=True)
class Try:
    """One question of the form: `given` is what was sent, `error` why it could not be taken."""

    question: Question
    prefix: str
    choices: tuple[Choice, ...]
    given: Any = None
    is_right: bool = False
    error: str | None = None


def ask_about(module: LiveModule, page: LivePage, seed: str) -> tuple[Try, ...]:
    """At most `MOST`, from each objective of the page in turn, the page's own questions first. The same for the same seed."""
    if module.quiz is None:
        return ()
    asked = sorted(module.quiz.questions, key=lambda question: (question.page != page.slug, _draw(seed, question.slug)))
    by_objective = [[one for one in asked if one.objective == objective] for objective in page.content.objectives]
    chosen = [one for one in chain.from_iterable(zip_longest(*by_objective)) if one is not None][:MOST]
    return tuple(
        Try(question, f"q{number}-", _shuffled(question.choices, f"{seed} {question.slug}"))
        for number, question in enumerate(chosen, start=1)
    )


def can_be_known(module: LiveModule, page: LivePage) -> bool:
    return module.quiz is not None and any(one.objective in page.content.objectives for one in module.quiz.questions)


def mark_tries(tries: Sequence[Try], fields: Mapping[str, Any]) -> tuple[Try, ...]:
    return tuple(_mark(one, fields) for one in tries)


def _mark(one: Try, fields: Mapping[str, Any]) -> Try:
    given = typed_again(one.question, fields, one.prefix)
    try:
        answer = parse(one.question, fields, one.prefix)
    except Invalid as error:
        return Try(one.question, one.prefix, one.choices, given, error=said(error))
    return Try(one.question, one.prefix, one.choices, given, is_right=is_right(one.question, answer))


def _shuffled(choices: Sequence[Choice], seed: str) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: _draw(seed, choice.id)))


def _draw(seed: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed} {name}".encode()).digest()
