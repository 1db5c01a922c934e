from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import Sealed
from app.database.tables import Code, Id, Line, Model, Word, refers


class Team(Model, Sealed):
    """The people of one proposal or award. `sponsor` is the slug of a sponsor in the rules; `reference` the sponsor's or the
    office's number; `ends_on` the last day of the award, once it is known: records are kept by it."""

    __tablename__ = "team"
    sealed_columns = ("id", "code", "sponsor", "unit_id", "made_at", "made_by")

    id: Mapped[Id]
    code: Mapped[Code]
    title: Mapped[Line]
    sponsor: Mapped[Word] = mapped_column(index=True)
    reference: Mapped[Line | None]
    unit_id: Mapped[int | None] = refers("unit.id")
    ends_on: Mapped[dt.date | None]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class TeamMember(Model, Sealed):
    """Somebody named on it, `typed` as they were named. `person_id` is empty until it is known who that is; choosing the
    person ends this row by a `TeamDeparture` and adds another. `role` is one of `requirements.shapes.ROLES`, or empty where
    nobody said."""

    __tablename__ = "team_member"
    sealed_columns = (
        "id",
        "code",
        "team_id",
        "person_id",
        "role",
        "joined_on",
        "starts_on",
        "from_on",
        "added_by",
        "recorded_at",
    )

    id: Mapped[Id]
    code: Mapped[Code]
    team_id: Mapped[int] = refers("team.id")
    person_id: Mapped[int | None] = refers("person.id")
    typed: Mapped[Line]
    role: Mapped[Word] = mapped_column(default="")
    employer: Mapped[Line | None]
    joined_on: Mapped[dt.date | None]
    starts_on: Mapped[dt.date | None]
    from_on: Mapped[dt.date]
    added_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class TeamDeparture(Model, Sealed):
    """`until_on` is the member's last day on the team. Before `from_on`: the row was a mistake and never counted."""

    __tablename__ = "team_departure"
    sealed_columns = ("id", "member_id", "until_on", "recorded_at", "recorded_by")

    id: Mapped[Id]
    member_id: Mapped[int] = refers("team_member.id", unique=True)
    until_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[int | None] = refers("person.id")


class TeamEvent(Model, Sealed):
    """A day on which the sponsor asks. `kind` is one of `requirements.shapes.EVENTS`; `due_on` is the sponsor's own deadline
    where it differs from the day on which the team submits."""

    __tablename__ = "team_event"
    __table_args__ = (CheckConstraint("due_on IS NULL OR due_on >= happens_on", name="in_order"),)
    sealed_columns = ("id", "code", "team_id", "kind", "happens_on", "due_on", "made_at", "made_by")

    id: Mapped[Id]
    code: Mapped[Code]
    team_id: Mapped[int] = refers("team.id")
    kind: Mapped[Word]
    happens_on: Mapped[dt.date] = mapped_column(index=True)
    due_on: Mapped[dt.date | None]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class TeamEventCancelled(Model, Sealed):
    __tablename__ = "team_event_cancelled"
    sealed_columns = ("id", "event_id", "cancelled_at", "cancelled_by")

    id: Mapped[Id]
    event_id: Mapped[int] = refers("team_event.id", unique=True)
    cancelled_at: Mapped[dt.datetime]
    cancelled_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]
