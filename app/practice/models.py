from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.database.tables import Code, Id, Json, Model, refers

OPEN = text("ended_at IS NULL")


class Practice(Model):
    """Switched on for one completed enrolment; at most one is open for it. Ended by its owner, or by its last round's answers."""

    __tablename__ = "practice"
    __table_args__ = (
        Index("uq_practice_open", "enrolment_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        CheckConstraint("ended_at IS NULL OR ended_at >= begun_at", name="ended_after"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    enrolment_id: Mapped[int] = refers("enrolment.id")
    course_version_id: Mapped[int] = refers("version.id")
    begun_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class Round(Model):
    """Three questions, `weeks` after the beginning.

    `questions` are drawn when the round is due: [{"question", "version", "choice_order"}]. `answers` stand in the same order,
    once they were given: [{"given", "is_right"}].
    """

    __tablename__ = "practice_round"
    __table_args__ = (
        UniqueConstraint("practice_id", "weeks"),
        CheckConstraint("weeks > 0", name="counted"),
        CheckConstraint("answered_at IS NULL OR drawn_at IS NOT NULL", name="asked_before_answered"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    practice_id: Mapped[int] = refers("practice.id", indexed=False)
    weeks: Mapped[int]
    due_at: Mapped[dt.datetime]
    questions: Mapped[Json]
    drawn_at: Mapped[dt.datetime | None]
    answers: Mapped[Json]
    answered_at: Mapped[dt.datetime | None]
