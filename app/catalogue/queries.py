"""What is current is read each time, in one small query; what it holds comes from the cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.catalogue.compiling import plan_from_json
from app.catalogue.keeping import INSTITUTION, PLAN, SOURCES, compiled_text
from app.catalogue.library.compiling import PARTS
from app.catalogue.library.shapes import Library
from app.catalogue.live import Asking, LiveCourse, LiveModule, Registers
from app.catalogue.loading import PUBLISHED, Current, asking_of, course_of, library_of, module_of, registers_of
from app.catalogue.models import Item, ItemKind, Media, Page, PageAlias, Publication, Version
from app.catalogue.plan_shapes import PlanForm
from app.catalogue.shapes import OverlayText, Source
from app.database.reading import fetch
from app.documents.models import Blob
from app.errors import Gone, NotFound

_LATER = aliased(Publication)
_LATEST = select(func.max(_LATER.id)).where(_LATER.item_id == Item.id).scalar_subquery()
_CURRENT = PUBLISHED.where(Publication.id == _LATEST, Item.retired_at.is_(None))
_IS_COURSE = Item.kind == ItemKind.COURSE
_IS_REGISTER = and_(Item.kind == ItemKind.REGISTER, or_(*(Item.slug == slug for slug in (SOURCES, INSTITUTION, PLAN))))
_IS_OF_LIBRARY = and_(Item.kind == ItemKind.REGISTER, or_(*(Item.slug == slug for slug in PARTS)))
_COURSE_BY_SLUG = _CURRENT.where(_IS_COURSE, Item.slug == bindparam("slug"))
_COURSE_BY_LABEL = PUBLISHED.where(_IS_COURSE, Item.slug == bindparam("slug"), Publication.label == bindparam("label"))
_COURSES = _CURRENT.where(_IS_COURSE).order_by(Item.id)
_REGISTERS = _CURRENT.where(_IS_REGISTER)
_LIBRARY = _CURRENT.where(_IS_OF_LIBRARY)
_COURSE_AND_REGISTERS = _CURRENT.where(or_(_IS_REGISTER, _IS_COURSE & (Item.slug == bindparam("slug"))))


def current_course(session: Session, slug: str) -> LiveCourse:
    """Raises `NotFound` for an unknown one, `Gone` for a retired one."""
    return _course(session, fetch(session, _COURSE_BY_SLUG, {"slug": slug}), slug)


def published_course(session: Session, slug: str, label: str) -> LiveCourse:
    """A publication by its label, current or not, also of a course that is retired. Raises `NotFound`."""
    return _course(session, fetch(session, _COURSE_BY_LABEL, {"slug": slug, "label": label}))


def current_courses(session: Session) -> list[LiveCourse]:
    """All that can be taken, the oldest first."""
    return [course_of(session, current) for current in course_versions(session)]


def module_version(session: Session, version_id: int) -> LiveModule:
    """A version of a module, current or not, with the editions of its last publication."""
    return module_of(session, version_id)


def asking_version(session: Session, version_id: int) -> Asking:
    """The same for a version of a module or of a course, whichever it is."""
    return asking_of(session, version_id)


def current_registers(session: Session) -> Registers:
    return registers_of(session, [Current._make(row) for row in fetch(session, _REGISTERS, {})])


def current_overlays(session: Session) -> Mapping[str, OverlayText]:
    return current_registers(session).overlays


def current_sources(session: Session) -> Mapping[str, Source]:
    return current_registers(session).sources


def plan_version(session: Session, version_id: int) -> PlanForm:
    """The questions for a plan as they once were. Raises `NotFound` for a version of anything else."""
    query = select(Version.id).join(Item, Item.id == Version.item_id)
    if session.scalar(query.where(_IS_REGISTER, Item.slug == PLAN, Version.id == version_id)) is None:
        raise NotFound
    return plan_from_json(compiled_text(session, version_id))


def current_library(session: Session) -> Library:
    """The glossary, the cases and the cards."""
    return library_of(session, library_versions(session))


def library_versions(session: Session) -> list[Current]:
    return [Current._make(row) for row in fetch(session, _LIBRARY, {})]


def course_versions(session: Session) -> list[Current]:
    return [Current._make(row) for row in fetch(session, _COURSES, {})]


def publications_of(session: Session, item_id: int) -> Sequence[Publication]:
    """The history of an item, the newest first."""
    query = select(Publication).where(Publication.item_id == item_id).order_by(Publication.id.desc())
    return session.scalars(query).all()


def course_and_registers(session: Session, slug: str) -> tuple[LiveCourse, Registers]:
    """Both in one query, for pages that are opened often."""
    found = [Current._make(row) for row in fetch(session, _COURSE_AND_REGISTERS, {"slug": slug})]
    course = _course(session, [row for row in found if row.kind == ItemKind.COURSE], slug)
    return course, registers_of(session, [row for row in found if row.kind == ItemKind.REGISTER])


def renamed_page(session: Session, module_id: int, slug: str) -> str | None:
    """The present slug of a page that was once called `slug`."""
    query = select(Page.slug).join(PageAlias, PageAlias.page_id == Page.id)
    return session.scalar(query.where(PageAlias.item_id == module_id, PageAlias.slug == slug))


def page_id_of(session: Session, module: str, page: str) -> int:
    """By the present slugs. Raises `NotFound`."""
    query = select(Page.id).join(Item, Item.id == Page.item_id)
    found = session.scalar(query.where(Item.kind == ItemKind.MODULE, Item.slug == module, Page.slug == page))
    if found is None:
        raise NotFound
    return found


def find_picture(session: Session, digest: str) -> tuple[str, bytes]:
    """Its kind (svg, png …) and its bytes."""
    query = select(Media.kind, Blob.bytes).join(Blob, Blob.digest == Media.digest).where(Media.digest == digest)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row.kind, row.bytes


def _course(session: Session, rows: Sequence[Any], slug: str = "") -> LiveCourse:
    if not rows:
        retired = select(Item.id).where(_IS_COURSE, Item.slug == slug, Item.retired_at.is_not(None))
        if session.scalar(retired) is not None:
            raise Gone("This course is no longer offered. What was completed stays on the record.")
        raise NotFound
    return course_of(session, Current._make(rows[0]))
