"""Staff read lists, and each of the people in them can see that they did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from app import clock
from app.accounts.models import Membership, Person
from app.accounts.units import join_unit
from app.database.sessions import Database
from app.privacy.models import ListSighting, Sighting
from app.teams.models import TeamMember
from tests.factories.days import today
from tests.factories.people import make_person
from tests.factories.proofs import hand_in
from tests.factories.staff import make_member
from tests.looks import looks_shown
from tests.oversight.conftest import Calder, in_days
from tests.queries import counted_queries
from tests.visitor import Visitor

As = Callable[[Person], Visitor]
LISTS = {
    "/people": "The list of people",
    "/completions": "The list of completions",
    "/completions.csv": "The list of completions, as a file",
    "/reports/people?demand=nsf": "States in a report",
    "/reports/people.csv?demand=nsf": "States in a report, as a file",
    "/assignments": "The list of what is owed",
    "/equivalents": "The list of training elsewhere that was handed in",
    "/reminders": "The list of who is due a letter",
}


@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_a_unit_is_shown_to_the_people_below_it_and_to_nobody_else(
    calder: Calder, as_: As, database: Database, address: str
) -> None:
    sam = as_(calder.sam)
    for _time in range(3):
        sam.get(address)
    with database.reading() as session:
        assert [(row.by, row.unit_id) for row in session.scalars(select(ListSighting))] == [
            (calder.sam.id, calder.there.science.id)
        ]
    for learner in (calder.phil, calder.cher, calder.nell):
        assert looks_shown(as_(learner)) == [f"{LISTS[address]}: {calder.there.science.name} Sam Science"]
    assert looks_shown(as_(calder.art)) == looks_shown(sam) == []


def test_a_list_of_everybody_is_shown_to_everybody_but_the_reader(calder: Calder, as_: As) -> None:
    as_(calder.ruth).get("/people").get("/people?unit=physics").get("/completions")
    everybody = ["The list of completions: everybody Ruth Okafor", "The list of people: everybody Ruth Okafor"]
    assert sorted(looks_shown(as_(calder.art))) == everybody
    of_physics = f"The list of people: {calder.there.physics.name} Ruth Okafor"
    assert sorted(looks_shown(as_(calder.phil))) == sorted([*everybody, of_physics])
    assert looks_shown(as_(calder.ruth)) == []


def test_what_was_read_before_somebody_came_is_not_about_her(calder: Calder, as_: As, database: Database) -> None:
    as_(calder.ruth).get("/people").get("/people?unit=physics")
    with database.transaction() as session:
        session.expire_on_commit = False
        session.execute(update(ListSighting).values(seen_at=clock.now() - dt.timedelta(minutes=5)))
        ada = make_person(session, "Ada Late")
        join_unit(session, person_id=ada.id, unit_id=calder.there.physics.id, from_on=today(), at=clock.now())
        session.execute(update(Person).where(Person.id == ada.id).values(recorded_at=clock.now()))
        session.execute(update(Membership).where(Membership.person_id == calder.nell.id).values(until_on=today()))
    assert looks_shown(as_(ada)) == []
    assert len(looks_shown(as_(calder.nell))) == 2


def test_who_reads_again_within_the_hour_writes_nothing(calder: Calder, as_: As, database: Database) -> None:
    sam = as_(calder.sam).get("/people")
    with counted_queries(database) as statements:
        sam.get("/people?page=2").get("/people?words=phil")
    assert not [one for one in statements if not one.startswith(("SELECT", "BEGIN"))]


def test_what_was_handed_in_is_a_look_with_the_file_as_well(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        code = hand_in(session, session.get_one(Person, calder.phil.id)).code
    as_(calder.paul).get(f"/equivalents/{code}").get(f"/equivalents/{code}/file")
    assert looks_shown(as_(calder.phil)) == ["What you handed in of training elsewhere Paul Physics"]


def test_two_records_side_by_side_are_two_looks(calder: Calder, as_: As, database: Database) -> None:
    as_(calder.ruth).get(f"/people/{calder.phil.code}/merge?other=nell.newcomer@calder.example")
    assert seen(database) == [(calder.phil.id, "person"), (calder.nell.id, "person")]


def test_who_was_typed_before_she_was_known_is_looked_at_from_when_she_is(calder: Calder, as_: As, database: Database) -> None:
    """Nobody has said who she is: her state is told since the name now fits one person."""
    fields: dict[str, Any] = {"title": "Keys", "sponsor": "nsf", "people": "Marie Later", "unit": "physics"}
    office = as_(calder.sam).get("/teams/new").press("Save the team", **fields)
    office.press("Add the day", event_event="proposal", event_on=in_days(9))
    with database.transaction() as session:
        session.expire_on_commit = False
        marie = make_member(session, "Marie Later", calder.there.physics)
        assert [row.person_id for row in session.scalars(select(TeamMember))] == [None]
    assert "1 of 1 is not covered" in office.get(office.path).text
    assert looks_shown(as_(marie)) == ["Your states on a team Sam Science"]


def test_who_is_known_only_now_is_looked_at_where_then_and_now_are_compared(calder: Calder, as_: As, database: Database) -> None:
    fields: dict[str, Any] = {"sponsor": "nsf", "event": "proposal", "on": in_days(9), "people": "Marie Later"}
    office = as_(calder.sam).get("/checks").press("Check", **fields)
    with database.transaction() as session:
        session.expire_on_commit = False
        marie = make_member(session, "Marie Later", calder.there.physics)
    office.get(office.path)
    assert looks_shown(as_(marie)) == []
    office.get(f"{office.path}/compare")
    assert looks_shown(as_(marie)) == ["Your states in a check Sam Science"]


def seen(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        return [(row.person_id, row.what) for row in session.scalars(select(Sighting).order_by(Sighting.id))]
