"""Limits on attempts. There are none but those an author sets in the quiz's head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.assessment.models import Attempt
from app.catalogue.shapes import QuizContent
from app.languages import marked


@dataclass(frozen=True, slots=True)
class Limit:
    """Why no further attempt can begin now: it can at `until`, or never where that is None."""

    until: dt.datetime | None
    words: str
    facts: Mapping[str, int]


def limit_of(quiz: QuizContent, attempts: Sequence[Attempt], *, at: dt.datetime) -> Limit | None:
    """`attempts` are those of one enrolment, first one first. An open one is always gone on with."""
    if not attempts or attempts[-1].submitted_at is None:
        return None
    if quiz.attempts is not None and len(attempts) >= quiz.attempts:
        return Limit(
            None,
            marked("All %(count)s attempts of this quiz are used. Ask your research security office."),
            {"count": quiz.attempts},
        )
    if quiz.cool_off_hours is not None:
        until = attempts[-1].submitted_at + dt.timedelta(hours=quiz.cool_off_hours)
        if until > at:
            return Limit(
                until, marked("A new attempt can begin %(count)s hours after the last one."), {"count": quiz.cool_off_hours}
            )
    return None
