from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.arranging import close_unit, move_unit, rename_unit, reopen_unit
from app.accounts.models import Unit
from app.accounts.units import add_unit, join_unit, units_below
from app.audit.models import Act
from app.errors import Conflict, Invalid, NotFound
from tests.factories.people import make_person
from tests.factories.staff import make_institution, make_member

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_a_unit_moves_with_all_that_is_below_it(session: Session) -> None:
    there = make_institution(session)
    optics = add_unit(session, slug="optics", name="Optics", parent_id=there.physics.id, at=AT)
    move_unit(session, unit_id=there.physics.id, parent_id=there.arts.id, at=AT, by=None)
    assert units_below(session, [there.arts.id]) == {there.arts.id, there.physics.id, optics.id}
    assert units_below(session, [there.science.id]) == {there.science.id, there.chemistry.id}
    move_unit(session, unit_id=there.physics.id, parent_id=None, at=AT, by=None)
    session.expire_all()
    assert optics.path == f"/{there.physics.id}/{optics.id}/"


def test_a_unit_is_never_below_itself(session: Session) -> None:
    there = make_institution(session)
    for parent in (there.science, there.physics):
        with pytest.raises(Invalid, match="below itself"):
            move_unit(session, unit_id=there.science.id, parent_id=parent.id, at=AT, by=None)
    with pytest.raises(NotFound):
        move_unit(session, unit_id=0, parent_id=None, at=AT, by=None)
    with pytest.raises(Invalid):
        move_unit(session, unit_id=there.science.id, parent_id=0, at=AT, by=None)


def test_a_tree_may_not_grow_past_what_its_paths_hold(session: Session) -> None:
    def dig(above: int) -> None:
        for place in range(200):
            below = add_unit(session, slug=f"u{place}", name=f"Unit {place}", parent_id=None, at=AT).id
            move_unit(session, unit_id=below, parent_id=above, at=AT, by=None)
            above = below

    top = add_unit(session, slug="top", name="Top", parent_id=None, at=AT).id
    with pytest.raises(Invalid, match="further up"):
        dig(top)


def test_renaming_is_on_record_and_keeps_the_short_name(session: Session) -> None:
    there = make_institution(session)
    rename_unit(session, unit_id=there.arts.id, name="  School of  Arts and Letters ", at=AT, by=None)
    rename_unit(session, unit_id=there.arts.id, name="School of Arts and Letters", at=AT, by=None)
    assert (there.arts.name, there.arts.slug) == ("School of Arts and Letters", "arts")
    assert session.scalars(select(Act.action).where(Act.action == "unit.renamed")).all() == ["unit.renamed"]


def test_only_an_empty_unit_closes_and_takes_nobody_in(session: Session) -> None:
    there = make_institution(session)
    member = make_member(session, "Ana Ruiz", there.arts)
    with pytest.raises(Conflict, match="below this one are open"):
        close_unit(session, unit_id=there.science.id, at=AT, by=None)
    with pytest.raises(Conflict, match="People belong"):
        close_unit(session, unit_id=there.arts.id, at=AT, by=None)
    close_unit(session, unit_id=there.physics.id, at=AT, by=None)
    with pytest.raises(Conflict):
        close_unit(session, unit_id=there.physics.id, at=AT, by=None)
    with pytest.raises(Invalid):
        join_unit(session, person_id=member.id, unit_id=there.physics.id, from_on=AT.date(), at=AT)
    with pytest.raises(Invalid):
        add_unit(session, slug="optics", name="Optics", parent_id=there.physics.id, at=AT)
    reopen_unit(session, unit_id=there.physics.id, at=AT, by=None)
    join_unit(session, person_id=make_person(session, "Ben Ode").id, unit_id=there.physics.id, from_on=AT.date(), at=AT)
    with pytest.raises(Conflict):
        reopen_unit(session, unit_id=there.physics.id, at=AT, by=None)


def test_a_unit_below_a_closed_one_stays_closed(session: Session) -> None:
    there = make_institution(session)
    for unit in (there.physics, there.chemistry, there.science):
        close_unit(session, unit_id=unit.id, at=AT, by=None)
    with pytest.raises(Conflict, match="unit above is closed"):
        reopen_unit(session, unit_id=there.physics.id, at=AT, by=None)
    assert session.scalar(select(Unit.closed_at).where(Unit.id == there.science.id)) == AT
