"""What the invented office arranged: rules that stand, and a guest from another university."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.mailing import record_mailing
from app.accounts.models import Unit
from app.accounts.registering import add_person
from app.accounts.units import join_unit
from app.catalogue.live import LiveCourse
from app.records.assigning import assign
from app.records.obliging import apply_standing_rules, make_rule
from app.records.shapes import Audience, DueDay
from app.records.welcoming import PARTNER

NEWCOMERS = "you joined Calder University, and everybody who joins takes this course within thirty days"
DOE = "you are on a team for the Department of Energy, which asks it within thirty days of joining"
ZONES = "students in the laboratories learn the short version in their first two weeks"


def arrange_office(
    session: Session, *, short: LiveCourse, full: LiveCourse, units: dict[str, Unit], by: int | None, now: dt.datetime
) -> None:
    at = now - dt.timedelta(days=30)
    sciences = units["life-sciences"].id
    rules = (
        (full, Audience(), NEWCOMERS, DueDay(days=30), True),
        (full, Audience(sponsor="doe"), DOE, DueDay(days=30), False),
        (short, Audience(unit_id=sciences, affiliation="student"), ZONES, DueDay(days=14), True),
    )
    for course, audience, because, due, newcomers in rules:
        what = {"course_id": course.item_id, "because": because, "due": due, "newcomers_only": newcomers}
        make_rule(session, audience, on=at.date(), at=at, by=by, **what)  # type: ignore[arg-type]
    apply_standing_rules(session, at=now - dt.timedelta(days=2))
    _invite_guest(session, full, unit_id=sciences, by=by, at=now - dt.timedelta(days=4))


def _invite_guest(session: Session, course: LiveCourse, *, unit_id: int, by: int | None, at: dt.datetime) -> None:
    address = "ilse.marker@northbay.example"
    guest = add_person(session, name="Ilse Marker", address=address, language="en", zone="UTC", confirmed=False, at=at)
    join_unit(session, person_id=guest.id, unit_id=unit_id, from_on=at.date(), affiliation=PARTNER, at=at, by=by)
    because = "Northbay College is a subrecipient on the Quiet Lenses award"
    due_on = at.date() + dt.timedelta(days=21)
    assign(session, person_id=guest.id, course_id=course.item_id, because=because, due_on=due_on, by=by, at=at)
    record_mailing(session, person_id=guest.id, kind="guest", address=address, at=at, by=by)
