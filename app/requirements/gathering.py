"""What is on record of people, as it was known at an instant: completions, equivalents, other employers' word, certifications."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.searching import survivor_id
from app.catalogue.models import Item, Version
from app.equivalents.queries import proofs_of
from app.languages import local_day
from app.records.models import Completion, CompletionVoid
from app.requirements.models import TalentCertification, TalentCertificationVoid
from app.requirements.shapes import Training


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that may count. `kind`: completion, equivalent or attestation. `completed_at` only where the instant is known."""

    kind: str
    code: str
    title: str
    course: str
    label: str
    completed_on: dt.date
    completed_at: dt.datetime | None
    topics: frozenset[str]
    provider: str = ""
    employer: str = ""
    is_pending: bool = False
    accepted_by: str = ""
    version_digest: str = ""

    @property
    def training(self) -> Training:
        return Training(self.completed_on, self.topics, self.course)

    def as_data(self) -> dict[str, Any]:
        at = self.completed_at.astimezone(dt.UTC).isoformat(timespec="seconds") if self.completed_at else None
        return {
            "kind": self.kind,
            "code": self.code,
            "title": self.title,
            "course": self.course,
            "version": self.label,
            "version_digest": self.version_digest,
            "completed_on": self.completed_on.isoformat(),
            "completed_at": at,
            "topics": sorted(self.topics),
            "provider": self.provider,
            "employer": self.employer,
            "accepted_by": self.accepted_by,
        }


@dataclass(frozen=True, slots=True)
class Certified:
    sponsor: str
    team_id: int | None
    certified_on: dt.date
    code: str
    where_given: str


def gather_evidence(session: Session, people: Collection[int], *, known_at: dt.datetime, zone: str) -> dict[int, list[Evidence]]:
    """By person, oldest first. `people` are persons as they are now; days are days in `zone`. At most three queries."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    if not people:
        return found
    for person_id, one in (*_own(session, people, known_at, zone), *_from_elsewhere(session, people, known_at)):
        found[person_id].append(one)
    for evidence in found.values():
        evidence.sort(key=lambda one: (one.completed_on, one.code))
    return found


def _own(session: Session, people: Collection[int], known_at: dt.datetime, zone: str) -> Iterator[tuple[int, Evidence]]:
    known_void = (CompletionVoid.completion_id == Completion.id) & (CompletionVoid.recorded_at <= known_at)
    query = (
        select(Completion, Item.slug, Version.digest, survivor_id())
        .join(Person, Person.id == Completion.person_id)
        .join(Item, Item.id == Completion.course_id)
        .join(Version, Version.id == Completion.course_version_id)
        .outerjoin(CompletionVoid, known_void)
        .where(Completion.person_id.in_(selves_among(people)), Completion.recorded_at <= known_at, CompletionVoid.id.is_(None))
    )
    for row, slug, digest, person_id in session.execute(query):
        yield (
            person_id,
            Evidence(
                kind="completion",
                code=row.code,
                title=row.title,
                course=slug,
                label=row.label,
                completed_on=local_day(row.completed_at, zone),
                completed_at=row.completed_at,
                topics=frozenset(row.topics),
                version_digest=digest,
            ),
        )


def _from_elsewhere(session: Session, people: Collection[int], known_at: dt.datetime) -> Iterator[tuple[int, Evidence]]:
    proofs = proofs_of(session, people, known_at=known_at)
    deciders = _names_of(session, {proof.decided_by for proof in proofs if proof.decided_by})
    for proof in proofs:
        yield (
            proof.person_id,
            Evidence(
                kind="equivalent" if proof.kind == "completion" else "attestation",
                code=proof.code,
                title=proof.title,
                course="",
                label="",
                completed_on=proof.completed_on,
                completed_at=None,
                topics=proof.topics,
                provider=proof.provider,
                employer=proof.employer or "",
                is_pending=proof.is_pending,
                accepted_by=deciders.get(proof.decided_by or 0, ""),
            ),
        )


def gather_certifications(session: Session, people: Collection[int], *, known_at: dt.datetime) -> dict[int, list[Certified]]:
    found: dict[int, list[Certified]] = defaultdict(list)
    if not people:
        return found
    void = TalentCertificationVoid
    query = (
        select(TalentCertification, survivor_id())
        .join(Person, Person.id == TalentCertification.person_id)
        .outerjoin(void, (void.certification_id == TalentCertification.id) & (void.recorded_at <= known_at))
        .where(
            TalentCertification.person_id.in_(selves_among(people)),
            TalentCertification.recorded_at <= known_at,
            void.id.is_(None),
        )
    )
    for row, person_id in session.execute(query):
        found[person_id].append(Certified(row.sponsor, row.team_id, row.certified_on, row.code, row.where_given))
    return found


def selves_among(people: Collection[int]) -> Select[int]:
    """Their ids and those of everybody merged into them, by index."""
    return select(Person.id).where(or_(Person.id.in_(people), Person.merged_into.in_(people)))


def _names_of(session: Session, people: Collection[int]) -> dict[int, str]:
    if not people:
        return {}
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))}
