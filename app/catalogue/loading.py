"""Published versions made into the values that pages and rules use, once for each publication in each process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from app.catalogue.caching import Cache
from app.catalogue.compiling import course_from_json, module_from_json, overlays_from_json, plan_from_json, sources_from_json
from app.catalogue.keeping import INSTITUTION, PLAN, SOURCES, compiled_text
from app.catalogue.library.compiling import CARDS, CASES, GLOSSARY, library_from
from app.catalogue.library.shapes import Library
from app.catalogue.live import Asking, LiveCourse, LiveModule, LivePage, Registers
from app.catalogue.models import CoursePart, Item, ItemKind, PageVersion, Publication, PublishedPage, QuestionIdentity, Version
from app.catalogue.plan_shapes import LivePlan
from app.catalogue.shapes import QuizContent
from app.database.reading import fetch
from app.errors import NotFound


class Current(NamedTuple):
    """What is current of one item: enough to find it in the cache. `published` is its instant as the engine writes it."""

    item_id: int
    kind: str
    slug: str
    publication_id: int
    version_id: int
    digest: str
    label: str
    published: Any


PUBLISHED = (
    select(
        Item.id,
        Item.kind,
        Item.slug,
        Publication.id,
        Version.id,
        Version.digest,
        Publication.label,
        type_coerce(Publication.published_at, String),
    )
    .join(Publication, Publication.item_id == Item.id)
    .join(Version, Version.id == Publication.version_id)
)
"""As `Current` has them."""
_LAST = PUBLISHED.where(Version.id == bindparam("version_id")).order_by(Publication.id.desc()).limit(1)
_BEFORE = _LAST.where(Publication.id < bindparam("before"))

COURSES: Cache[LiveCourse] = Cache(64)
MODULES: Cache[LiveModule] = Cache(128)
REGISTERS: Cache[Registers] = Cache(4)
LIBRARIES: Cache[Library] = Cache(4)


def course_of(session: Session, current: Current) -> LiveCourse:
    return COURSES.get(_key(session, *current), lambda: _load_course(session, current))


def registers_of(session: Session, currents: Iterable[Current]) -> Registers:
    by_slug = {current.slug: current for current in currents}
    return REGISTERS.get(_key(session, *sorted(by_slug.values())), lambda: _load_registers(session, by_slug))


def library_of(session: Session, currents: Iterable[Current]) -> Library:
    by_slug = {current.slug: current for current in currents}
    return LIBRARIES.get(_key(session, *sorted(by_slug.values())), lambda: load_library(session, by_slug))


def load_library(session: Session, by_slug: Mapping[str, Current]) -> Library:
    """Past the cache: for whoever has just published it."""
    texts = {slug: compiled_text(session, current.version_id) for slug, current in by_slug.items()}
    return library_from(*(json.loads(texts.get(slug, "{}")) for slug in (GLOSSARY, CASES, CARDS)))


def module_of(session: Session, version_id: int, *, publication_id: int | None = None) -> LiveModule:
    """A version of a module in its last publication, or the last one before `publication_id`."""
    facts = {"version_id": version_id}
    rows = fetch(session, _BEFORE, facts | {"before": publication_id}) if publication_id else fetch(session, _LAST, facts)
    current = _first(rows)
    return MODULES.get(_key(session, *current), lambda: _load_module(session, current))


def asking_of(session: Session, version_id: int) -> Asking:
    """A version of a module or of a course, in its last publication."""
    current = _first(fetch(session, _LAST, {"version_id": version_id}))
    if current.kind == ItemKind.COURSE:
        return course_of(session, current)
    return MODULES.get(_key(session, *current), lambda: _load_module(session, current))


def _first(rows: Sequence[Any]) -> Current:
    if not rows:
        raise NotFound
    return Current._make(rows[0])


def forget_all() -> None:
    """For whoever replaces the database under a running process."""
    for cache in (COURSES, MODULES, REGISTERS, LIBRARIES):
        cache.clear()


def _key(session: Session, *facts: Any) -> tuple[Any, ...]:
    """A process may hold more than one database."""
    return (session.get_bind().engine.url.database, *facts)


def _load_course(session: Session, current: Current) -> LiveCourse:
    content = course_from_json(compiled_text(session, current.version_id))
    published_at = session.scalars(select(Publication.published_at).where(Publication.id == current.publication_id)).one()
    parts = select(CoursePart.module_version_id).where(CoursePart.course_version_id == current.version_id)
    modules = tuple(
        module_of(session, version_id, publication_id=current.publication_id)
        for version_id in session.scalars(parts.order_by(CoursePart.position)).all()
    )
    if content.quiz is not None:
        modules = tuple(replace(module, content=replace(module.content, quiz=None), question_ids={}) for module in modules)
    by_place = {(module.slug, page.slug): page for module in modules for page in module.pages}
    pages = tuple(by_place[place] for place in content.pages) if content.pages else tuple(by_place.values())
    return LiveCourse(
        current.item_id,
        current.version_id,
        current.publication_id,
        current.label,
        published_at,
        content,
        modules,
        pages,
        _question_ids(session, current.item_id, content.quiz),
    )


def _load_registers(session: Session, by_slug: Mapping[str, Current]) -> Registers:
    sources, institution, plan = (by_slug.get(slug) for slug in (SOURCES, INSTITUTION, PLAN))
    return Registers(
        sources_from_json(compiled_text(session, sources.version_id)) if sources else {},
        overlays_from_json(compiled_text(session, institution.version_id)) if institution else {},
        LivePlan(plan.version_id, plan_from_json(compiled_text(session, plan.version_id))) if plan else None,
    )


def _load_module(session: Session, current: Current) -> LiveModule:
    content = module_from_json(compiled_text(session, current.version_id))
    rows = session.execute(
        select(PublishedPage.page_id, PublishedPage.page_version_id, PublishedPage.edition)
        .join(PageVersion, PageVersion.id == PublishedPage.page_version_id)
        .where(PublishedPage.publication_id == current.publication_id)
        .order_by(PageVersion.position)
    ).all()
    pages = tuple(
        LivePage(row.page_id, row.page_version_id, row.edition, content.slug, page)
        for row, page in zip(rows, content.pages, strict=True)
    )
    questions = _question_ids(session, current.item_id, content.quiz)
    return LiveModule(current.item_id, current.version_id, current.label, content, pages, questions)


def _question_ids(session: Session, item_id: int, quiz: QuizContent | None) -> dict[str, int]:
    if quiz is None:
        return {}
    asked = {question.slug for question in quiz.questions}
    known = session.execute(select(QuestionIdentity.slug, QuestionIdentity.id).where(QuestionIdentity.item_id == item_id))
    return {row.slug: row.id for row in known if row.slug in asked}
