from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier, Role
from app.catalogue.live import LiveCourse
from app.errors import Conflict
from app.mail.composing import Composer
from app.mail.models import Letter
from app.records.assigning import assign, excuse
from app.records.models import Assignment
from app.reminders.models import Reminder
from app.reminders.planning import plan_escalations, plan_reminders
from app.reminders.queries import last_mailings
from app.reminders.sending import nudge, send_escalations, send_reminders
from app.reminders.setting import set_timing
from app.reminders.shapes import Timing
from app.requirements.reporting import AsOf
from tests.factories.completions import WIDE
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.factories.staff import complete, make_institution, make_member, make_staff

ON = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 14, tzinfo=dt.UTC)
TIMING = Timing(is_on=True, before_due=[14, 3], before_lapse=[30, 7], quiet_days=0, escalate_days=3)


@pytest.fixture
def course(session: Session) -> LiveCourse:
    return publish_sample(session, files=WIDE)


@pytest.fixture
def composer(app: Flask) -> Composer:
    found = app.extensions["openward.composer"]
    assert isinstance(found, Composer)
    return found


def on(days: int) -> AsOf:
    return AsOf(ON + dt.timedelta(days=days), NOW + dt.timedelta(days=days), "America/New_York")


def owe(session: Session, person: Person, course: LiveCourse, due_in: int) -> Assignment:
    due_on, at = ON + dt.timedelta(days=due_in), NOW - dt.timedelta(days=30)
    return assign(session, person_id=person.id, course_id=course.item_id, because="You joined", due_on=due_on, by=None, at=at)


def planned(session: Session, day: AsOf, timing: Timing = TIMING) -> dict[str, list[str]]:
    return {one.name: [reason.cause for reason in one.reasons] for one in plan_reminders(session, timing, day)}


def letters(session: Session) -> list[Letter]:
    return list(session.scalars(select(Letter).order_by(Letter.id)))


def test_a_letter_is_planned_on_the_days_set_and_made_up_for_where_one_was_missed(session: Session, course: LiveCourse) -> None:
    owe(session, make_person(session), course, 20)
    assert [day for day in range(21) if planned(session, on(day))] == list(range(6, 21))
    assert planned(session, on(21)) == {}


def test_each_of_the_days_brings_one_letter(session: Session, course: LiveCourse, composer: Composer) -> None:
    ana = make_person(session)
    owe(session, ana, course, 20)
    set_timing(session, TIMING, reason="As the office decided", by=None, at=NOW)
    sent = [day for day in range(25) for _twice in range(2) if send_reminders(session, [ana.id], on(day), composer)]
    assert sent == [6, 17]
    assert len(letters(session)) == 2


def test_one_letter_gathers_all_and_says_why_and_whom_to_ask(session: Session, course: LiveCourse, composer: Composer) -> None:
    ana = make_person(session)
    complete(session, ana, course, NOW - dt.timedelta(days=350))
    owe(session, ana, course, 2)
    set_timing(session, TIMING, reason="As the office decided", by=None, at=NOW)
    assert planned(session, on(0)) == {"Ana Ruiz": ["due", "lapse"]}
    assert send_reminders(session, [ana.id], on(0), composer) == 1
    (letter,) = letters(session)
    for words in (
        "Looking after keys",
        "You joined",
        "24 November 2026",
        "NSF",
        "6 December 2026",
        "/whom-to-ask",
        "cannot be switched off",
    ):
        assert words in letter.text
        assert words in letter.html
    assert letter.address == "ana.ruiz@calder.example"
    assert session.scalars(select(Reminder.cause).order_by(Reminder.cause)).all() == ["due", "lapse"]
    assert last_mailings(session, [ana.id]) == {ana.id: on(0).known_at}


def test_whoever_finished_in_between_or_is_excused_or_left_gets_none(
    session: Session, course: LiveCourse, composer: Composer
) -> None:
    people = [make_person(session, name) for name in ("Done Dee", "Free Fay", "Gone Gus")]
    owed = [owe(session, person, course, 2) for person in people]
    set_timing(session, TIMING, reason="As the office decided", by=None, at=NOW)
    assert len(planned(session, on(0))) == 3
    complete(session, people[0], course, NOW)
    excuse(session, assignment_id=owed[1].id, reason="On leave for a year", by=None, at=NOW)
    people[2].left_on = ON - dt.timedelta(days=1)
    session.flush()
    assert send_reminders(session, [person.id for person in people], on(0), composer) == 0
    assert letters(session) == []


def test_off_means_off(session: Session, course: LiveCourse, composer: Composer) -> None:
    ana = make_person(session)
    owe(session, ana, course, 2)
    assert send_reminders(session, [ana.id], on(0), composer) == 0
    assert len(planned(session, on(0), Timing())) == 1


def test_the_quiet_days_hold_back_letters_but_no_officer(session: Session, course: LiveCourse, composer: Composer) -> None:
    ana, ruth = make_person(session), make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
    owe(session, ana, course, 14)
    quiet = TIMING.model_copy(update={"quiet_days": 5})
    set_timing(session, quiet, reason="As the office decided", by=None, at=NOW)
    assert send_reminders(session, [ana.id], on(0), composer) == 1
    owe(session, ana, course, 15)
    assert [day for day in range(1, 8) if planned(session, on(day), quiet)] == [5, 6, 7]
    because = "The proposal goes out on Friday"
    asked: dict[str, Any] = {"person_id": ana.id, "because": because, "by": ruth.id, "composer": composer}
    assert nudge(session, **asked, at=NOW + dt.timedelta(hours=1))
    assert not nudge(session, **asked, at=NOW + dt.timedelta(hours=1, seconds=59))
    assert nudge(session, **asked, at=NOW + dt.timedelta(hours=2))
    assert [letter.kind for letter in letters(session)] == ["reminder", "nudge", "nudge"]
    assert because in letters(session)[1].text
    assert "Ruth Okafor" in letters(session)[1].subject
    assert last_mailings(session, [ana.id]) == {ana.id: NOW + dt.timedelta(hours=2)}


def test_a_nudge_without_an_address_is_not_sent(session: Session, composer: Composer) -> None:
    ana, ruth = make_person(session), make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
    identifier = session.scalars(select(PersonIdentifier).where(PersonIdentifier.person_id == ana.id)).one()
    identifier.is_primary = False
    session.flush()
    assert not nudge(session, person_id=ana.id, because="Now", by=ruth.id, at=NOW, composer=composer)
    assert session.scalar(select(func.count(Reminder.id))) == 0


def test_the_officer_of_the_nearest_unit_is_told_once(session: Session, course: LiveCourse, composer: Composer) -> None:
    there = make_institution(session)
    phil, cher = make_member(session, "Phil Physics", there.physics), make_member(session, "Cher Chemistry", there.chemistry)
    paul = make_staff(session, "Paul Physics", Role.OFFICER, there.physics)
    sam = make_staff(session, "Sam Science", Role.OFFICER, there.science)
    for person in (phil, cher):
        owe(session, person, course, 0)
    set_timing(session, TIMING, reason="As the office decided", by=None, at=NOW)
    assert [len(plan_escalations(session, TIMING, on(day))) for day in range(5)] == [0, 0, 0, 2, 2]
    assert [send_escalations(session, on(day), composer) for day in range(6)] == [0, 0, 0, 2, 0, 0]
    told = {letter.person_id: letter.text for letter in letters(session)}
    assert set(told) == {paul.id, sam.id}
    assert "Phil Physics" in told[paul.id]
    assert "Cher Chemistry" not in told[paul.id]
    assert last_mailings(session, [phil.id]) == {}


def test_former_settings_stay_and_the_same_twice_is_refused(session: Session) -> None:
    set_timing(session, TIMING, reason="As the office decided", by=None, at=NOW)
    with pytest.raises(Conflict):
        set_timing(session, TIMING, reason="As the office decided", by=None, at=NOW)
