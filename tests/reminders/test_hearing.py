"""The worker's timetable, from the day that begins to the letters."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from sqlalchemy import select

from app.announcements import HEARERS_OF
from app.database.sessions import Database
from app.jobs.working import announce_day, name_hearers, work_one
from app.mail.models import Letter
from app.records.assigning import assign
from app.reminders.setting import set_timing
from app.reminders.shapes import Timing
from tests.factories.content import publish_sample
from tests.factories.people import make_person

NIGHT = dt.datetime(2026, 11, 22, 5, 1, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 11, 22, 13, 1, tzinfo=dt.UTC)
ZONE = "America/New_York"


def work(app: Flask, database: Database, at: dt.datetime) -> int:
    tools = {"settings": app.extensions["openward.settings"], "composer": app.extensions["openward.composer"]}
    with database.transaction() as session:
        announce_day(session, at=at, zone=ZONE)
    done = 0
    while (one := work_one(database, hearers=name_hearers(HEARERS_OF), tools=tools, now=lambda: at)) is not None:
        assert one.problem is None
        done += 1
    return done


def test_letters_are_written_in_the_morning_once(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        course, ana = publish_sample(session), make_person(session)
        due_on = dt.date(2026, 11, 24)
        assign(session, person_id=ana.id, course_id=course.item_id, because="You joined", due_on=due_on, by=None, at=NIGHT)
        set_timing(session, Timing(is_on=True), reason="As the office decided", by=None, at=NIGHT)
    assert work(app, database, NIGHT) == 2
    with database.reading() as session:
        assert session.scalars(select(Letter.id)).all() == []
    assert work(app, database, MORNING) == 2
    assert work(app, database, MORNING) == 0
    with database.reading() as session:
        assert session.scalars(select(Letter.kind)).all() == ["reminder"]


def test_a_morning_that_is_over_is_left_to_the_next(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        course, ana = publish_sample(session), make_person(session)
        due_on = dt.date(2026, 11, 24)
        assign(session, person_id=ana.id, course_id=course.item_id, because="You joined", due_on=due_on, by=None, at=NIGHT)
        set_timing(session, Timing(is_on=True), reason="As the office decided", by=None, at=NIGHT)
        announce_day(session, at=NIGHT, zone=ZONE)
        key = f"reminder:2026-11-23:{ana.id}"
    work(app, database, MORNING + dt.timedelta(days=1))
    with database.reading() as session:
        assert session.scalars(select(Letter.unique_key)).all() == [key]
