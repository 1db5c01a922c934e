"""Put in order. The answer is the list of ids from the first place on, with an empty text for a place left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.assessment.questions.fields import FIELD, FOREIGN, Answer, selected
from app.catalogue.shapes import Question
from app.errors import Invalid
from app.languages import marked

ONE_TWICE = marked("Place %(places)s is given more than once. Give each its own place.")
SOME_TWICE = marked("Places %(places)s are given more than once. Give each its own place.")


def parse(question: Question, fields: Mapping[str, Any], prefix: str = "") -> Answer | None:
    ids = [choice.id for choice in question.choices]
    places = [str(number) for number in range(1, len(ids) + 1)]
    chosen = selected(fields, prefix, ids)
    if not set(chosen.values()).issubset(places):
        raise Invalid(FOREIGN, field=prefix + FIELD)
    counted = Counter(chosen.values())
    twice = [place for place in places if counted[place] > 1]
    if twice:
        raise Invalid(ONE_TWICE if len(twice) == 1 else SOME_TWICE, places=", ".join(twice), field=prefix + FIELD)
    by_place = {place: id for id, place in chosen.items()}
    return [by_place.get(place, "") for place in places] if chosen else None


def is_whole(question: Question, answer: Answer) -> bool:
    return len(answer) == len(question.choices) and all(answer)


def is_right(question: Question, answer: Answer) -> bool:
    return answer == [choice.id for choice in question.choices]
