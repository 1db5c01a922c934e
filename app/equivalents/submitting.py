"""Handing in what was completed elsewhere, or another employer's word."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.accounts.models import Person
from app.audit.recording import record_act
from app.documents.keeping import keep_blob
from app.equivalents.models import Submission
from app.equivalents.queries import latest_decision
from app.equivalents.reading import providers
from app.equivalents.shapes import EMPLOYER, Given, Kind, Outcome, known_topics
from app.errors import Conflict, Invalid, NotFound
from app.jobs.announcing import announce

EARLIEST = dt.date(2000, 1, 1)
MOST_WAITING = 20
LONGEST_NOTE = 1000


def submit(session: Session, given: Given, *, person_id: int, by: int | None, at: dt.datetime, on: dt.date) -> Submission:
    """`on` is the day where the institution is. By somebody else than the person: an act of staff.

    Raises `Invalid` with the field at fault, and `Conflict` where the same was handed in before.
    """
    _check(given, on)
    if session.execute(select(Person.id).where(Person.id == person_id).with_for_update()).first() is None:
        raise NotFound("There is nobody under this address.")
    digest = keep_blob(session, given.evidence.content) if given.evidence else None
    _refuse_twice(session, given, person_id, digest)
    submission = Submission(
        person_id=person_id,
        kind=given.kind,
        provider=given.provider,
        title=_line(given.title),
        employer=_line(given.employer) or None,
        completed_on=given.completed_on,
        topics=sorted(given.topics if given.topics is not None else topics_for(given)),
        evidence_digest=digest,
        evidence_kind=given.evidence.kind if given.evidence else None,
        note=given.note.strip() or None,
        source=given.source,
        source_ref=given.source_ref,
        submitted_at=at,
        submitted_by=by,
        recorded_at=at,
    )
    session.add(submission)
    session.flush()
    if by != person_id:
        record_act(session, "equivalent.submitted", ("submission", submission.id), at=at, by=by, person=person_id)
    announce(session, "proof.submitted", {"submission": submission.id, "person": person_id}, at=at)
    return submission


def topics_for(given: Given) -> list[str]:
    """Those that the provider's course is known to address."""
    provider = providers().get(given.provider)
    return provider.topics_of(given.title) if provider else []


def _check(given: Given, on: dt.date) -> None:
    if given.kind == Kind.ATTESTATION:
        if given.provider != EMPLOYER:
            raise Invalid("An attestation comes from an employer", field="provider")
        if not given.employer.strip():
            raise Invalid("Write the name of the employer", field="employer")
        if not given.title.strip():
            raise Invalid("Write who says so, and in what office", field="title")
    elif given.provider not in providers():
        raise Invalid("Choose who offered the training", field="provider")
    elif not given.title.strip():
        raise Invalid("Write the course as the certificate names it", field="title")
    if len(_line(given.title)) > 300 or len(_line(given.employer)) > 300:
        raise Invalid("Shorten it to 300 characters", field="title" if len(_line(given.title)) > 300 else "employer")
    if len(given.note.strip()) > LONGEST_NOTE:
        raise Invalid("The note is longer than 1,000 characters. Shorten it.", field="note")
    _check_day(given.completed_on, on)
    if given.kind == Kind.COMPLETION and given.evidence is None and given.source is None:
        raise Invalid("Choose the certificate, as PDF, PNG or JPEG", field="file")
    known_topics(list(given.topics or ()))


def _check_day(day: dt.date | None, on: dt.date) -> None:
    if day is None:
        raise Invalid("Write the day, as 2026-12-04", field="completed_on")
    if day > on:
        raise Invalid("The day lies in the future. Write the day on the certificate.", field="completed_on")
    if day < EARLIEST:
        raise Invalid("Write a day since the year 2000", field="completed_on")


def _refuse_twice(session: Session, given: Given, person_id: int, digest: str | None) -> None:
    if given.source is not None:
        seen = select(Submission.id).where(Submission.source == given.source, Submission.source_ref == given.source_ref)
        if session.execute(seen).first():
            raise Conflict("This line was handed in before. Nothing was changed.")
        return
    decision = latest_decision()
    mine = Submission.person_id.in_(selves_of(person_id))
    standing = func.coalesce(decision, Outcome.UNDONE) != Outcome.REFUSED
    same = (
        Submission.provider == given.provider,
        Submission.completed_on == given.completed_on,
        Submission.title == _line(given.title),
        Submission.evidence_digest.is_not_distinct_from(digest),
    )
    if session.execute(select(Submission.id).where(mine, *same, standing)).first():
        raise Conflict("This was handed in before, with the same file. It is on the record already.")
    waits = func.coalesce(decision, Outcome.UNDONE).in_((Outcome.UNDONE, Outcome.ASKED))
    if session.scalar(select(func.count(Submission.id)).where(mine, waits)) >= MOST_WAITING:  # type: ignore[operator]
        raise Invalid("%(count)s things wait for review already. Hand in more when they are decided.", count=MOST_WAITING)


def _line(text: str) -> str:
    return " ".join(text.split())
