"""The demonstration: an invented institution whose two years hang together."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Grant, Person, PersonIdentifier, Unit
from app.accounts.passwords import hash_password
from app.assessment.models import Attempt
from app.catalogue.models import Publication
from app.credentials.models import Certificate
from app.database.sessions import Database
from app.demo.loading import PASSWORD, load_institution, publish_as_of_then
from app.demo.people import ACCOUNTS
from app.enrolments.models import Enrolment, PageRead
from app.errors import Conflict
from app.jobs.models import Announcement
from app.records.models import Assignment, Completion
from tests.factories.people import sign_in
from tests.visitor import Visitor

YEAR = dt.timedelta(days=365)


@pytest.fixture
def institution(database: Database) -> Database:
    now = clock.now()
    with Session(database.writers) as session, session.begin():
        publish_as_of_then(session, at=now - 2 * YEAR - dt.timedelta(days=30))
        load_institution(session, password_hash=hash_password(PASSWORD, memory_kib=8), zone="America/New_York", now=now)
    return database


def count(session: Session, what: type, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(what).where(*where)) or 0  # type: ignore[arg-type]


def test_its_histories_hang_together(institution: Database, app: Flask, visitor: Visitor) -> None:
    now = clock.now()
    with institution.reading() as session:
        assert count(session, Unit) == 3
        assert 55 <= count(session, Person) <= 65
        assert {grant.role for grant in session.scalars(select(Grant))} == {"instructor", "officer", "administrator", "auditor"}
        assert count(session, Completion, Completion.completed_at > now - YEAR) > 20
        assert count(session, Completion, Completion.completed_at < now - YEAR) > 10
        assert count(session, Certificate) == count(session, Completion)
        assert count(session, Attempt, Attempt.is_pass.is_(False)) >= 3, "some failed once"
        assert count(session, Attempt, Attempt.submitted_at.is_(None)) >= 3, "some stand in the middle of a quiz"
        assert count(session, Enrolment, Enrolment.cycle == 2) >= 5, "some renewed"
        assert count(session, Assignment) >= 15
        assert count(session, Announcement) == 0, "no letter of two years ago is written today"
        published = session.scalar(select(func.min(Publication.published_at)))
        assert published is not None
        for instant in (Enrolment.began_at, PageRead.read_at, Attempt.began_at, Completion.completed_at):
            first, last = session.execute(select(func.min(instant), func.max(instant))).one()
            assert published < first <= last <= now
        addresses = set(session.scalars(select(PersonIdentifier.value)))
    assert {somebody.address for somebody in ACCOUNTS} <= addresses
    sign_in(visitor, "learner@calder.example", PASSWORD)
    assert "minutes to go" in visitor.get("/").heading

    with Session(institution.writers) as session, pytest.raises(Conflict):
        load_institution(session, password_hash="x", zone="UTC", now=now)
