"""Filling an empty database with the invented institution."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.granting import grant_role
from app.accounts.models import Membership, Person, PersonIdentifier, Role, Scheme
from app.accounts.units import add_unit
from app.catalogue.checking import read_and_check
from app.catalogue.files import files_under
from app.catalogue.live import LiveCourse
from app.catalogue.paths import course_on_path
from app.catalogue.publishing import publish
from app.catalogue.queries import current_course, current_courses
from app.demo.histories import Learner
from app.demo.offices import arrange_office
from app.demo.people import UNITS, History, Somebody, everybody, path_of
from app.demo.teams import save_teams
from app.errors import Conflict
from app.records.assigning import assign
from app.web.places import PROJECT

PASSWORD = "calder-open-door"  # noqa: S105  an invented institution's, printed on purpose  # nosec B105
SHORT, FULL = "what-is-research-security", "research-security"
BEFORE = dt.timedelta(days=760)
"""How long before today the institution began."""


def publish_as_of_then(session: Session, *, at: dt.datetime) -> None:
    """What Openward came with, as if it had been published when the institution began: nobody completes what is not there yet."""
    if current_courses(session):
        return
    bundle, _warnings = read_and_check(files_under(PROJECT), today=at.date())
    publish(session, bundle, at=at, reason="The content that came with Openward")


def has_people(session: Session) -> bool:
    return session.execute(select(Person.id).limit(1)).first() is not None


def load_institution(session: Session, *, password_hash: str, zone: str, now: dt.datetime) -> int:
    """Returns how many people there are now. Give it a session that announces nothing: letters of two years ago stay unwritten.

    Raises `Conflict` on a database that has people.
    """
    if has_people(session):
        raise Conflict("This installation has people already. The demonstration fills an empty one only.")
    chance = random.Random(1634)  # noqa: S311  the same invented histories each time  # nosec B311
    began = now - BEFORE
    units = {slug: add_unit(session, slug=slug, name=name, parent_id=None, at=began) for slug, name in UNITS.items()}
    short, full = current_course(session, SHORT), current_course(session, FULL)
    people = everybody()
    administrator = None
    for somebody in people:
        joined = _joined_on(somebody, chance, now)
        person = _add(session, somebody, password_hash=password_hash, zone=zone, at=joined)
        left = somebody.history is History.LEFT
        person.left_on = (now - dt.timedelta(days=12)).date() if left else None
        session.add(
            Membership(
                person_id=person.id,
                unit_id=units[somebody.unit].id,
                affiliation=somebody.affiliation,
                from_on=joined.date(),
                until_on=(now - dt.timedelta(days=12)).date() if left else None,
                recorded_at=joined,
            )
        )
        if somebody.role:
            _grant(session, person, somebody.role, units[somebody.unit].id, now=now)
        administrator = person.id if somebody.role is Role.ADMINISTRATOR else administrator
        course = full if somebody.account or chance.random() < 0.6 else short
        if somebody.account == "learner":
            Learner(session, person.id, course_on_path(short, path_of(somebody)), chance, joined).live(History.LAPSED, now=now)
        Learner(session, person.id, course_on_path(course, path_of(somebody)), chance, joined).live(somebody.history, now=now)
        _owe(session, somebody, person, course, chance, by=administrator, now=now)
    save_teams(session, units=units, by=administrator, now=now)
    arrange_office(session, short=short, full=full, units=units, by=administrator, now=now)
    return len(people) + 1


def _joined_on(somebody: Somebody, chance: random.Random, now: dt.datetime) -> dt.datetime:
    days = chance.randint(3, 20) if somebody.history is History.NEWCOMER else chance.randint(710, 755)
    return now - dt.timedelta(days=days)


def _add(session: Session, somebody: Somebody, *, password_hash: str, zone: str, at: dt.datetime) -> Person:
    person = Person(name=somebody.name, zone=zone, password_hash=password_hash, joined_on=at.date(), recorded_at=at)
    person.identifiers.append(
        PersonIdentifier(scheme=Scheme.ADDRESS, value=somebody.address, is_primary=True, confirmed_at=at, recorded_at=at)
    )
    session.add(person)
    session.flush()
    number = f"C{1000 + person.id}"
    session.add(PersonIdentifier(person_id=person.id, scheme=Scheme.EMPLOYEE, value=number, recorded_at=at))
    return person


def _grant(session: Session, person: Person, role: Role, unit_id: int, *, now: dt.datetime) -> None:
    below = unit_id if role is Role.OFFICER else None
    ends_on = (now + dt.timedelta(days=90)).date() if role is Role.AUDITOR else None
    grant_role(session, person_id=person.id, role=role, unit_id=below, at=now - BEFORE, by=None, ends_on=ends_on)


def _owe(
    session: Session,
    somebody: Somebody,
    person: Person,
    course: LiveCourse,
    chance: random.Random,
    *,
    by: int | None,
    now: dt.datetime,
) -> None:
    """Who has not finished is asked to, and told why."""
    reasons = {
        History.LAPSED: "you are named on the NSF proposal that goes out next month",
        History.UNDER_WAY: "you are named on the DOE renewal of the Grid Storage project",
        History.IN_QUIZ: "you are named on the DOE renewal of the Grid Storage project",
        History.NOT_BEGUN: "your department asks everybody to renew this training each year",
    }
    if somebody.history in reasons:
        due_on = (now + dt.timedelta(days=chance.randint(5, 40))).date()
        at = now - dt.timedelta(days=chance.randint(1, 3))
        because = reasons[somebody.history]
        assign(session, person_id=person.id, course_id=course.item_id, because=because, due_on=due_on, by=by, at=at)
