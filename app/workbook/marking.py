"""Labs: what a form sends for them, and how what was kept is marked. They count for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.assessment.questions.fields import FIELD, FOREIGN, selected, values_of
from app.catalogue.lab_shapes import Clauses, Placing, Sort
from app.errors import Invalid
from app.languages import marked
from app.workbook.shapes import ClauseMarks, SortMarks, Verdict

NOTHING_TICKED = marked("Tick at least one, then check.")


def parse_sort(sort: Sort, fields: Mapping[str, Any]) -> dict[str, str]:
    """The id of a place by the id of a placing; those left open are absent."""
    given = selected(fields, "", list(_placings(sort)))
    if not set(given.values()).issubset(place.id for place in sort.places):
        raise Invalid(FOREIGN, field=FIELD)
    return given


def parse_clauses(clauses: Clauses, fields: Mapping[str, Any]) -> list[str]:
    """The ids of what is questioned, in the order of the text."""
    questioned = set(values_of(fields, FIELD))
    ids = [item.id for item in clauses.items]
    if not questioned.issubset(ids):
        raise Invalid(FOREIGN, field=FIELD)
    if not questioned:
        raise Invalid(NOTHING_TICKED, field=FIELD)
    return [id for id in ids if id in questioned]


def read_sort(content: Any, sort: Sort) -> SortMarks:
    """As far as the page still has the things and the places: whatever was reworded since is open again."""
    placings, places = _placings(sort), {place.id for place in sort.places}
    given = {id: place for id, place in content["given"].items() if id in placings and place in places}
    return SortMarks(given, {id: place in placings[id].places for id, place in given.items()}, len(placings))


def read_clauses(content: Any, clauses: Clauses) -> ClauseMarks | None:
    """None where the text has changed since."""
    if set(content["shown"]) != {item.id for item in clauses.items}:
        return None
    verdicts = {item.id: _judge(item.is_questionable, item.id in content["questioned"]) for item in clauses.items}
    return ClauseMarks(verdicts)


def _placings(sort: Sort) -> dict[str, Placing]:
    return {placing.id: placing for item in sort.items for placing in item.placings}


def _judge(is_questionable: bool, is_questioned: bool) -> Verdict:
    if is_questioned:
        return Verdict.HIT if is_questionable else Verdict.FALSE_ALARM
    return Verdict.MISS if is_questionable else Verdict.LEFT
