"""Published versions made into the values that pages and rules use, once for each publication in each process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.catalogue.caching import Cache
from app.catalogue.compiling import course_from_json, module_from_json, overlays_from_json, sources_from_json
from app.catalogue.keeping import INSTITUTION, SOURCES, compiled_text
from app.catalogue.live import LiveCourse, LiveModule, LivePage, Registers
from app.catalogue.models import CoursePart, PageVersion, Publication, PublishedPage, QuestionIdentity, Version
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


_LAST_PUBLICATION = (
    select(Publication.id, Publication.item_id, Publication.label, Publication.published_at, Version.digest)
    .join(Version, Version.id == Publication.version_id)
    .where(Version.id == bindparam("version_id"))
    .order_by(Publication.id.desc())
    .limit(1)
)
_PUBLICATION_BEFORE = _LAST_PUBLICATION.where(Publication.id < bindparam("publication_id"))
COURSES: Cache[LiveCourse] = Cache(64)
MODULES: Cache[LiveModule] = Cache(128)
REGISTERS: Cache[Registers] = Cache(4)


def course_of(session: Session, current: Current) -> LiveCourse:
    return COURSES.get(_key(session, *current), lambda: _load_course(session, current))


def registers_of(session: Session, currents: Iterable[Current]) -> Registers:
    by_slug = {current.slug: current for current in currents}
    return REGISTERS.get(_key(session, *by_slug.values()), lambda: _load_registers(session, by_slug))


def module_of(session: Session, version_id: int, *, publication_id: int | None = None) -> LiveModule:
    """A version of a module in its last publication, or the last one before `publication_id`."""
    query = _PUBLICATION_BEFORE if publication_id else _LAST_PUBLICATION
    rows = fetch(session, query, {"version_id": version_id, "publication_id": publication_id})
    if not rows:
        raise NotFound
    return MODULES.get(_key(session, version_id, *rows[0]), lambda: _load_module(session, version_id, rows[0]))


def forget_all() -> None:
    """For whoever replaces the database under a running process."""
    for cache in (COURSES, MODULES, REGISTERS):
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
    by_place = {(module.slug, page.slug): page for module in modules for page in module.pages}
    pages = tuple(by_place[place] for place in content.pages) if content.pages else tuple(by_place.values())
    return LiveCourse(
        current.item_id, current.version_id, current.publication_id, current.label, published_at, content, modules, pages
    )


def _load_registers(session: Session, by_slug: Mapping[str, Current]) -> Registers:
    sources, institution = by_slug.get(SOURCES), by_slug.get(INSTITUTION)
    return Registers(
        sources_from_json(compiled_text(session, sources.version_id)) if sources else {},
        overlays_from_json(compiled_text(session, institution.version_id)) if institution else {},
    )


def _load_module(session: Session, version_id: int, publication: Any) -> LiveModule:
    content = module_from_json(compiled_text(session, version_id))
    rows = session.execute(
        select(PublishedPage.page_id, PublishedPage.page_version_id, PublishedPage.edition)
        .join(PageVersion, PageVersion.id == PublishedPage.page_version_id)
        .where(PublishedPage.publication_id == publication.id)
        .order_by(PageVersion.position)
    ).all()
    pages = tuple(
        LivePage(row.page_id, row.page_version_id, row.edition, content.slug, page)
        for row, page in zip(rows, content.pages, strict=True)
    )
    asked = {question.slug for question in content.quiz.questions} if content.quiz else set()
    known = session.execute(
        select(QuestionIdentity.slug, QuestionIdentity.id).where(QuestionIdentity.item_id == publication.item_id)
    )
    questions = {row.slug: row.id for row in known if row.slug in asked}
    return LiveModule(publication.item_id, version_id, publication.label, content, pages, questions)
