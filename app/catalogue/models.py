from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import Sealed
from app.database.tables import Digest, Id, Json, Line, Model, Slug, Word, refers


class ItemKind(StrEnum):
    """`register` items are the sources and the institution's own texts."""

    COURSE = "course"
    MODULE = "module"
    REGISTER = "register"


class Item(Model):
    """What has versions: its identity is its slug, which may be retired and is never reused."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("kind", "slug"), CheckConstraint("kind IN ('course','module','register')", name="kind"))

    id: Mapped[Id]
    kind: Mapped[Word]
    slug: Mapped[Slug]
    recorded_at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]


class Version(Model, Sealed):
    """An item's content, frozen and named by the digest of its source files. `manifest["files"]` lists (path, SHA-256 of bytes).

    A course's manifest also lists (module, digest) under "modules", so one digest says precisely what the course was.
    """

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("item_id", "digest"),)
    sealed_columns = ("id", "item_id", "digest", "made_at")

    id: Mapped[Id]
    item_id: Mapped[int] = refers("item.id")
    digest: Mapped[Digest]
    title: Mapped[Line]
    minutes: Mapped[int]
    manifest: Mapped[Json]
    made_at: Mapped[dt.datetime]


class CoursePart(Model):
    """Which module versions a course version is made of, in order."""

    __tablename__ = "course_part"
    __table_args__ = (UniqueConstraint("course_version_id", "position"),)

    id: Mapped[Id]
    course_version_id: Mapped[int] = refers("version.id")
    module_version_id: Mapped[int] = refers("version.id")
    position: Mapped[int]


class Scope(StrEnum):
    EDITORIAL = "editorial"
    SUBSTANTIVE = "substantive"


class Publication(Model, Sealed):
    """The row that makes a version current. `label` counts substantive and editorial publications, as 2.1."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("item_id", "label"), CheckConstraint("scope IN ('editorial','substantive')", name="scope"))
    sealed_columns = ("id", "item_id", "version_id", "label", "scope", "published_at", "published_by", "signed_off_by")

    id: Mapped[Id]
    item_id: Mapped[int] = refers("item.id")
    version_id: Mapped[int] = refers("version.id")
    label: Mapped[str] = mapped_column(String(20))
    scope: Mapped[Word]
    reason: Mapped[Line]
    published_at: Mapped[dt.datetime]
    published_by: Mapped[int | None] = refers("person.id")
    signed_off_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class Page(Model):
    """A page's identity through all versions and renames."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("item_id", "slug"),)

    id: Mapped[Id]
    item_id: Mapped[int] = refers("item.id")
    slug: Mapped[Slug]
    recorded_at: Mapped[dt.datetime]


class PageAlias(Model):
    """A former slug of a page: the old address redirects."""

    __tablename__ = "page_alias"
    __table_args__ = (UniqueConstraint("item_id", "slug"),)

    id: Mapped[Id]
    item_id: Mapped[int] = refers("item.id")
    slug: Mapped[Slug]
    page_id: Mapped[int] = refers("page.id")


class PageVersion(Model):
    """One page of one module version. `source_digest` names, for a translation, the text it was made from."""

    __tablename__ = "page_version"
    __table_args__ = (UniqueConstraint("version_id", "page_id", "language"),)

    id: Mapped[Id]
    version_id: Mapped[int] = refers("version.id")
    page_id: Mapped[int] = refers("page.id")
    position: Mapped[int]
    title: Mapped[Line]
    minutes: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))
    digest: Mapped[Digest]
    source_digest: Mapped[Digest | None]


class PublishedPage(Model):
    """A page as a publication made it current. `edition` rises only with a substantive change of the page's own source."""

    __tablename__ = "published_page"
    __table_args__ = (UniqueConstraint("publication_id", "page_version_id"),)

    id: Mapped[Id]
    publication_id: Mapped[int] = refers("publication.id")
    page_version_id: Mapped[int] = refers("page_version.id")
    page_id: Mapped[int] = refers("page.id")
    edition: Mapped[int]


class QuestionIdentity(Model):
    """A question's identity through all versions."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("item_id", "slug"),)

    id: Mapped[Id]
    item_id: Mapped[int] = refers("item.id")
    slug: Mapped[Slug]
    recorded_at: Mapped[dt.datetime]


class Compiled(Model):
    """A cache: what a version's source compiles to under one renderer. `openward content recompile` rebuilds it."""

    __tablename__ = "compiled"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    renderer: Mapped[Word] = mapped_column(primary_key=True)
    content: Mapped[str]


class Media(Model):
    """A picture that some version shows, by the digest of its bytes."""

    __tablename__ = "media"

    digest: Mapped[Digest] = mapped_column(ForeignKey("blob.digest"), primary_key=True)
    kind: Mapped[Word]
