"""A person's workbook, laid out page by page with the words of what she answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.live import LiveCourse, LivePage
from app.catalogue.queries import current_courses
from app.catalogue.shapes import Check, Checklist, Part, Scenario, Step, Way
from app.catalogue.walking import walk_parts
from app.workbook.marking import read_clauses, read_sort
from app.workbook.queries import read_check, read_trail, workbook_of
from app.workbook.shapes import ClauseMarks, Kept, KeptCheck, Kind, SortMarks


@dataclass(frozen=True, slots=True)
class Entry:
    """`part` is None where the page no longer has that block. Of the others one is filled, by kind."""

    kept: Kept
    part: Any = None
    check: KeptCheck | None = None
    steps: tuple[tuple[Step, Way], ...] = ()
    ticked: frozenset[str] = frozenset()
    note: str = ""
    sort: SortMarks | None = None
    clauses: ClauseMarks | None = None


@dataclass(frozen=True, slots=True)
class KeptPage:
    """`course` and `page` are None where no current course has the page any more."""

    course: LiveCourse | None
    page: LivePage | None
    module: str
    slug: str
    entries: tuple[Entry, ...]


def open_workbook(session: Session, person_id: int) -> list[KeptPage]:
    """In the order of reading; pages that no course has any more come last."""
    by_page: dict[int, list[Kept]] = {}
    for kept in workbook_of(session, person_id):
        by_page.setdefault(kept.page_id, []).append(kept)
    places: dict[int, tuple[LiveCourse | None, LivePage | None]] = {}
    for course in current_courses(session):
        for page in course.pages:
            places.setdefault(page.page_id, (course, page))
    order = [page_id for page_id in places if page_id in by_page]
    return [
        _lay_out(by_page[page_id], *places.get(page_id, (None, None)))
        for page_id in [*order, *(page_id for page_id in by_page if page_id not in places)]
    ]


def _lay_out(kept: list[Kept], course: LiveCourse | None, page: LivePage | None) -> KeptPage:
    parts = list(walk_parts(page.content.parts)) if page else []
    return KeptPage(course, page, kept[0].module, kept[0].page, tuple(_entry(one, parts) for one in kept))


def _entry(kept: Kept, parts: list[Part]) -> Entry:
    for part in parts:
        if isinstance(part, Check) and kept.kind is Kind.CHECK and part.question.slug == kept.block:
            return Entry(kept, part, check=read_check(kept.content, part.question.type))
        if isinstance(part, Scenario) and kept.kind is Kind.SCENARIO and part.slug == kept.block:
            return Entry(kept, part, steps=_steps(part, kept))
        if isinstance(part, Checklist) and kept.kind is Kind.CHECKLIST and part.slug == kept.block:
            return Entry(kept, part, ticked=frozenset(kept.content["ticked"]))
        if isinstance(part, Sort) and kept.kind is Kind.SORT and part.slug == kept.block:
            return Entry(kept, part, sort=read_sort(kept.content, part))
        if isinstance(part, Clauses) and kept.kind is Kind.CLAUSES and part.slug == kept.block:
            return Entry(kept, part, clauses=read_clauses(kept.content, part))
    return Entry(kept, note=kept.content["text"] if kept.kind is Kind.NOTE else "")


def _steps(scenario: Scenario, kept: Kept) -> tuple[tuple[Step, Way], ...]:
    by_slug = {step.slug: step for step in scenario.steps}
    trail = read_trail(kept.content, scenario)
    return tuple((by_slug[step], next(way for way in by_slug[step].ways if way.id == chosen)) for step, chosen in trail)
