"""The tree of units, and memberships with their days."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Membership
from app.accounts.units import add_unit, join_unit, leave_unit, units_below, units_within
from app.audit.models import Act
from app.errors import Conflict, Invalid
from tests.factories.people import LONG_AGO, make_person
from tests.factories.staff import JOINED, make_institution, make_member

AT = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)


def test_all_below_a_unit_are_found_and_nothing_beside_it(session: Session) -> None:
    there = make_institution(session)
    for number in range(12):
        add_unit(session, slug=f"group-{number}", name=f"Group {number}", parent_id=there.physics.id, at=LONG_AGO)
    groups = {unit.id for unit in units_within(session, [there.physics.id])} - {there.physics.id}
    assert len(groups) == 12
    assert units_below(session, [there.science.id]) == {there.science.id, there.physics.id, there.chemistry.id} | groups
    assert units_below(session, [there.chemistry.id, there.arts.id]) == {there.chemistry.id, there.arts.id}
    assert units_below(session, []) == set()


def test_units_are_listed_as_a_tree_is_read(session: Session) -> None:
    make_institution(session)
    assert [unit.slug for unit in units_within(session, None)] == ["arts", "science", "chemistry", "physics"]


def test_a_short_name_is_taken_once(session: Session) -> None:
    make_institution(session)
    with pytest.raises(Conflict):
        add_unit(session, slug="physics", name="Physics again", parent_id=None, at=AT)
    for slug in ("", "Physics", "a b", "-a"):
        with pytest.raises(Invalid):
            add_unit(session, slug=slug, name="Some unit", parent_id=None, at=AT)
    with pytest.raises(Invalid):
        add_unit(session, slug="nowhere", name="Below nothing", parent_id=10**6, at=AT)


def test_a_membership_begins_and_ends_once(session: Session) -> None:
    there = make_institution(session)
    ana = make_member(session, "Ana Ruiz", there.physics)
    with pytest.raises(Conflict):
        join_unit(session, person_id=ana.id, unit_id=there.physics.id, from_on=dt.date(2026, 3, 1), at=AT)
    with pytest.raises(Invalid):
        leave_unit(session, person_id=ana.id, unit_id=there.physics.id, until_on=dt.date(2025, 1, 1), at=AT)
    leave_unit(session, person_id=ana.id, unit_id=there.physics.id, until_on=dt.date(2026, 6, 30), at=AT)
    with pytest.raises(Conflict):
        leave_unit(session, person_id=ana.id, unit_id=there.physics.id, until_on=dt.date(2026, 7, 31), at=AT)
    again = join_unit(session, person_id=ana.id, unit_id=there.physics.id, from_on=dt.date(2026, 7, 1), at=AT)
    kept = session.scalars(select(Membership).where(Membership.person_id == ana.id).order_by(Membership.id)).all()
    assert [(one.from_on, one.until_on) for one in kept] == [(JOINED, dt.date(2026, 6, 30)), (again.from_on, None)]


def test_it_is_written_down_who_did_it(session: Session) -> None:
    there = make_institution(session)
    ana, ruth = make_member(session, "Ana Ruiz", there.physics), make_person(session, "Ruth Okafor")
    leave_unit(session, person_id=ana.id, unit_id=there.physics.id, until_on=JOINED, at=AT, by=ruth.id)
    act = session.scalars(select(Act).order_by(Act.id.desc()).limit(1)).one()
    assert (act.action, act.by, act.subject_id, act.unit_id) == ("unit.left", ruth.id, ana.id, there.physics.id)
