"""A person's record: each completion with the certificates issued for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.credentials.models import Paper
from app.credentials.verifying import Standing, Verification, certificates_of
from app.documents.models import Blob
from app.records.queries import Held, completions_of


@dataclass(frozen=True, slots=True)
class Entry:
    """`certificates` newest first: the first is the present one, the others were superseded."""

    held: Held
    certificates: tuple[Verification, ...]

    @property
    def certificate(self) -> Verification | None:
        return self.certificates[0] if self.certificates else None

    @property
    def standing(self) -> Standing:
        if self.held.voided_at:
            return Standing.VOIDED
        return self.certificate.standing if self.certificate else Standing.IN_FORCE

    @property
    def counts(self) -> bool:
        """Whether the completion is a fact to build on. A revoked certificate takes nothing from it."""
        return self.held.voided_at is None


def entries_of(session: Session, person_id: int) -> list[Entry]:
    """Newest first."""
    return entries_from(completions_of(session, person_id), certificates_of(session, person_id))


def entries_from(completions: Sequence[Held], certificates: Sequence[Verification]) -> list[Entry]:
    return [Entry(held, tuple(one for one in certificates if one.completion_id == held.id)) for held in completions]


def find_paper(session: Session, *, certificate_id: int, size: str) -> bytes | None:
    """The PDF as the worker made it. `size` is `letter` or `a4`. None where it has not been made yet."""
    query = select(Blob.bytes).join(Paper, Paper.blob_digest == Blob.digest)
    return session.scalar(query.where(Paper.certificate_id == certificate_id, Paper.size == size))
