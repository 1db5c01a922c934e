"""Reads of a workbook: always of one person, always her own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.live import LivePage
from app.catalogue.models import Item, Page
from app.catalogue.shapes import Check, Scenario
from app.catalogue.walking import walk_parts
from app.database.reading import fetch
from app.errors import NotFound
from app.workbook.marking import read_clauses, read_sort
from app.workbook.models import Keepsake, Plan, Project
from app.workbook.shapes import ClauseMarks, Kept, KeptCheck, KeptPlan, KeptProject, Kind, PageBook, SortMarks, Trail

_PAGE_BOOK = (
    select(Keepsake.kind, Keepsake.block, Keepsake.content)
    .where(Keepsake.person_id.in_(selves_of(bindparam("person_id", type_=Integer))), Keepsake.page_id == bindparam("page_id"))
    .order_by(Keepsake.kept_at)
)


def page_book(session: Session, *, person_id: int, page: LivePage) -> PageBook:
    """What she keeps of one page, as far as the page still has it."""
    return _arrange(fetch(session, _PAGE_BOOK, {"person_id": person_id, "page_id": page.page_id}), page)


def workbook_of(session: Session, person_id: int) -> list[Kept]:
    """Everything, page by page in the order of the modules."""
    query = (
        select(
            Keepsake.page_id,
            Item.slug.label("module"),
            Page.slug.label("page"),
            Keepsake.kind,
            Keepsake.block,
            Keepsake.content,
            Keepsake.kept_at,
        )
        .join(Page, Page.id == Keepsake.page_id)
        .join(Item, Item.id == Page.item_id)
        .where(Keepsake.person_id.in_(selves_of(person_id)))
        .order_by(Item.id, Page.id, Keepsake.kind, Keepsake.block, Keepsake.kept_at)
    )
    return [
        Kept(row.page_id, row.module, row.page, Kind(row.kind), row.block, row.content, row.kept_at)
        for row in session.execute(query)
    ]


def read_check(content: Any, question_type: str) -> KeptCheck | None:
    """None where the question has become one of another type since."""
    if content["type"] != question_type:
        return None
    return KeptCheck(content["given"], content["is_right"], content["tries"])


def read_trail(content: Any, scenario: Scenario) -> Trail:
    """As far as the scenario still goes that way."""
    steps = {step.slug: step for step in scenario.steps}
    here, trail = scenario.steps[0].slug, []
    for step, chosen in content["trail"]:
        way = next((way for way in steps[here].ways if way.id == chosen), None)
        if step != here or way is None or way.to not in steps:
            break
        trail.append((step, chosen))
        here = way.to
    return tuple(trail)


def _arrange(rows: Iterable[Row[str, str, Any]], page: LivePage) -> PageBook:
    kept: dict[tuple[str, str], Any] = {(row.kind, row.block): row.content for row in rows}
    if not kept:
        return PageBook()
    checks: dict[str, KeptCheck] = {}
    scenarios: dict[str, Trail] = {}
    labs = _arrange_labs(kept, page)
    for part in walk_parts(page.content.parts):
        if isinstance(part, Check) and (Kind.CHECK, part.question.slug) in kept:
            check = read_check(kept[Kind.CHECK, part.question.slug], part.question.type)
            if check is not None:
                checks[part.question.slug] = check
        elif isinstance(part, Scenario) and (Kind.SCENARIO, part.slug) in kept:
            scenarios[part.slug] = read_trail(kept[Kind.SCENARIO, part.slug], part)
    checklists = {block: frozenset(content["ticked"]) for (kind, block), content in kept.items() if kind == Kind.CHECKLIST}
    note = kept.get((Kind.NOTE, ""))
    return PageBook(checks, scenarios, checklists, note["text"] if note else "", *labs)


def _arrange_labs(kept: Mapping[tuple[str, str], Any], page: LivePage) -> tuple[dict[str, SortMarks], dict[str, ClauseMarks]]:
    sorts: dict[str, SortMarks] = {}
    clauses: dict[str, ClauseMarks] = {}
    for part in walk_parts(page.content.parts):
        if isinstance(part, Sort) and (sorted_ := kept.get((Kind.SORT, part.slug))):
            sorts[part.slug] = read_sort(sorted_, part)
        elif isinstance(part, Clauses) and (questioned := kept.get((Kind.CLAUSES, part.slug))):
            marks = read_clauses(questioned, part)
            if marks is not None:
                clauses[part.slug] = marks
    return sorts, clauses


def projects_of(session: Session, person_id: int) -> list[KeptProject]:
    """By name, then by the list's title."""
    query = select(Project).where(Project.person_id.in_(selves_of(person_id)))
    kept = [_project(row) for row in session.scalars(query.order_by(Project.id))]
    return sorted(kept, key=lambda project: (project.name.casefold(), project.title.casefold()))


def project_of(session: Session, *, person_id: int, code: str) -> KeptProject:
    """Raises `NotFound` also for what is somebody else's."""
    row = session.scalar(select(Project).where(Project.person_id.in_(selves_of(person_id)), Project.code == code))
    if row is None:
        raise NotFound
    return _project(row)


def plans_of(session: Session, person_id: int) -> list[KeptPlan]:
    """The newest first."""
    query = select(Plan).where(Plan.person_id.in_(selves_of(person_id))).order_by(Plan.kept_at.desc(), Plan.id.desc())
    return [_plan(row) for row in session.scalars(query)]


def plan_of(session: Session, *, person_id: int, code: str) -> KeptPlan:
    """Raises `NotFound` also for what is somebody else's."""
    row = session.scalar(select(Plan).where(Plan.person_id.in_(selves_of(person_id)), Plan.code == code))
    if row is None:
        raise NotFound
    return _plan(row)


def _project(row: Project) -> KeptProject:
    items = tuple((item["text"], item["ticked"], item["note"]) for item in row.content["items"])
    title = row.content["title"]
    return KeptProject(row.code, row.page_id, row.block, row.name, title, row.review_on, items, row.kept_at)


def _plan(row: Plan) -> KeptPlan:
    return KeptPlan(row.code, row.version_id, row.name, row.content["answers"], row.kept_at)
