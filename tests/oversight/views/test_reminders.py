from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.accounts.models import Person
from app.database.sessions import Database
from app.mail.models import Letter
from app.records.assigning import assign
from app.reminders.models import Reminder
from tests.factories.days import today
from tests.factories.people import make_person
from tests.oversight.conftest import Calder, in_days, nodes
from tests.visitor import Visitor

As = Callable[[Person], Visitor]
REASON = "The office decided so in its meeting"


def owe(database: Database, calder: Calder) -> None:
    with database.transaction() as session:
        due_on = today() + dt.timedelta(days=2)
        words = "You joined"
        at = clock.now()
        assign(session, person_id=calder.nell.id, course_id=calder.course.item_id, because=words, due_on=due_on, by=None, at=at)


def test_off_until_switched_on_and_the_preview_names_who_gets_what(calder: Calder, as_: As, database: Database) -> None:
    owe(database, calder)
    visitor = as_(calder.ruth).get("/reminders")
    assert visitor.heading == "Reminders are off"
    assert "1 letter on" in visitor.text
    assert "nell.newcomer@calder.example" in visitor.text
    visitor.press("Try it below, keep nothing", before_due="0", is_on="y")
    assert "This is tried, not kept" in visitor.text
    assert "0 letters on" in visitor.text
    assert visitor.get("/reminders").heading == "Reminders are off"
    visitor.press("Set it so", is_on="y", reason="x", status=422)
    assert "Say why, in a sentence" in visitor.text
    visitor.press("Set it so", is_on="y", before_due="14, soon", reason=REASON, status=422)
    assert "Write whole numbers of days" in visitor.text
    visitor.press("Set it so", is_on="y", before_due="14, 3", reason=REASON)
    assert visitor.heading == "Reminders are on"
    assert "Set when reminders go out" in visitor.get("/audit").text


def test_the_preview_says_which_officer_hears_of_what_is_overdue_and_where_nobody_does(
    calder: Calder, as_: As, database: Database
) -> None:
    owe(database, calder)
    with database.transaction() as session:
        alone = make_person(session, "Ina Alone")
        how: dict[str, Any] = {"because": "You joined", "due_on": today() + dt.timedelta(days=2), "by": None, "at": clock.now()}
        assign(session, person_id=alone.id, course_id=calder.course.item_id, **how)
    visitor = as_(calder.ruth).get("/reminders")
    visitor.press("Set it so", is_on="y", escalate_days="1", reason=REASON)
    visitor.get(f"/reminders?on={in_days(4)}")
    assert "2 are overdue" in visitor.text
    lines = {row.to_text().split()[0]: " ".join(row.to_text().split()) for row in nodes(visitor, "tbody tr")}
    assert lines["Nell"].endswith("Paul Physics")
    assert lines["Ina"].endswith("Nobody: no unit above has an officer")


def test_an_officer_sees_the_own_people_and_sets_nothing(calder: Calder, as_: As, database: Database) -> None:
    owe(database, calder)
    assert "Nell Newcomer" in as_(calder.paul).get("/reminders").text
    assert "Nell Newcomer" not in as_(calder.olga).get("/reminders").text
    as_(calder.paul).get("/reminders").post("/reminders", {"is_on": "y", "reason": REASON}, status=403)
    as_(calder.vera).get("/reminders", status=403)


def test_an_officer_writes_to_one_and_to_those_marked(calder: Calder, as_: As, database: Database) -> None:
    visitor = as_(calder.paul).get(f"/people/{calder.nell.code}")
    assert "Last asked to train Never" in visitor.text
    visitor.press("Send the letter", remind_because="", status=422)
    assert "Say why in one sentence" in visitor.text
    visitor.press("Send the letter", remind_because="x" * 301, status=422)
    assert nodes(visitor, "#remind_because")[0].attrs["value"] == "x" * 301
    visitor.press("Send the letter", remind_because="The proposal goes out on Friday")
    assert "The letter is on its way" in visitor.text
    assert "Never" not in visitor.text
    visitor.press("Send the letter", remind_because="The proposal goes out on Friday", status=422)
    assert "No letter was written" in visitor.text
    marked = [calder.nell.code, calder.phil.code, calder.art.code]
    visitor.get("/reports/people").post("/reports/people/remind", {"person": marked, "because": "NSF"})
    with database.reading() as session:
        told = session.scalars(select(Reminder.person_id)).all()
        assert set(told) == {calder.nell.id, calder.phil.id}
        assert session.scalar(select(func.count(Letter.id))) == len(told)
    visitor.get(f"/people/{calder.art.code}", status=404)
    visitor.post(f"/people/{calder.art.code}/remind", {"remind_because": "NSF"}, status=404)


def test_the_preview_takes_another_day(calder: Calder, as_: As, database: Database) -> None:
    owe(database, calder)
    assert "0 letters on" in as_(calder.ruth).get(f"/reminders?on={in_days(30)}").text
