from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.database.tables import Id, Json, Model, Slug, Word, refers


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
