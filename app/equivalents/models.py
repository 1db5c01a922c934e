from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import Sealed
from app.database.tables import Code, Digest, Id, Json, Line, Model, Word, refers


class Submission(Model, Sealed):
    """What was handed in. `kind`: `completion` (a course elsewhere) or `attestation` (another employer's word for its own
    person).

    `provider` is a slug of `equivalents.providers`; `topics` are those that training addressed, as the provider's entry or the
    reviewer says. `source` and `source_ref` name the row of an import, so that the same file twice adds nothing.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("source", "source_ref"),
        CheckConstraint("kind IN ('completion','attestation')", name="kind"),
    )
    sealed_columns = (
        "id",
        "code",
        "person_id",
        "kind",
        "provider",
        "completed_on",
        "topics",
        "evidence_digest",
        "submitted_by",
        "recorded_at",
    )

    id: Mapped[Id]
    code: Mapped[Code]
    person_id: Mapped[int] = refers("person.id")
    kind: Mapped[Word]
    provider: Mapped[Word]
    title: Mapped[Line]
    employer: Mapped[Line | None]
    completed_on: Mapped[dt.date]
    topics: Mapped[Json]
    evidence_digest: Mapped[str | None] = mapped_column(ForeignKey("blob.digest"))
    evidence_kind: Mapped[Word | None]
    note: Mapped[str | None] = mapped_column(String(1000))
    source: Mapped[Word | None]
    source_ref: Mapped[Line | None]
    submitted_at: Mapped[dt.datetime]
    submitted_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class Decision(Model, Sealed):
    """What a reviewer said. The newest of a submission holds; none, `asked` or `undone`: it waits. `topics` as accepted. A
    question that has a `Reply` is no longer open."""

    __tablename__ = "decision"
    __table_args__ = (CheckConstraint("outcome IN ('accepted','refused','asked','undone')", name="outcome"),)
    sealed_columns = ("id", "submission_id", "outcome", "topics", "reason_digest", "decided_by", "recorded_at")

    id: Mapped[Id]
    submission_id: Mapped[int] = refers("submission.id")
    outcome: Mapped[Word]
    topics: Mapped[Json]
    reason: Mapped[str | None] = mapped_column(String(1000))
    reason_digest: Mapped[Digest | None]
    decided_at: Mapped[dt.datetime]
    decided_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class Reply(Model, Sealed):
    """What the person answered to a reviewer's question, with another file where one was needed."""

    __tablename__ = "reply"
    sealed_columns = ("id", "decision_id", "words_digest", "evidence_digest", "replied_by", "recorded_at")

    id: Mapped[Id]
    decision_id: Mapped[int] = refers("decision.id", unique=True)
    words: Mapped[str | None] = mapped_column(String(1000))
    words_digest: Mapped[Digest]
    evidence_digest: Mapped[str | None] = mapped_column(ForeignKey("blob.digest"))
    evidence_kind: Mapped[Word | None]
    replied_at: Mapped[dt.datetime]
    replied_by: Mapped[int | None] = refers("person.id")
    recorded_at: Mapped[dt.datetime]


class ProofImport(Model):
    """A provider's export that was handed in as a whole, kept until each of its lines has found its person. Its lines become
    submissions, whose `source_ref` they name."""

    __tablename__ = "proof_import"

    id: Mapped[Id]
    code: Mapped[Code]
    source: Mapped[Word]
    blob_digest: Mapped[str] = mapped_column(ForeignKey("blob.digest"))
    made_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = refers("person.id")
