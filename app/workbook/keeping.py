"""Keeping what a learner did on a page. Only she reads it, so nothing here is a fact about her training."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.questions import Answer, is_right
from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.shapes import Checklist, Question, Scenario
from app.database.writing import insert_or_update
from app.errors import Invalid
from app.workbook.deleting import forget_kept
from app.workbook.marking import read_clauses, read_sort
from app.workbook.models import Keepsake
from app.workbook.queries import read_check, read_trail
from app.workbook.shapes import Kind, Trail

NOTE_LIMIT = 10_000
"""Characters of one note."""


class Place(NamedTuple):
    """Whose workbook, on which page."""

    person_id: int
    page_id: int


def answer_check(session: Session, place: Place, *, question: Question, given: Answer | None, at: dt.datetime) -> None:
    """The same answer again is no second try; after the answer was shown, only `forget_kept` opens the check again."""
    if given is None:
        return
    content = _read(session, place, Kind.CHECK, question.slug)
    former = read_check(content, question.type) if content else None
    if former is not None and (former.is_over or former.given == given):
        return
    tries = former.tries + 1 if former else 1
    kept = {"type": question.type, "given": given, "is_right": is_right(question, given), "tries": tries}
    _keep(session, place, Kind.CHECK, question.slug, kept, at)


def take_way(session: Session, place: Place, *, scenario: Scenario, step: str, way: str, at: dt.datetime) -> None:
    """One choice on from `step`. Pressed twice, or in a tab left behind, it changes nothing."""
    trail = _trail(session, place, scenario)
    if _here(scenario, trail) == step:
        _keep_trail(session, place, scenario, read_trail({"trail": [*trail, (step, way)]}, scenario), at)


def step_back(session: Session, place: Place, *, scenario: Scenario, step: str, at: dt.datetime) -> None:
    """From `step` to the one before it; pressed twice, it goes back once."""
    trail = _trail(session, place, scenario)
    if trail and _here(scenario, trail) == step:
        _keep_trail(session, place, scenario, trail[:-1], at)


def tick(session: Session, place: Place, *, checklist: Checklist, ticked: Iterable[str], at: dt.datetime) -> None:
    """`ticked` are positions, "1" for the first; others than the list has are ignored."""
    positions = {str(position) for position in range(1, len(checklist.items) + 1)} & set(ticked)
    _keep(session, place, Kind.CHECKLIST, checklist.slug, {"ticked": sorted(positions, key=int)}, at)


def put_in_place(session: Session, place: Place, *, sort: Sort, given: Mapping[str, str], at: dt.datetime) -> None:
    """What was put before stays where it was, since its answer has been shown; only `forget_kept` opens it again."""
    content = _read(session, place, Kind.SORT, sort.slug)
    former = read_sort(content, sort).given if content else {}
    if not set(given) <= set(former):
        _keep(session, place, Kind.SORT, sort.slug, {"given": {**given, **former}}, at)


def question_clauses(session: Session, place: Place, *, clauses: Clauses, questioned: list[str], at: dt.datetime) -> None:
    """Once, since the answer is shown after it; only `forget_kept` opens the text again."""
    content = _read(session, place, Kind.CLAUSES, clauses.slug)
    if content is None or read_clauses(content, clauses) is None:
        shown = [item.id for item in clauses.items]
        _keep(session, place, Kind.CLAUSES, clauses.slug, {"questioned": questioned, "shown": shown}, at)


def keep_note(session: Session, place: Place, *, text: str, at: dt.datetime) -> None:
    """An empty note is deleted."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > NOTE_LIMIT:
        raise Invalid(
            "The note is longer than %(count)s characters. Shorten it, then keep it again.", count=NOTE_LIMIT, field="note"
        )
    if text:
        _keep(session, place, Kind.NOTE, "", {"text": text}, at)
    else:
        forget_kept(session, person_id=place.person_id, page_id=place.page_id, kind=Kind.NOTE, block="")


def _here(scenario: Scenario, trail: Trail) -> str:
    here = scenario.steps[0]
    for _step, chosen in trail:
        to = next(way.to for way in here.ways if way.id == chosen)
        here = next(step for step in scenario.steps if step.slug == to)
    return here.slug


def _trail(session: Session, place: Place, scenario: Scenario) -> Trail:
    content = _read(session, place, Kind.SCENARIO, scenario.slug)
    return read_trail(content, scenario) if content else ()


def _keep_trail(session: Session, place: Place, scenario: Scenario, trail: Trail, at: dt.datetime) -> None:
    _keep(session, place, Kind.SCENARIO, scenario.slug, {"trail": [list(pair) for pair in trail]}, at)


def _read(session: Session, place: Place, kind: Kind, block: str) -> Any:
    query = select(Keepsake.content).where(
        Keepsake.person_id == place.person_id, Keepsake.page_id == place.page_id, Keepsake.kind == kind, Keepsake.block == block
    )
    return session.scalar(query.with_for_update())


def _keep(session: Session, place: Place, kind: Kind, block: str, content: Any, at: dt.datetime) -> None:
    values = {
        "person_id": place.person_id,
        "page_id": place.page_id,
        "kind": kind,
        "block": block,
        "content": content,
        "kept_at": at,
    }
    insert_or_update(session, Keepsake, values, key=(Keepsake.person_id, Keepsake.page_id, Keepsake.kind, Keepsake.block))
