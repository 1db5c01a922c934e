"""What is current is read each time, in one small query; what it holds comes from the cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import String, bindparam, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from app.catalogue.live import LiveCourse, LiveModule, Registers
from app.catalogue.loading import Current, course_of, module_of, registers_of
from app.catalogue.models import Item, ItemKind, Media, Page, PageAlias, Publication, Version
from app.catalogue.shapes import OverlayText, Source
from app.database.reading import fetch
from app.documents.models import Blob
from app.errors import NotFound

_LATER = aliased(Publication)
_LATEST = select(func.max(_LATER.id)).where(_LATER.item_id == Item.id).scalar_subquery()
_PUBLISHED = type_coerce(Publication.published_at, String)
_CURRENT = (
    select(Item.id, Item.kind, Item.slug, Publication.id, Version.id, Version.digest, Publication.label, _PUBLISHED)
    .join(Publication, Publication.item_id == Item.id)
    .join(Version, Version.id == Publication.version_id)
    .where(Publication.id == _LATEST, Item.retired_at.is_(None))
)
_IS_COURSE = Item.kind == ItemKind.COURSE
_IS_REGISTER = Item.kind == ItemKind.REGISTER
_COURSE_BY_SLUG = _CURRENT.where(_IS_COURSE, Item.slug == bindparam("slug"))
_COURSE_BY_ID = _CURRENT.where(_IS_COURSE, Item.id == bindparam("item_id"))
_COURSES = _CURRENT.where(_IS_COURSE).order_by(Item.id)
_REGISTERS = _CURRENT.where(_IS_REGISTER)
_COURSE_AND_REGISTERS = _CURRENT.where(or_(_IS_REGISTER, _IS_COURSE & (Item.slug == bindparam("slug"))))


def current_course(session: Session, slug: str) -> LiveCourse:
    """Raises `NotFound` for an unknown or retired one."""
    return _course(session, fetch(session, _COURSE_BY_SLUG, {"slug": slug}))


def course_by_id(session: Session, item_id: int) -> LiveCourse:
    return _course(session, fetch(session, _COURSE_BY_ID, {"item_id": item_id}))


def current_courses(session: Session) -> list[LiveCourse]:
    """All that can be taken, the oldest first."""
    return [course_of(session, Current._make(row)) for row in fetch(session, _COURSES, {})]


def module_version(session: Session, version_id: int) -> LiveModule:
    """A version of a module, current or not, with the editions of its last publication."""
    return module_of(session, version_id)


def current_registers(session: Session) -> Registers:
    return registers_of(session, [Current._make(row) for row in fetch(session, _REGISTERS, {})])


def current_overlays(session: Session) -> Mapping[str, OverlayText]:
    return current_registers(session).overlays


def current_sources(session: Session) -> Mapping[str, Source]:
    return current_registers(session).sources


def course_and_registers(session: Session, slug: str) -> tuple[LiveCourse, Registers]:
    """Both in one query, for pages that are opened often."""
    found = [Current._make(row) for row in fetch(session, _COURSE_AND_REGISTERS, {"slug": slug})]
    course = _course(session, [row for row in found if row.kind == ItemKind.COURSE])
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


def _course(session: Session, rows: Sequence[Any]) -> LiveCourse:
    if not rows:
        raise NotFound
    return course_of(session, Current._make(rows[0]))
