from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import Sealed
from app.database.tables import Code, Digest, Id, Json, Line, Model, Word, refers
from app.records.sorting import sort_of


def _sort(context: Any) -> str:
    row = context.get_current_parameters()
    return sort_of(row["course_version_id"], row["label"], row["topics"])


class Completion(Model, Sealed):
    """The fact that an enrolment was finished. `course_version_id` and `label` say which version was current then. `sort` follows
    from them and from `topics`: what reports group by."""

    __tablename__ = "completion"
    __table_args__ = (Index("ix_completion_report", "person_id", "completed_at", "sort", "recorded_at"),)
    sealed_columns = (
        "id",
        "code",
        "enrolment_id",
        "person_id",
        "course_id",
        "course_version_id",
        "label",
        "completed_at",
        "minutes",
        "topics",
    )

    id: Mapped[Id]
    code: Mapped[Code]
    enrolment_id: Mapped[int] = refers("enrolment.id", unique=True)
    person_id: Mapped[int] = refers("person.id")
    course_id: Mapped[int] = refers("item.id")
    course_version_id: Mapped[int] = refers("version.id")
    title: Mapped[Line]
    label: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int]
    topics: Mapped[Json]
    sort: Mapped[str] = mapped_column(String(16), index=True, default=_sort)
    completed_at: Mapped[dt.datetime] = mapped_column(index=True)
    recorded_at: Mapped[dt.datetime]


class CompletionVoid(Model, Sealed):
    __tablename__ = "completion_void"
    sealed_columns = ("id", "completion_id", "voided_at", "voided_by", "reason_digest")

    id: Mapped[Id]
    completion_id: Mapped[int] = refers("completion.id", unique=True)
    voided_at: Mapped[dt.datetime]
    voided_by: Mapped[int | None] = refers("person.id")
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest]
    recorded_at: Mapped[dt.datetime]


class Assignment(Model, Sealed):
    """Somebody owes a course by a date, and why. Ended by a completion after `assigned_at`, or by an `Excuse`.

    `kind` says for whom it was made: `person`, or as one of a `group`, or by a `standing` rule, which assigns nobody twice.
    """

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("rule_id", "person_id"),)
    sealed_columns = ("id", "person_id", "course_id", "due_on", "assigned_at", "assigned_by")

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id")
    course_id: Mapped[int] = refers("item.id")
    due_on: Mapped[dt.date | None] = mapped_column(index=True)
    because: Mapped[Line]
    kind: Mapped[Word] = mapped_column(default="person")
    rule_id: Mapped[int | None] = refers("standing_rule.id")
    assigned_at: Mapped[dt.datetime]
    assigned_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class Excuse(Model, Sealed):
    __tablename__ = "excuse"
    sealed_columns = ("id", "assignment_id", "excused_at", "excused_by", "reason_digest")

    id: Mapped[Id]
    assignment_id: Mapped[int] = refers("assignment.id", unique=True)
    excused_at: Mapped[dt.datetime]
    excused_by: Mapped[int | None] = refers("person.id")
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest]
    recorded_at: Mapped[dt.datetime]


class StandingRule(Model, Sealed):
    """Whoever fits owes the course, from the day on which they first fit. All that is said must hold: belonging to `unit_id` or
    below, as `affiliation`, named on the team, on any team for the `sponsor`. Nothing said: everybody who belongs to a unit.

    `newcomers_only`: who joined on the day of the rule or later. Due on `due_on`, or `due_days` after joining (for who was there
    before the rule: after the rule).
    """

    __tablename__ = "standing_rule"
    __table_args__ = (CheckConstraint("due_on IS NULL OR due_days IS NULL", name="one_due"),)
    sealed_columns = (
        "id", "code", "course_id", "unit_id", "affiliation", "team_id", "sponsor", "newcomers_only", "due_on", "due_days",
        "made_at", "made_by",
    )  # fmt: skip

    id: Mapped[Id]
    code: Mapped[Code]
    course_id: Mapped[int] = refers("item.id")
    unit_id: Mapped[int | None] = refers("unit.id")
    affiliation: Mapped[Word | None]
    team_id: Mapped[int | None] = refers("team.id")
    sponsor: Mapped[Word | None]
    newcomers_only: Mapped[bool] = mapped_column(default=False)
    because: Mapped[Line]
    due_on: Mapped[dt.date | None]
    due_days: Mapped[int | None]
    made_on: Mapped[dt.date]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class StandingRuleEnd(Model, Sealed):
    """From here on the rule assigns nobody anew. What it assigned stands."""

    __tablename__ = "standing_rule_end"
    sealed_columns = ("id", "rule_id", "ended_at", "ended_by")

    id: Mapped[Id]
    rule_id: Mapped[int] = refers("standing_rule.id", unique=True)
    ended_at: Mapped[dt.datetime]
    ended_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]
