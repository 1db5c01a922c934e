"""Facts that are sealed, without the journeys that lead to them."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit.recording import record_act
from app.catalogue.models import Item, Version
from app.credentials.models import Certificate
from app.database.sessions import Database
from app.enrolments.models import Enrolment
from app.records.models import Completion

AT = dt.datetime(2026, 11, 22, 12, 30, 15, 123456, tzinfo=dt.UTC)
KEY = "test-seal-" * 4


def make_facts(database: Database, people: int = 3) -> list[int]:
    """A version, an act, and for each person a completion and a certificate. Returns the ids of the completions."""
    with database.transaction() as session:
        version = _version(session)
        record_act(session, "course.opened", ("item", version.item_id), at=AT, by=None, reason="First run", share=0.5, half=1.0)
        return [_complete(session, version, number) for number in range(people)]


def _version(session: Session) -> Version:
    item = session.query(Item).first() or Item(kind="course", slug="keys", recorded_at=AT)
    session.add(item)
    session.flush()
    known = session.query(Version).first()
    digest = hashlib.sha256(b"").hexdigest()
    facts = {"title": "Keys", "minutes": 5, "manifest": {"files": []}, "made_at": AT}
    version = known or Version(item_id=item.id, digest=digest, **facts)
    session.add(version)
    session.flush()
    return version


def _complete(session: Session, version: Version, number: int) -> int:
    person = Person(name=f"Ána {number}", recorded_at=AT)
    session.add(person)
    session.flush()
    enrolment = Enrolment(
        person_id=person.id, course_id=version.item_id, course_version_id=version.id, cycle=1, began_at=AT, recorded_at=AT
    )
    session.add(enrolment)
    session.flush()
    completion = Completion(
        enrolment_id=enrolment.id,
        person_id=person.id,
        course_id=version.item_id,
        course_version_id=version.id,
        title="Keys",
        label="1.0",
        minutes=5,
        topics=["cybersecurity", "export-control"],
        completed_at=AT + dt.timedelta(minutes=number),
        recorded_at=AT,
    )
    session.add(completion)
    session.flush()
    session.add(
        Certificate(
            code=f"{completion.id:016d}",
            completion_id=completion.id,
            name=person.name,
            name_salt="5a17",
            name_digest=hashlib.sha256(f"5a17\0{person.name}".encode()).hexdigest(),
            zone="UTC",
            language="en",
            issued_at=AT,
            recorded_at=AT,
        )
    )
    session.flush()
    return completion.id
