from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Code, Id, Json, Model, refers

OPEN = text("submitted_at IS NULL")


class Attempt(Model):
    """One sitting. At most one is open for an enrolment and a module; `score` of `out_of` is set when it is handed in."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "module_id", "number"),
        Index("uq_attempt_open", "enrolment_id", "module_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        CheckConstraint(
            "(submitted_at IS NULL) = (score IS NULL) AND (score IS NULL) = (is_pass IS NULL)", name="handed_in_whole"
        ),
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= out_of)", name="score"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    enrolment_id: Mapped[int] = refers("enrolment.id", indexed=False)
    module_id: Mapped[int] = refers("item.id")
    version_id: Mapped[int] = refers("version.id")
    number: Mapped[int]
    out_of: Mapped[int]
    pass_mark: Mapped[int]
    began_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    score: Mapped[int | None]
    is_pass: Mapped[bool | None]
    recorded_at: Mapped[dt.datetime]


class DrawnQuestion(Model):
    """A question as drawn for an attempt, with the order in which its choices are shown (ids)."""

    __tablename__ = "drawn_question"
    __table_args__ = (UniqueConstraint("attempt_id", "position"), UniqueConstraint("attempt_id", "question_id"))

    id: Mapped[Id]
    attempt_id: Mapped[int] = refers("attempt.id", indexed=False)
    position: Mapped[int]
    question_id: Mapped[int] = refers("question.id")
    choice_order: Mapped[Json]


class Response(Model):
    """What was answered, last. `is_right` is set when the attempt is handed in."""

    __tablename__ = "response"

    id: Mapped[Id]
    drawn_id: Mapped[int] = refers("drawn_question.id", unique=True)
    answer: Mapped[Json]
    given_at: Mapped[dt.datetime]
    is_right: Mapped[bool | None]
    form: Mapped[str | None] = mapped_column(String(40))
