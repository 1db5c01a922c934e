from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.catalogue.models import Version
from app.credentials.issuing import reissue_certificate, revoke_certificate
from app.credentials.showing import show_name
from app.credentials.verifying import Standing, Verification, certificate_of, certificates_of, initials_of, verify
from app.errors import NotFound
from app.records.recording import void_completion
from tests.factories.completions import DONE, Finished, make_finished
from tests.factories.people import make_person

LATER = DONE + dt.timedelta(days=30)
REASON = "Taken by somebody else."


def look(session: Session, finished: Finished) -> Verification:
    found = verify(session, finished.certificate.code)
    assert found is not None
    return found


def test_every_certified_fact(session: Session) -> None:
    finished = make_finished(session)
    found = look(session, finished)
    assert (found.standing, found.ended_at) == (Standing.IN_FORCE, None)
    assert (found.course, found.title, found.label) == ("keys", "Looking after keys", finished.course.label)
    assert found.version_digest == session.get_one(Version, finished.course.version_id).digest
    assert (found.completed_at, found.issued_at, found.zone) == (DONE, DONE, "America/New_York")
    assert found.minutes == finished.course.minutes
    assert set(found.topics) == {"openness", "risk-management", "disclosure"}
    assert verify(session, "A" * 16) is None


def test_a_void_weighs_more_than_a_revocation_and_that_more_than_a_successor(session: Session) -> None:
    finished = make_finished(session)
    session.get_one(Person, finished.person_id).name = "Ana Soto"
    session.flush()
    reissue_certificate(session, certificate_id=finished.certificate.id, person_id=finished.person_id, at=LATER)
    assert look(session, finished).standing is Standing.SUPERSEDED
    revoke_certificate(session, certificate_id=finished.certificate.id, reason=REASON, by=None, at=LATER)
    assert look(session, finished).standing is Standing.REVOKED
    void_completion(session, completion_id=finished.completion.id, reason=REASON, by=None, at=LATER)
    found = look(session, finished)
    assert (found.standing, found.ended_at) == (Standing.VOIDED, LATER)


def test_a_void_reaches_every_certificate_of_the_completion(session: Session) -> None:
    finished = make_finished(session)
    session.get_one(Person, finished.person_id).name = "Ana Soto"
    session.flush()
    reissue_certificate(session, certificate_id=finished.certificate.id, person_id=finished.person_id, at=LATER)
    void_completion(session, completion_id=finished.completion.id, reason=REASON, by=None, at=LATER)
    assert {one.standing for one in certificates_of(session, finished.person_id)} == {Standing.VOIDED}


def test_the_name_is_shown_as_its_owner_chose(session: Session) -> None:
    finished = make_finished(session)
    choice = {"certificate_id": finished.certificate.id, "person_id": finished.person_id}
    assert look(session, finished).name == "A. R."
    show_name(session, **choice, in_full=True, at=LATER)
    assert look(session, finished).name == "Ana Ruiz"
    show_name(session, **choice, in_full=False, at=LATER)
    assert look(session, finished).name == "A. R."
    with pytest.raises(NotFound):
        show_name(session, **(choice | {"person_id": make_person(session, "Bo Li").id}), in_full=True, at=LATER)


def test_an_erased_name_is_gone_and_the_rest_stands(session: Session) -> None:
    finished = make_finished(session)
    show_name(session, certificate_id=finished.certificate.id, person_id=finished.person_id, in_full=True, at=LATER)
    finished.certificate.name = finished.certificate.name_salt = None
    session.flush()
    found = look(session, finished)
    assert (found.name, found.standing, found.completed_at) == (None, Standing.IN_FORCE, DONE)


def test_only_its_owner_or_who_the_owner_became_holds_it(session: Session) -> None:
    finished = make_finished(session)
    other = make_person(session, "Bo Li")
    code = finished.certificate.code
    assert certificate_of(session, code=code, person_id=finished.person_id).name == "Ana Ruiz"
    with pytest.raises(NotFound):
        certificate_of(session, code=code, person_id=other.id)
    session.get_one(Person, finished.person_id).merged_into = other.id
    session.flush()
    assert certificate_of(session, code=code, person_id=other.id).code == code
    assert [one.code for one in certificates_of(session, other.id)] == [code]


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Amara Diallo", "A. D."), ("Jean-Luc  Picard", "J. L. P."), ("Öğe", "Ö."), ("王小明", "王."), ("- -", "")],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials
