"""A small institution: a school with two departments, another school, people in them, and who works for which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.accounts.granting import grant_role
from app.accounts.models import Person, Role, Unit
from app.accounts.units import add_unit, join_unit
from app.catalogue.live import LiveCourse
from app.credentials.issuing import issue_certificate
from app.credentials.models import Certificate
from app.enrolments.enrolling import start_cycle
from app.records.models import Completion
from app.records.recording import record_completion
from tests.factories.people import LONG_AGO, make_person
from tests.visitor import Visitor

JOINED = dt.date(2026, 1, 5)


@dataclass(frozen=True)
class Institution:
    """Science holds physics and chemistry; arts stands beside it."""

    science: Unit
    physics: Unit
    chemistry: Unit
    arts: Unit


def make_institution(session: Session) -> Institution:
    science = add_unit(session, slug="science", name="School of Science", parent_id=None, at=LONG_AGO)
    physics = add_unit(session, slug="physics", name="Department of Physics", parent_id=science.id, at=LONG_AGO)
    chemistry = add_unit(session, slug="chemistry", name="Department of Chemistry", parent_id=science.id, at=LONG_AGO)
    arts = add_unit(session, slug="arts", name="School of Arts", parent_id=None, at=LONG_AGO)
    return Institution(science, physics, chemistry, arts)


def make_member(session: Session, name: str, unit: Unit, address: str | None = None) -> Person:
    person = make_person(session, name, address)
    join_unit(session, person_id=person.id, unit_id=unit.id, from_on=JOINED, at=LONG_AGO)
    return person


def make_staff(session: Session, name: str, role: Role, unit: Unit | None = None, teams: Sequence[int] = ()) -> Person:
    """Somebody who belongs to no unit and has this role."""
    person = make_person(session, name)
    ends_on = dt.date(2099, 12, 31) if role is Role.AUDITOR else None
    where: dict[str, Any] = {"unit_id": unit.id if unit else None, "team_ids": teams}
    grant_role(session, person_id=person.id, role=role, **where, ends_on=ends_on, at=LONG_AGO, by=None)
    return person


def complete(session: Session, person: Person, course: LiveCourse, at: dt.datetime) -> tuple[Completion, Certificate]:
    """A cycle of its own, finished."""
    enrolment = start_cycle(session, person_id=person.id, course=course, at=at)
    completion = record_completion(session, enrolment=enrolment, course=course, at=at)
    return completion, issue_certificate(session, completion=completion, person=person, at=at)


def signed_in_as(key: str) -> dict[str, object]:
    """What the session of somebody holds who has just taken both steps. `key`: person id and generation."""
    at = int(clock.now().timestamp())
    return {"_user_id": key, "_fresh": True, "second_factor_done": True, "seen": at, "proved_at": at}


def enter(visitor: Visitor, person: Person) -> Visitor:
    """Signed in, as after the form and a second step."""
    with visitor.client.session_transaction() as kept:
        kept.clear()
        kept.update(signed_in_as(f"{person.id}:{person.generation}"))
    return visitor
