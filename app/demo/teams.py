"""Two teams of the invented institution: a renewal that goes out in three weeks, and an award that has begun."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.resolving import resolve
from app.teams.forming import Joining, add_event, add_members, make_team

RENEWAL = (
    ("Amara Diallo", "principal-investigator", ""),
    ("Jonas Weber", "co-principal-investigator", ""),
    ("Mei Tanaka", "co-investigator", ""),
    ("Wei Zhang", "co-investigator", ""),
    ("Carlos Mendes", "project-manager", ""),
    ("Grace Mbeki", "senior-personnel", ""),
    ("Priya Raman", "postdoc", ""),
    ("I. Marker", "senior-personnel", "Northbay College"),
    ("m.rossi@parvati-labs.example", "consultant", "Parvati Labs"),
    ("Lars Nygaard", "technician", ""),
)
LENSES = (
    ("Hannah Vogel", "project-director", ""),
    ("Ravi Iyer", "co-investigator", ""),
    ("Maria Lindqvist", "technician", ""),
    ("Thabo Nkosi", "student", ""),
)


def save_teams(session: Session, *, units: dict[str, Unit], by: int | None, now: dt.datetime) -> None:
    at = now - dt.timedelta(days=9)
    today = now.date()
    renewal = make_team(
        session,
        title="Grid-scale electrolyte membranes",
        sponsor="doe",
        reference="CU-2027-014",
        unit_id=units["engineering"].id,
        at=at,
        by=by,
    )
    add_members(session, renewal, _joinings(session, RENEWAL), from_on=at.date(), at=at, by=by)
    add_event(session, renewal, kind="proposal", happens_on=today + dt.timedelta(days=23), due_on=None, at=at, by=by)
    lenses = make_team(
        session,
        title="Quiet lenses",
        sponsor="usda",
        reference="CU-2026-031",
        unit_id=units["life-sciences"].id,
        at=at,
        by=by,
        ends_on=today + dt.timedelta(days=900),
    )
    add_members(session, lenses, _joinings(session, LENSES), from_on=at.date(), at=at, by=by)
    add_event(session, lenses, kind="award-year", happens_on=today + dt.timedelta(days=40), due_on=None, at=at, by=by)


def _joinings(session: Session, people: tuple[tuple[str, str, str], ...]) -> list[Joining]:
    found = resolve(session, [(typed, "") for typed, _role, _employer in people])
    persons = {typed: found[typed, ""].person for typed, _role, _employer in people}
    return [Joining(typed, person.id if (person := persons[typed]) else None, role, employer) for typed, role, employer in people]
