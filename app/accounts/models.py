from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.naming import ends_key, name_key
from app.audit.models import Sealed
from app.database.tables import Code, Digest, Id, Json, Line, Model, Slug, Word, refers


class Person(Model):
    """`merged_into` is honoured by every query; foreign keys are never rewritten. All sessions end when `generation` grows.

    `merged_into` leads to who somebody is now in one step, however many merges lie between: `accounts.merging` keeps it so.

    `name_key` and `name_ends` follow `name`: what names typed by others are compared with.
    """

    __tablename__ = "person"

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[Line] = mapped_column(index=True)
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    name_ends: Mapped[str] = mapped_column(String(200), index=True)
    language: Mapped[str] = mapped_column(String(10), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    generation: Mapped[int] = mapped_column(default=1)
    joined_on: Mapped[dt.date | None]
    left_on: Mapped[dt.date | None]
    merged_into: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]
    erased_at: Mapped[dt.datetime | None]

    identifiers: Mapped[list[PersonIdentifier]] = relationship(back_populates="person", order_by="PersonIdentifier.id")

    @validates("name")
    def _keep_keys(self, _column: str, name: str) -> str:
        self.name_key, self.name_ends = name_key(name), ends_key(name)
        return name


class Scheme(StrEnum):
    ADDRESS = "address"
    EMPLOYEE = "employee"
    ORCID = "orcid"
    SUBJECT = "subject"


class PersonIdentifier(Model):
    """What tells that somebody is this person. Addresses are kept in lower case; letters go to the primary one."""

    __tablename__ = "person_identifier"
    __table_args__ = (
        UniqueConstraint("scheme", "value"),
        CheckConstraint("scheme IN ('address','employee','orcid','subject')", name="scheme"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id")
    scheme: Mapped[Word]
    value: Mapped[Line]
    is_primary: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[dt.datetime | None]
    recorded_at: Mapped[dt.datetime]

    person: Mapped[Person] = relationship(back_populates="identifiers")


class Unit(Model):
    """A department or school; `path` is its place in the tree, as /1/4/, so that all below it are found by prefix. A closed one
    keeps its past and takes nobody in."""

    __tablename__ = "unit"

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(unique=True)
    name: Mapped[Line]
    parent_id: Mapped[int | None] = refers("unit.id")
    path: Mapped[str] = mapped_column(String(200), unique=True)
    closed_at: Mapped[dt.datetime | None]
    recorded_at: Mapped[dt.datetime]


class Membership(Model):
    """Who belonged to which unit, and when. `until_on` is the last day. `provider`: the sign-on whose word it is, if any."""

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="in_order"),)

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id")
    unit_id: Mapped[int] = refers("unit.id")
    affiliation: Mapped[Word] = mapped_column(default="researcher")
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    provider: Mapped[Word | None]
    recorded_at: Mapped[dt.datetime]


class Role(StrEnum):
    INSTRUCTOR = "instructor"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Grant(Model, Sealed):
    """A role given to a person, below a unit or (no unit) everywhere. Ends by `ends_on`, or by a `GrantWithdrawal`; `provider`:
    the sign-on whose claims gave it, if any."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("role IN ('instructor','officer','administrator','auditor')", name="role"),)
    sealed_columns = ("id", "person_id", "role", "unit_id", "module_slug", "granted_at", "granted_by", "ends_on")

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id")
    role: Mapped[Word]
    unit_id: Mapped[int | None] = refers("unit.id")
    module_slug: Mapped[Slug | None]
    granted_at: Mapped[dt.datetime]
    granted_by: Mapped[int | None] = refers("person.id")
    ends_on: Mapped[dt.date | None]
    provider: Mapped[Word | None]
    recorded_at: Mapped[dt.datetime]


class GrantTeam(Model, Sealed):
    """A grant with such rows is for these awards alone, and for nothing else."""

    __tablename__ = "role_grant_team"
    __table_args__ = (UniqueConstraint("grant_id", "team_id"),)
    sealed_columns = ("id", "grant_id", "team_id")

    id: Mapped[Id]
    grant_id: Mapped[int] = refers("role_grant.id", indexed=False)
    team_id: Mapped[int] = refers("team.id")


class GrantWithdrawal(Model, Sealed):
    __tablename__ = "role_grant_withdrawal"
    sealed_columns = ("id", "grant_id", "withdrawn_at", "withdrawn_by")

    id: Mapped[Id]
    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), unique=True)
    withdrawn_at: Mapped[dt.datetime]
    withdrawn_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class LinkPurpose(StrEnum):
    CONFIRM = "confirm"
    INVITE = "invite"
    RESET = "reset"
    ADDRESS = "address"


class MailLink(Model):
    """The promise behind a link in a letter. Only a digest of its secret is kept; using it needs a button, never a GET.

    `person_id` is empty while a self-registration waits for its address to be confirmed; `offer` holds what was asked for then.
    """

    __tablename__ = "mail_link"
    __table_args__ = (CheckConstraint("purpose IN ('confirm','invite','reset','address')", name="purpose"),)

    id: Mapped[Id]
    digest: Mapped[Digest] = mapped_column(unique=True)
    purpose: Mapped[Word]
    person_id: Mapped[int | None] = refers("person.id")
    address: Mapped[Line]
    offer: Mapped[Json]
    made_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class Merge(Model, Sealed):
    """Two records turned out to be one human being: `person_id` counts as `into_id` until it is undone."""

    __tablename__ = "merge"
    __table_args__ = (CheckConstraint("person_id <> into_id", name="two_people"),)
    sealed_columns = ("id", "code", "person_id", "into_id", "merged_at", "merged_by", "reason_digest")

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    into_id: Mapped[int] = refers("person.id")
    merged_at: Mapped[dt.datetime]
    merged_by: Mapped[int | None] = refers("person.id")
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest]
    recorded_at: Mapped[dt.datetime]


class MergeUndone(Model, Sealed):
    __tablename__ = "merge_undone"
    sealed_columns = ("id", "merge_id", "undone_at", "undone_by", "reason_digest")

    id: Mapped[Id]
    merge_id: Mapped[int] = refers("merge.id", unique=True)
    undone_at: Mapped[dt.datetime]
    undone_by: Mapped[int | None] = refers("person.id")
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest]
    recorded_at: Mapped[dt.datetime]


class Mailing(Model):
    """A letter or a link that somebody was given so that training gets done: what "last mailing" shows. `address` is empty where
    the link was copied instead."""

    __tablename__ = "mailing"

    id: Mapped[Id]
    person_id: Mapped[int] = refers("person.id")
    kind: Mapped[Word]
    address: Mapped[Line | None]
    sent_at: Mapped[dt.datetime]
    sent_by: Mapped[int | None] = refers("person.id")


class EndedSession(Model):
    """A session that was signed out: a copy of its cookie opens nothing. Kept until the cookie is over by itself."""

    __tablename__ = "ended_session"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    ended_at: Mapped[dt.datetime] = mapped_column(index=True)
