"""Taking out what is no longer in the tree. A retired slug is never used again, and what was done under it stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.recording import record_act
from app.catalogue.models import CoursePart, Item, ItemKind, Page, Publication, Version
from app.catalogue.shapes import Bundle
from app.errors import Invalid


def find_vanished(session: Session, bundle: Bundle) -> Sequence[Item]:
    """The courses and modules that are published and that `bundle` no longer has."""
    kept = [(ItemKind.COURSE, slug) for slug in bundle.courses] + [(ItemKind.MODULE, slug) for slug in bundle.modules]
    published = select(Publication.item_id).where(Publication.item_id == Item.id).exists()
    query = select(Item).where(Item.kind != ItemKind.REGISTER, Item.retired_at.is_(None), published).order_by(Item.id)
    return [item for item in session.scalars(query) if (item.kind, item.slug) not in kept]


def refuse_vanished(items: Iterable[Item]) -> None:
    """Nothing is retired by a file that was only left behind."""
    words = ", ".join(f"the {item.kind} {item.slug}" for item in items)
    if words:
        raise Invalid(
            f"Published, and no longer in these files: {words}. Bring the files back, or publish with --retire. "
            "What is retired is offered to nobody, and its slug is never used again."
        )


def retire(session: Session, items: Iterable[Item], *, at: dt.datetime, by: int | None, reason: str) -> None:
    for item in items:
        item.retired_at = at
        record_act(session, "content.retired", ("item", item.id), at=at, by=by, reason=reason)
    session.flush()


def was_page(session: Session, *, course: str, module: str, page: str) -> bool:
    """Whether a course ever had a page of that name, whatever became of it."""
    parts, within, owner = CoursePart.__table__.alias(), Version.__table__.alias(), Item.__table__.alias()
    query = (
        select(Page.id)
        .join(Item, Item.id == Page.item_id)
        .join(within, within.c.item_id == Item.id)
        .join(parts, parts.c.module_version_id == within.c.id)
        .join(Version, Version.id == parts.c.course_version_id)
        .join(owner, owner.c.id == Version.item_id)
        .where(Item.kind == ItemKind.MODULE, Item.slug == module, Page.slug == page)
        .where(owner.c.kind == ItemKind.COURSE, owner.c.slug == course)
    )
    return session.scalar(query.limit(1)) is not None
