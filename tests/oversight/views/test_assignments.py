from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Person
from app.accounts.units import join_unit
from app.announcements import HEARERS_OF
from app.audit.models import Act
from app.database.sessions import Database
from app.errors import Conflict
from app.jobs.models import Announcement
from app.jobs.working import name_hearers, work_one
from app.languages import day_in_words
from app.operating.tools import make_tools
from app.records.assigning import take_back_excuse
from app.records.models import Assignment
from app.records.obliging import apply_standing_rules
from app.settings import Settings
from tests.factories.days import today
from tests.factories.people import make_person
from tests.oversight.conftest import Calder, in_days
from tests.visitor import Visitor

WHY = "The department asks it of everybody."


def test_how_many_is_shown_before_anything_is_saved(database: Database, calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.sam).get("/assignments").follow("Assign to many")
    visitor.press("Show whom it reaches", unit="science", because=WHY, due_on=in_days(30))
    assert visitor.heading == "It would reach 1 person"
    assert "Nell Newcomer" in visitor.text
    assert "2 completed it in the past year" in visitor.text
    with database.reading() as session:
        assert session.scalar(select(func.count(Assignment.id))) == 0
    visitor.press("Assign it")
    assert visitor.heading == "1 assignment is open"
    assert WHY in as_(calder.nell).get("/").text
    again = as_(calder.sam).get("/assignments/new")
    again.press("Show whom it reaches", unit="science", because=WHY, due_on=in_days(40))
    assert again.heading == "It would reach 0 people"
    assert "1 owe it" in again.text


@pytest.mark.parametrize(
    ("field", "days", "words"),
    [
        ("due_on", 30, "Due {day}"),
        ("due_on", -9, "Due {day} (over already)"),
        ("due_days", 14, "Due 14 days after joining; for who is here today, {day}"),
        ("due_days", None, "Due No date"),
    ],
)
def test_when_it_would_be_due_is_shown_too(
    field: str, days: int | None, words: str, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    typed: dict[str, Any] = {field: in_days(days) if days and field == "due_on" else str(days or "")}
    visitor = as_(calder.sam).get("/assignments/new").press("Show whom it reaches", unit="science", because=WHY, **typed)
    assert words.format(day=day_in_words(today() + dt.timedelta(days=days or 0), "en")) in visitor.text


def test_a_rule_stands_for_newcomers_and_is_withdrawn(
    app: Flask, settings: Settings, database: Database, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    visitor = as_(calder.paul).get("/assignments/new")
    visitor.press("Show whom it reaches", unit="physics", because=WHY, due_days="14", way="newcomers")
    assert visitor.heading == "It would reach 0 people"
    visitor.press("Let the rule stand")
    assert "Department of Physics, newcomers" in visitor.text
    assert "14 days after joining" in visitor.text
    with database.transaction() as session:
        ida = make_person(session, "Ida Berg").id
        join_unit(session, person_id=ida, unit_id=calder.there.physics.id, from_on=today(), at=clock.now())
    tools = make_tools(settings, app.extensions["openward.composer"])
    while work_one(database, hearers=name_hearers(HEARERS_OF), tools=tools, now=clock.now):
        pass
    with database.reading() as session:
        assert session.scalars(select(Assignment.person_id)).all() == [ida]
        assert session.scalar(select(func.count(Announcement.id)).where(Announcement.problem.is_not(None))) == 0
    assert "Ida Berg" in visitor.get("/assignments").text
    assert "Standing rules" not in as_(calder.olga).get("/assignments").text
    visitor.press("Withdraw")
    assert "Withdrawn" in visitor.text


def test_an_officer_assigns_below_the_own_units_only(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.paul).get("/assignments/new")
    for fields in ({"unit": "arts"}, {"unit": ""}):
        visitor.post(
            "/assignments/new", {"course": str(calder.course.item_id), "because": WHY, "way": "once", **fields}, status=422
        )
    as_(calder.ruth).get("/assignments/new").press("Show whom it reaches", because=WHY)


def test_wrong_days_are_told(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get("/assignments/new")
    visitor.press("Show whom it reaches", because=WHY, due_days="soon", status=422)
    visitor.press("Show whom it reaches", because=WHY, due_days="5", due_on=in_days(4), status=422)
    assert "not both" in visitor.text
    visitor.press("Show whom it reaches", because="", due_days="", due_on="", status=422)
    assert "why it is due" in visitor.text


def test_others_than_were_shown_are_not_assigned(database: Database, calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get("/assignments/new").press("Show whom it reaches", unit="physics", because=WHY)
    with database.transaction() as session:
        one = make_person(session, "Ida Berg").id
        join_unit(session, person_id=one, unit_id=calder.there.physics.id, from_on=today(), at=clock.now())
    visitor.press("Assign it", status=422)
    assert "Nothing was assigned" in visitor.text


def test_an_excuse_from_a_rule_stays_is_shown_and_can_be_taken_back(
    database: Database, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    office = as_(calder.paul).get("/assignments/new")
    office.press("Show whom it reaches", unit="physics", because=WHY, due_on=in_days(30), way="standing")
    office.press("Let the rule stand")
    office.get(f"/people/{calder.nell.code}").press("Excuse", excuse_reason="She is on leave this year.")
    run_rules(database)
    assert office.get(f"/people/{calder.nell.code}").heading == "Nell Newcomer has not begun"
    assert "Nothing is due" in as_(calder.nell).get("/").text
    mine = as_(calder.nell).get("/record").text
    assert "What you are excused from" in mine
    assert "She is on leave this year." in mine
    office.press("Ask for it again", again_due_on="2001-01-01", again_reason="", status=422)
    assert "The date lies in the past" in office.text
    office.press("Ask for it again", again_due_on=in_days(60), again_reason="She is back sooner.")
    assert office.heading == "Nell Newcomer owes one course"
    run_rules(database)
    assert WHY in as_(calder.nell).get("/").text
    assert "excused from" not in as_(calder.nell).get("/record").text
    with database.reading() as session:
        owed = session.execute(select(Assignment.kind, Assignment.because).order_by(Assignment.id)).all()
        assert [tuple(one) for one in owed] == [("standing", WHY), ("person", WHY)]
        both = Act.action.in_(("assignment.excused", "excuse.taken_back"))
        reasons = session.scalars(select(Act.reason).where(both).order_by(Act.id))
        assert reasons.all() == ["She is on leave this year.", "She is back sooner."]


def test_one_press_takes_an_excuse_back_and_only_of_ones_own_people(
    database: Database, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    office = as_(calder.paul).get(f"/people/{calder.nell.code}")
    office.press("Assign the course", assign_because=WHY).press("Excuse", excuse_reason="She is on leave.")
    with database.reading() as session:
        assignment = session.scalars(select(Assignment.id)).one()
    again = {"again_assignment": str(assignment), "again_due_on": "", "again_reason": "She is back."}
    as_(calder.olga).get("/people").post(f"/people/{calder.nell.code}/excuse/back", again, status=404)
    as_(calder.vera).get("/people").post(f"/people/{calder.nell.code}/excuse/back", again, status=403)
    office.post(f"/people/{calder.nell.code}/excuse/back", again)
    office.post(f"/people/{calder.nell.code}/excuse/back", again, status=409)
    with database.transaction() as session, pytest.raises(Conflict, match="again already"):
        take_back_excuse(session, assignment_id=assignment, reason="Once more", due_on=None, by=None, at=clock.now())
    with database.reading() as session:
        assert session.scalar(select(func.count(Assignment.id))) == 2


def run_rules(database: Database) -> None:
    with database.transaction() as session:
        apply_standing_rules(session, at=clock.now() + dt.timedelta(minutes=1))
