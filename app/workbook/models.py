from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.database.tables import Code, Id, Json, Line, Model, Slug, Word, refers


class Keepsake(Model):
    """One thing kept: on which page, for which block (empty for the page's note), and what."""

    __tablename__ = "keepsake"
    __table_args__ = (
        UniqueConstraint("person_id", "page_id", "kind", "block"),
        CheckConstraint("kind IN ('check','scenario','checklist','sort','clauses','note')", name="kind"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id", indexed=False)
    page_id: Mapped[int] = refers("page.id")
    kind: Mapped[Word]
    block: Mapped[Slug]
    content: Mapped[Json]
    kept_at: Mapped[dt.datetime]


class Project(Model):
    """A checklist used for a project. `content["items"]` lists text, tick and note of each item as the list was when it was kept;
    `content["title"]` is the list's title then.
    """

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("person_id", "page_id", "block", "name"),)

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id", indexed=False)
    page_id: Mapped[int] = refers("page.id")
    block: Mapped[Slug]
    name: Mapped[Line]
    review_on: Mapped[dt.date | None]
    content: Mapped[Json]
    kept_at: Mapped[dt.datetime]


class Plan(Model):
    """What somebody answered about a collaboration that is planned. `version_id` names the questions; `content["answers"]` holds,
    by question, the id of a choice, a list of them, or words.
    """

    __tablename__ = "plan"

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    version_id: Mapped[int] = refers("version.id")
    name: Mapped[Line]
    content: Mapped[Json]
    kept_at: Mapped[dt.datetime]
