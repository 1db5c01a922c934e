"""Assigning to many, and rules that stand, on both engines."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.merging import merge
from app.accounts.models import Membership, Person, Unit
from app.accounts.units import join_unit
from app.audit.models import Unsealed
from app.catalogue.live import LiveCourse
from app.errors import Conflict, Invalid
from app.records.aiming import reach_of
from app.records.assigning import assign, excuse
from app.records.models import Assignment
from app.records.obliging import apply_standing_rules, assign_group, end_rule, make_rule
from app.records.queries import dues_of
from app.records.shapes import Audience, DueDay, Reach
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.factories.staff import Institution, complete, make_institution, make_member
from tests.factories.teams import make_team, name_on

AT = dt.datetime(2026, 11, 22, 15, tzinfo=dt.UTC)
ON = AT.date()
DAY = dt.timedelta(days=1)
WHY = "The department asks it of everybody."


@pytest.fixture
def there(session: Session) -> Institution:
    return make_institution(session)


@pytest.fixture
def course(session: Session) -> LiveCourse:
    return publish_sample(session)


def look(session: Session, audience: Audience, course: LiveCourse, due_on: dt.date | None = None) -> Reach:
    return reach_of(session, audience, course_id=course.item_id, due_on=due_on, on=ON, at=AT)


def rule(session: Session, audience: Audience, course: LiveCourse, due: DueDay = DueDay(), newcomers: bool = False) -> int:
    made = make_rule(
        session, audience, course_id=course.item_id, because=WHY, due=due, newcomers_only=newcomers, on=ON, at=AT, by=None
    )
    return made.id


def owed(session: Session) -> dict[int, dt.date | None]:
    session.expire_all()
    return {one.person_id: one.due_on for one in session.scalars(select(Assignment).order_by(Assignment.id))}


def test_a_group_is_by_unit_affiliation_team_and_sponsor(session: Session, there: Institution, course: LiveCourse) -> None:
    phil, cher, art = (make_member(session, name, unit) for name, unit in zip(["Phil", "Cher", "Art"], there_units(there)))
    join_unit(session, person_id=art.id, unit_id=there.chemistry.id, from_on=ON, affiliation="student", at=AT)
    team = make_team(session, sponsor="doe")
    name_on(session, team, phil)
    name_on(session, team, cher, until_on=ON - DAY)
    name_on(session, make_team(session, "Other", "nsf"), art)
    expected = {
        Audience(): ("Art", "Cher", "Phil"),
        Audience(unit_id=there.science.id): ("Art", "Cher", "Phil"),
        Audience(unit_id=there.physics.id): ("Phil",),
        Audience(unit_id=there.science.id, affiliation="student"): ("Art",),
        Audience(team_id=team.id): ("Phil",),
        Audience(sponsor="nsf"): ("Art",),
        Audience(sponsor="nsf", unit_id=there.physics.id): (),
        Audience(unit_id=there.science.id, joined_from=ON): ("Art",),
    }
    assert {audience: look(session, audience, course).names for audience in expected} == expected


def there_units(there: Institution) -> tuple[Unit, ...]:
    return there.physics, there.chemistry, there.arts


def test_who_completed_lately_or_owes_it_sooner_is_left_out_and_counted(
    session: Session, there: Institution, course: LiveCourse
) -> None:
    phil, cher, art, nell = (make_member(session, name, there.physics) for name in ("Phil", "Cher", "Art", "Nell"))
    complete(session, phil, course, AT - DAY)
    complete(session, cher, course, AT - 400 * DAY)
    assign(session, person_id=art.id, course_id=course.item_id, because=WHY, due_on=ON + DAY, by=None, at=AT)
    reach = look(session, Audience(unit_id=there.physics.id), course, ON + 10 * DAY)
    assert reach == Reach(2, 1, 1, ("Cher", "Nell"))
    first = session.scalars(select(Assignment)).one()
    excuse(session, assignment_id=first.id, reason="On leave until May", by=None, at=AT)
    assert look(session, Audience(unit_id=there.physics.id), course, ON + 10 * DAY).people == 3
    assert nell.id


def test_what_is_assigned_is_what_was_shown(session: Session, there: Institution, course: LiveCourse) -> None:
    phil = make_member(session, "Phil", there.physics)
    audience = Audience(unit_id=there.physics.id)

    def press(seen: int) -> int:
        due = DueDay(days=14)
        return assign_group(session, audience, course_id=course.item_id, because=WHY, due=due, seen=seen, on=ON, at=AT, by=None)

    with pytest.raises(Conflict, match="1 people by now"):
        press(2)
    assert press(1) == 1
    assert owed(session) == {phil.id: ON + 14 * DAY}
    assert dues_of(session, phil.id)[0].because == WHY
    assignment = session.scalars(select(Assignment)).one()
    assert session.scalar(select(Unsealed.id).where(Unsealed.kind == "assignment", Unsealed.row_id == assignment.id))
    assert press(0) == 0


def test_newcomers_come_under_a_rule_by_themselves_and_once(session: Session, there: Institution, course: LiveCourse) -> None:
    phil = make_member(session, "Phil", there.physics)
    rule(session, Audience(unit_id=there.science.id), course, DueDay(days=30))
    assert owed(session) == {phil.id: ON + 30 * DAY}
    nell = make_person(session, "Nell")
    join_unit(session, person_id=nell.id, unit_id=there.chemistry.id, from_on=ON + 5 * DAY, at=AT)
    assert apply_standing_rules(session, at=AT + 4 * DAY) == 0
    assert apply_standing_rules(session, at=AT + 6 * DAY, person_ids=[phil.id]) == 0
    assert apply_standing_rules(session, at=AT + 6 * DAY, person_ids=[nell.id]) == 1
    assert apply_standing_rules(session, at=AT + 7 * DAY) == 0
    assert owed(session)[nell.id] == ON + 35 * DAY


def test_a_rule_for_newcomers_leaves_who_is_there(session: Session, there: Institution, course: LiveCourse) -> None:
    make_member(session, "Phil", there.physics)
    rule(session, Audience(unit_id=there.physics.id), course, newcomers=True)
    assert owed(session) == {}
    nell = make_person(session, "Nell")
    join_unit(session, person_id=nell.id, unit_id=there.physics.id, from_on=ON, at=AT)
    assert apply_standing_rules(session, at=AT) == 1
    assert owed(session) == {nell.id: None}


def test_everyone_on_a_team_for_a_sponsor(session: Session, course: LiveCourse) -> None:
    rule(session, Audience(sponsor="doe"), course, DueDay(days=30))
    ana = make_person(session, "Ana Ruiz")
    name_on(session, make_team(session), ana, from_on=ON + DAY)
    assert apply_standing_rules(session, at=AT) == 0
    assert apply_standing_rules(session, at=AT + DAY) == 1
    assert owed(session) == {ana.id: ON + 31 * DAY}


def test_a_withdrawn_rule_assigns_nobody_anew_and_what_it_assigned_stands(
    session: Session, there: Institution, course: LiveCourse
) -> None:
    phil = make_member(session, "Phil", there.physics)
    made = rule(session, Audience(unit_id=there.physics.id), course)
    end_rule(session, rule_id=made, at=AT, by=None)
    make_member(session, "Nell", there.physics)
    assert apply_standing_rules(session, at=AT) == 0
    assert set(owed(session)) == {phil.id}
    with pytest.raises(Conflict):
        end_rule(session, rule_id=made, at=AT, by=None)


def test_one_human_being_is_assigned_once_whatever_records_there_are(
    session: Session, there: Institution, course: LiveCourse
) -> None:
    phil, twin = make_member(session, "Phil", there.physics), make_member(session, "Phil Twin", there.chemistry)
    rule(session, Audience(unit_id=there.physics.id), course)
    merge(session, person_id=phil.id, into_id=twin.id, reason="Hired twice", at=AT, by=None)
    session.expire_all()
    assert apply_standing_rules(session, at=AT) == 0
    assert [due.course_id for due in dues_of(session, twin.id)] == [course.item_id]
    session.execute(Person.__table__.update().where(Person.id == twin.id).values(erased_at=AT))  # type: ignore[attr-defined]
    rule(session, Audience(unit_id=there.science.id), course)
    assert len(owed(session)) == 1


@pytest.mark.parametrize("due", [DueDay(on=ON - DAY), DueDay(days=0), DueDay(days=9999), DueDay(on=ON, days=3)])
def test_a_wrong_due_day_is_refused(session: Session, there: Institution, course: LiveCourse, due: DueDay) -> None:
    with pytest.raises(Invalid):
        rule(session, Audience(unit_id=there.physics.id), course, due)


def test_the_second_time_does_not_grow_with_the_square_of_the_institution(
    session: Session, there: Institution, course: LiveCourse
) -> None:
    """Counted in steps of SQLite's own machine: four times the people may not take sixteen times as many."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("Counts steps of SQLite. The statement is the same.")
    rule(session, Audience(unit_id=there.physics.id), course)
    line: Any = session.connection().connection.driver_connection
    steps: list[int] = []
    for many in (250, 1000):
        _join_many(session, there.physics.id, first=len(steps) * 250, many=many - len(steps) * 250)
        apply_standing_rules(session, at=AT)
        counted: list[int] = []
        line.set_progress_handler(lambda: counted.append(1), 1000)
        assert apply_standing_rules(session, at=AT) == 0
        line.set_progress_handler(None, 0)
        steps.append(len(counted))
    assert len(owed(session)) == 1000
    assert steps[1] < 7 * steps[0]


def _join_many(session: Session, unit_id: int, *, first: int, many: int) -> None:
    people = [Person(name=f"Somebody {number}", zone="UTC", recorded_at=AT) for number in range(first, first + many)]
    session.add_all(people)
    session.flush()
    session.add_all(
        Membership(person_id=one.id, unit_id=unit_id, affiliation="staff", from_on=ON, recorded_at=AT) for one in people
    )
    session.flush()
