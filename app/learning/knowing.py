"""Showing that a page is known already: a few of its objectives' questions, all of them right."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from app.assessment.questions import is_right, parse
from app.catalogue.live import LiveCourse, LivePage
from app.catalogue.paths import rests_on
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


def ask_about(course: LiveCourse, page: LivePage, seed: str) -> tuple[Try, ...]:
    """At most `MOST`, from each objective of the page in turn, the page's own questions first. The same for the same seed."""
    asked = sorted(_asked_about(course, page), key=lambda question: (question.page != page.slug, _draw(seed, question.slug)))
    by_objective = [[one for one in asked if one.objective == objective] for objective in page.content.objectives]
    chosen = [one for one in chain.from_iterable(zip_longest(*by_objective)) if one is not None][:MOST]
    return tuple(
        Try(question, f"q{number}-", _shuffled(question.choices, f"{seed} {question.slug}"))
        for number, question in enumerate(chosen, start=1)
    )


def can_be_known(course: LiveCourse, page: LivePage) -> bool:
    return bool(_asked_about(course, page))


def _asked_about(course: LiveCourse, page: LivePage) -> list[Question]:
    """From the quiz of the page's module; in a course with a quiz of its own, from that one. A question that names a page of
    another module with the same objective is about that page."""
    pages = [one for one in course.pages if course.quiz or one.module == page.module]
    quizzes = [asking.quiz for asking in course.quizzes if course.quiz or asking.slug == page.module]
    return [
        question
        for quiz in quizzes
        if quiz is not None
        for question in quiz.questions
        if question.objective in page.content.objectives and page.module in {one.module for one in rests_on(question, pages)}
    ]


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
