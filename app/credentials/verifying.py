"""What anybody may learn from a certificate's code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from app.accounts.merging import selves_of
from app.catalogue.models import Item, Version
from app.credentials.codes import in_fours
from app.credentials.models import Certificate, NameShowing, Revocation
from app.enrolments.models import Enrolment
from app.errors import NotFound
from app.records.models import Completion, CompletionVoid


class Standing(StrEnum):
    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    VOIDED = "voided"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Verification:
    """Every certified fact. `name` is as issued, in full or as initials, as its owner chose; None after an erasure.

    `ended_at` says since when it is no longer in force. `successor` is the code of the certificate that replaced it, shown only
    to its owner. `version_digest` names the exact course version.
    """

    id: int
    code: str
    standing: Standing
    ended_at: dt.datetime | None
    name: str | None
    in_full: bool
    course: str
    title: str
    label: str
    version_digest: str
    completed_at: dt.datetime
    issued_at: dt.datetime
    zone: str
    language: str
    minutes: int
    topics: tuple[str, ...]
    completion_id: int
    person_id: int
    successor: str | None

    @property
    def printed(self) -> str:
        """The code as it stands on paper and in addresses."""
        return in_fours(self.code)


def initials_of(name: str) -> str:
    """“Amara Diallo” -> “A. D.”"""
    return " ".join(f"{part[0]}." for part in name.replace("-", " ").split() if part)


def verify(session: Session, code: str) -> Verification | None:
    """By a code that `codes.read_code` has read. None for an unknown one."""
    found = _find(session, Certificate.code == code)
    return found[0] if found else None


def certificates_of(session: Session, person_id: int) -> list[Verification]:
    """Newest first, superseded ones too; names in full, since it is for their owner."""
    return _find(session, Completion.person_id.in_(selves_of(person_id)), owner=True)


def certificate_of(session: Session, *, code: str, person_id: int) -> Verification:
    """By the code as stored. Raises `NotFound` where it is not this person's."""
    found = _find(session, Certificate.code == code, Completion.person_id.in_(selves_of(person_id)), owner=True)
    if not found:
        raise NotFound("There is no such certificate on your record.")
    return found[0]


def certificate_by_id(session: Session, certificate_id: int) -> Verification | None:
    found = _find(session, Certificate.id == certificate_id, owner=True)
    return found[0] if found else None


_successor = aliased(Certificate)
_FOUND = (
    select(
        Certificate,
        Completion,
        Enrolment.person_id,
        Item.slug,
        Version.digest,
        NameShowing.in_full,
        CompletionVoid.voided_at,
        Revocation.revoked_at,
        _successor.code.label("successor"),
        _successor.issued_at.label("superseded_at"),
    )
    .join(Completion, Completion.id == Certificate.completion_id)
    .join(Enrolment, Enrolment.id == Completion.enrolment_id)
    .join(Item, Item.id == Completion.course_id)
    .join(Version, Version.id == Completion.course_version_id)
    .outerjoin(NameShowing, NameShowing.certificate_id == Certificate.id)
    .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
    .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
    .outerjoin(_successor, _successor.supersedes_id == Certificate.id)
    .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
)


def _find(session: Session, *where: ColumnElement[bool], owner: bool = False) -> list[Verification]:
    return [_read(tuple(row), owner) for row in session.execute(_FOUND.where(*where))]


def _read(row: tuple[Any, ...], owner: bool) -> Verification:
    certificate, completion, person_id, slug, digest, chosen, voided_at, revoked_at, successor, superseded_at = row
    ends = [
        (Standing.VOIDED, voided_at),
        (Standing.REVOKED, revoked_at),
        (Standing.SUPERSEDED, superseded_at),
    ]
    standing, ended_at = next(((word, at) for word, at in ends if at), (Standing.IN_FORCE, None))
    name = certificate.name
    shown = name if owner or chosen or name is None else initials_of(name)
    return Verification(
        id=certificate.id,
        code=certificate.code,
        standing=standing,
        ended_at=ended_at,
        name=shown,
        in_full=bool(chosen),
        course=slug,
        title=completion.title,
        label=completion.label,
        version_digest=digest,
        completed_at=completion.completed_at,
        issued_at=certificate.issued_at,
        zone=certificate.zone,
        language=certificate.language,
        minutes=completion.minutes,
        topics=tuple(completion.topics),
        completion_id=completion.id,
        person_id=person_id,
        successor=successor if owner else None,
    )
