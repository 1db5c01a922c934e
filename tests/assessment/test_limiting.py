from __future__ import annotations

import dataclasses
import datetime as dt

from app.assessment.limiting import limit_of
from app.assessment.models import Attempt
from app.catalogue.shapes import QuizContent
from tests.factories.attempts import AT

FREE = QuizContent("keys", "Quiz", 5, 4, 6, ())
HOUR = dt.timedelta(hours=1)


def handed_in(at: dt.datetime | None) -> Attempt:
    return Attempt(number=1, submitted_at=at)


def test_there_is_no_limit_unless_an_author_sets_one() -> None:
    assert limit_of(FREE, [handed_in(AT)] * 50, at=AT) is None


def test_a_number_of_attempts() -> None:
    quiz = dataclasses.replace(FREE, attempts=2)
    assert limit_of(quiz, [handed_in(AT)], at=AT) is None
    assert limit_of(quiz, [handed_in(AT), handed_in(None)], at=AT) is None, "an open attempt is gone on with"
    limit = limit_of(quiz, [handed_in(AT)] * 2, at=AT)
    assert limit is not None
    assert limit.until is None


def test_hours_between_attempts() -> None:
    quiz = dataclasses.replace(FREE, cool_off_hours=2)
    limit = limit_of(quiz, [handed_in(AT)], at=AT + HOUR)
    assert limit is not None
    assert limit.until == AT + 2 * HOUR
    assert limit_of(quiz, [handed_in(AT)], at=AT + 2 * HOUR) is None
