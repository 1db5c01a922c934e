from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import Sealed
from app.database.tables import Code, Digest, Id, Json, Line, Model, Slug, Word, refers


class RuleVersion(Model, Sealed):
    """One sponsor's rule as it was known from `recorded_at` on; the newest row of a slug is the present one. `body` is a
    `SponsorRule`; `digest` the SHA-256 of its canonical JSON. `origin`: `shipped` by the file, or `office` by an
    administrator."""

    __tablename__ = "rule_version"
    sealed_columns = ("id", "slug", "digest", "origin", "loaded_by", "recorded_at", "reason_digest")

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(index=True)
    body: Mapped[Json]
    digest: Mapped[Digest]
    origin: Mapped[Word]
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest | None]
    loaded_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class PolicyVersion(Model, Sealed):
    """How this institution reads the rules, as known from `recorded_at` on. `body` is a `Policy`."""

    __tablename__ = "policy_version"
    sealed_columns = ("id", "digest", "set_by", "recorded_at", "reason_digest")

    id: Mapped[Id]
    body: Mapped[Json]
    digest: Mapped[Digest]
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest | None]
    set_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class Check(Model, Sealed):
    """The question whether these people are covered, and the answer that was given. `answer` is canonical JSON and holds names
    as they were typed: it can be blanked, its digest stays sealed. `known_at`: what was on record then is what the answer
    rests on."""

    __tablename__ = "coverage_check"
    sealed_columns = (
        "id",
        "code",
        "team_id",
        "event_id",
        "sponsor",
        "event",
        "happens_on",
        "due_on",
        "asked_at",
        "known_at",
        "asked_by",
        "covered",
        "answer_digest",
        "signature",
    )

    id: Mapped[Id]
    code: Mapped[Code]
    team_id: Mapped[int | None] = refers("team.id")
    event_id: Mapped[int | None] = refers("team_event.id")
    sponsor: Mapped[Word]
    event: Mapped[Word]
    happens_on: Mapped[dt.date]
    due_on: Mapped[dt.date | None]
    asked_at: Mapped[dt.datetime] = mapped_column(index=True)
    known_at: Mapped[dt.datetime]
    asked_by: Mapped[int | None] = refers("person.id")
    covered: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text())
    answer_digest: Mapped[Digest]
    signature: Mapped[str] = mapped_column(String(400))
    recorded_at: Mapped[dt.datetime]


class CheckSubject(Model):
    """Whom a check was about, so that whoever asked hears when the last one finishes. `is_open` until then, or until asked
    anew."""

    __tablename__ = "check_subject"

    check_id: Mapped[int] = mapped_column(ForeignKey("coverage_check.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    is_open: Mapped[bool]


class SigningKey(Model):
    """The public half of a key that evidence was signed with. Retired ones stay, so that old evidence can be verified."""

    __tablename__ = "signing_key"

    id: Mapped[Id]
    kid: Mapped[str] = mapped_column(String(64), unique=True)
    jwk: Mapped[Json]
    since_at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]


class TalentCertification(Model, Sealed):
    """Somebody's certification not to be party to a malign talent recruitment programme: its own clock, never mixed with
    training.

    `team_id` empty: given once for the person, as NSF asks; otherwise for one award. `where_given`: here, or the sponsor's own
    system.
    """

    __tablename__ = "talent_certification"
    sealed_columns = (
        "id",
        "code",
        "person_id",
        "sponsor",
        "team_id",
        "certified_on",
        "where_given",
        "recorded_by",
        "recorded_at",
    )

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    sponsor: Mapped[Word]
    team_id: Mapped[int | None] = refers("team.id")
    certified_on: Mapped[dt.date]
    where_given: Mapped[Line]
    recorded_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class TalentCertificationVoid(Model, Sealed):
    __tablename__ = "talent_certification_void"
    sealed_columns = ("id", "certification_id", "voided_at", "voided_by", "reason_digest")

    id: Mapped[Id]
    certification_id: Mapped[int] = refers("talent_certification.id", unique=True)
    voided_at: Mapped[dt.datetime]
    voided_by: Mapped[int | None] = refers("person.id")
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest]
    recorded_at: Mapped[dt.datetime]
