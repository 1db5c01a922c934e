from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Person
from app.accounts.units import join_unit
from app.announcements import HEARERS_OF
from app.database.sessions import Database
from app.jobs.models import Announcement
from app.jobs.working import name_hearers, work_one
from app.operating.tools import make_tools
from app.records.models import Assignment
from app.settings import Settings
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
        join_unit(session, person_id=ida, unit_id=calder.there.physics.id, from_on=clock.now().date(), at=clock.now())
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
        join_unit(session, person_id=one, unit_id=calder.there.physics.id, from_on=clock.now().date(), at=clock.now())
    visitor.press("Assign it", status=422)
    assert "Nothing was assigned" in visitor.text
