"""Issuing a certificate, again in a new name, and revoking one."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.accounts.models import Person
from app.audit.recording import record_act
from app.credentials.codes import new_certificate_code
from app.credentials.models import Certificate, Revocation
from app.errors import Conflict, NotFound
from app.jobs.announcing import announce
from app.records.models import Completion, CompletionVoid
from app.records.recording import given_reason


def issue_certificate(
    session: Session, *, completion: Completion, person: Person, at: dt.datetime, supersedes: Certificate | None = None
) -> Certificate:
    """In the person's name, zone and language as they are now."""
    salt = secrets.token_hex(16)
    certificate = Certificate(
        code=new_certificate_code(),
        completion_id=completion.id,
        supersedes_id=supersedes.id if supersedes else None,
        name=person.name,
        name_salt=salt,
        name_digest=digest_of_name(salt, person.name),
        zone=person.zone,
        language=person.language,
        issued_at=at,
        recorded_at=at,
    )
    session.add(certificate)
    session.flush()
    announce(session, "certificate.issued", {"certificate": certificate.id}, at=at, key=f"issued:{certificate.id}")
    return certificate


def digest_of_name(salt: str, name: str) -> str:
    return hashlib.sha256(f"{salt}\0{name}".encode()).hexdigest()


def reissue_certificate(session: Session, *, certificate_id: int, person_id: int, at: dt.datetime) -> Certificate:
    """A new certificate in the person's present name; the old one is superseded and says so.

    Raises `Conflict` when the old one no longer counts, or carries that name already.
    """
    query = select(Certificate).where(Certificate.id == certificate_id).with_for_update()
    old = session.execute(query).scalar_one_or_none()
    mine = Completion.person_id.in_(selves_of(person_id))
    completion = session.scalar(select(Completion).where(Completion.id == old.completion_id, mine)) if old else None
    if old is None or completion is None:
        raise NotFound("There is no such certificate on your record.")
    person = session.get_one(Person, person_id)
    if person.name == old.name:
        raise Conflict("This certificate already carries your present name. Change your name under Account first.")
    if not _stands(session, old):
        raise Conflict("This certificate no longer counts, so it cannot be issued again.")
    return issue_certificate(session, completion=completion, person=person, at=at, supersedes=old)


def _stands(session: Session, certificate: Certificate) -> bool:
    ended = (
        select(Revocation.id).where(Revocation.certificate_id == certificate.id),
        select(CompletionVoid.id).where(CompletionVoid.completion_id == certificate.completion_id),
        select(Certificate.id).where(Certificate.supersedes_id == certificate.id),
    )
    return not any(session.execute(query).first() for query in ended)


def revoke_certificate(session: Session, *, certificate_id: int, reason: str, by: int | None, at: dt.datetime) -> Revocation:
    """The completion behind it stays. Raises `Conflict` when it is revoked already."""
    query = select(Certificate).where(Certificate.id == certificate_id).with_for_update()
    certificate = session.execute(query).scalar_one_or_none()
    if certificate is None:
        raise NotFound("There is no such certificate.")
    if session.execute(select(Revocation.id).where(Revocation.certificate_id == certificate_id)).first():
        raise Conflict("This certificate was revoked before. Nothing was changed.")
    words = given_reason(reason)
    revocation = Revocation(
        certificate_id=certificate_id,
        revoked_at=at,
        revoked_by=by,
        reason=words,
        reason_digest=hashlib.sha256(words.encode()).hexdigest(),
        recorded_at=at,
    )
    session.add(revocation)
    session.flush()
    person = session.get_one(Completion, certificate.completion_id).person_id
    record_act(session, "certificate.revoked", ("certificate", certificate_id), at=at, by=by, reason=words, person=person)
    return revocation
