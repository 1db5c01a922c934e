"""What each page asks the database: little, and no more where there is more to show. Counted with the process warm."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app import clock
from app.accounts.models import Person
from app.catalogue.queries import current_course
from app.database.sessions import Database
from app.workbook.keeping import Place, keep_note
from tests.factories.people import make_person
from tests.factories.staff import complete, signed_in_as
from tests.queries import counted_queries
from tests.site.world import NOBODY, World, make_world, values_for

MOST = 10
OTHERS = {
    "entry.erasure": 13,
    "entry.your_data_json": 64,
    "entry.your_data_page": 72,
    "learning.dashboard": 11,
    "oversight.erasure": 17,
    "learning.page": 5,
    "oversight.checks": 16,
    "oversight.compare": 18,
    "oversight.person": 19,
    "oversight.proof_import": 11,
    "oversight.reminders": 16,
    "oversight.reported_people": 16,
    "oversight.reports": 12,
    "oversight.reports_file": 12,
    "operating.metrics": 15,
    "oversight.reported_people_file": 12,
    "oversight.team": 18,
}
WHO = (NOBODY, "learner", "officer", "administrator")
LISTS = (
    "learning.dashboard",
    "learning.record",
    "learning.workbook",
    "oversight.audit",
    "oversight.completions",
    "oversight.checks",
    "oversight.completions_csv",
    "oversight.people",
    "oversight.person",
    "oversight.team",
    "oversight.teams",
)


@pytest.fixture
def world(database: Database) -> World:
    with database.transaction() as session:
        return make_world(session)


def count(app: Flask, database: Database, world: World, address: str, who: str) -> list[str]:
    """The statements of a second request."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = "raw"
        if who != NOBODY:
            session.update(signed_in_as(world.keys[who]))
    client.get(address).get_data()
    with counted_queries(database) as seen:
        client.get(address).get_data()
    return seen


def addresses(app: Flask, world: World) -> dict[str, str]:
    """One address of each page, by endpoint."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.endpoint != "static":
            values, _is_own = values_for(world, rule.rule, set(rule.arguments), "learner")
            found[rule.endpoint] = app.url_map.bind("localhost").build(rule.endpoint, values)
    return found


def test_every_page_asks_little(app: Flask, database: Database, world: World) -> None:
    asked = {
        (endpoint, who): count(app, database, world, address, who)
        for endpoint, address in addresses(app, world).items()
        for who in WHO
    }
    many = {key: seen for key, seen in asked.items() if len(seen) > OTHERS.get(key[0], MOST)}
    assert not many, "\n".join(f"{key}: {len(seen)}\n  " + "\n  ".join(seen) for key, seen in many.items())
    assert len(asked["learning.page", "learner"]) == 4


def test_lists_ask_no_more_where_there_is_more(app: Flask, database: Database, world: World) -> None:
    pages = {endpoint: address for endpoint, address in addresses(app, world).items() if endpoint in LISTS}
    assert pages.keys() == set(LISTS)
    who = {endpoint: "administrator" if endpoint.startswith("oversight.") else "learner" for endpoint in LISTS}
    few = {endpoint: len(count(app, database, world, pages[endpoint], who[endpoint])) for endpoint in LISTS}
    add_rows(database, world)
    many = {endpoint: len(count(app, database, world, pages[endpoint], who[endpoint])) for endpoint in LISTS}
    assert many == few


def add_rows(database: Database, world: World) -> None:
    """More people, more cycles and completions of each, more in the workbook."""
    now = clock.now()
    with database.transaction() as session:
        course = current_course(session, "keys")
        learner = session.get_one(Person, int(world.keys["learner"].partition(":")[0]))
        for number, person in enumerate([learner, *(make_person(session, f"Further Person{name}") for name in "abcd")]):
            for cycle in range(3):
                complete(session, person, course, now - dt.timedelta(days=9 + number + cycle))
        for page in course.pages:
            keep_note(session, Place(learner.id, page.page_id), text="Mine", at=now)
