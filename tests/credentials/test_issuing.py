from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit.models import Act
from app.credentials.issuing import digest_of_name, issue_certificate, reissue_certificate, revoke_certificate
from app.credentials.verifying import Standing, verify
from app.errors import Conflict, Invalid, NotFound
from app.records.recording import void_completion
from tests.factories.completions import DONE, Finished, make_finished
from tests.factories.people import make_person

LATER = DONE + dt.timedelta(days=30)


def rename(session: Session, finished: Finished, name: str = "Ana Soto") -> None:
    session.get_one(Person, finished.person_id).name = name
    session.flush()


def test_the_seal_covers_the_name_by_its_digest_alone(session: Session) -> None:
    certificate = make_finished(session).certificate
    assert certificate.name_salt
    assert certificate.name_digest == digest_of_name(certificate.name_salt, "Ana Ruiz")
    assert "name" not in certificate.sealed_columns
    assert "name_digest" in certificate.sealed_columns


def test_issued_again_in_the_present_name_the_old_one_says_so(session: Session) -> None:
    finished = make_finished(session)
    rename(session, finished)
    new = reissue_certificate(session, certificate_id=finished.certificate.id, person_id=finished.person_id, at=LATER)
    old, present = verify(session, finished.certificate.code), verify(session, new.code)
    assert old is not None
    assert present is not None
    assert (old.standing, old.ended_at, old.successor) == (Standing.SUPERSEDED, LATER, None)
    assert (present.standing, present.name, present.completed_at) == (Standing.IN_FORCE, "A. S.", DONE)
    assert finished.certificate.name == "Ana Ruiz"


def test_it_is_not_issued_again_without_need_or_right(session: Session) -> None:
    finished = make_finished(session)
    mine = {"certificate_id": finished.certificate.id, "person_id": finished.person_id}
    with pytest.raises(Conflict):
        reissue_certificate(session, **mine, at=LATER)
    rename(session, finished)
    with pytest.raises(NotFound):
        reissue_certificate(session, certificate_id=finished.certificate.id, person_id=make_person(session, "Bo Li").id, at=LATER)
    with pytest.raises(NotFound):
        reissue_certificate(session, certificate_id=0, person_id=finished.person_id, at=LATER)
    reissue_certificate(session, **mine, at=LATER)
    rename(session, finished, "Ana Ruiz Soto")
    with pytest.raises(Conflict):
        reissue_certificate(session, **mine, at=LATER)


@pytest.mark.parametrize("end", ["void", "revoke"])
def test_what_no_longer_counts_is_not_issued_again(session: Session, end: str) -> None:
    finished = make_finished(session)
    rename(session, finished)
    if end == "void":
        void_completion(session, completion_id=finished.completion.id, reason="Taken by somebody else.", by=None, at=LATER)
    else:
        revoke_certificate(session, certificate_id=finished.certificate.id, reason="Issued by mistake.", by=None, at=LATER)
    with pytest.raises(Conflict):
        reissue_certificate(session, certificate_id=finished.certificate.id, person_id=finished.person_id, at=LATER)


def test_of_two_successors_the_database_refuses_one(session: Session) -> None:
    finished = make_finished(session)
    person = session.get_one(Person, finished.person_id)
    issue_certificate(session, completion=finished.completion, person=person, at=LATER, supersedes=finished.certificate)
    with pytest.raises(IntegrityError):
        issue_certificate(session, completion=finished.completion, person=person, at=LATER, supersedes=finished.certificate)


def test_after_a_merge_the_heir_may_have_it_in_her_name(session: Session) -> None:
    finished = make_finished(session)
    heir = make_person(session, "Ana Ruiz Soto")
    session.get_one(Person, finished.person_id).merged_into = heir.id
    session.flush()
    new = reissue_certificate(session, certificate_id=finished.certificate.id, person_id=heir.id, at=LATER)
    assert new.name == "Ana Ruiz Soto"


def test_revoking_needs_a_reason_and_is_done_once(session: Session) -> None:
    certificate = make_finished(session).certificate
    with pytest.raises(Invalid):
        revoke_certificate(session, certificate_id=certificate.id, reason="", by=None, at=LATER)
    revoke_certificate(session, certificate_id=certificate.id, reason="Issued by mistake.", by=None, at=LATER)
    with pytest.raises(Conflict):
        revoke_certificate(session, certificate_id=certificate.id, reason="Issued by mistake.", by=None, at=LATER)
    with pytest.raises(NotFound):
        revoke_certificate(session, certificate_id=0, reason="Issued by mistake.", by=None, at=LATER)
    assert session.scalars(select(Act.reason).where(Act.action == "certificate.revoked")).all() == ["Issued by mistake."]
