from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Code, Id, Model, Slug, Word, refers


class Enrolment(Model):
    """One cycle. `course_version_id` is the version it was begun with; a new cycle is a new row with the next number."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "cycle"), CheckConstraint("cycle > 0", name="counted"))

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    course_id: Mapped[int] = refers("item.id")
    course_version_id: Mapped[int] = refers("version.id")
    path: Mapped[Slug] = mapped_column(default="")
    cycle: Mapped[int]
    began_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]


class PageRead(Model):
    """A page read, or shown to be known, in one edition."""

    __tablename__ = "page_read"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "page_id", "edition"),
        CheckConstraint("manner IN ('read','known')", name="manner"),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[int] = refers("enrolment.id", indexed=False)
    page_id: Mapped[int] = refers("page.id")
    edition: Mapped[int]
    page_version_id: Mapped[int] = refers("page_version.id")
    manner: Mapped[Word]
    read_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
