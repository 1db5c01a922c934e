"""What other programs read: as far as the token reaches, page by page, with a tag."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app import clock
from app.access.models import Tally
from app.access.principals import Scope
from app.accounts.models import Person, Role, Unit
from app.catalogue.models import Item
from app.database.sessions import Database
from app.interop.admitting import A_MINUTE
from app.records.assigning import assign
from app.records.recording import void_completion
from app.requirements.models import Check, CheckSubject
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.factories.staff import complete, enter, make_institution, make_member, make_staff
from tests.factories.tokens import give_token, keep_answer
from tests.looks import looks_shown
from tests.queries import counted_queries
from tests.visitor import Visitor

DONE = dt.datetime(2026, 11, 10, 15, 30, tzinfo=dt.UTC)


class Program:
    """Another program, which reads with a token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def ask(self, path: str, *, status: int = 200, **more: Any) -> TestResponse:
        headers = {**self.headers, **more.pop("headers", {})}
        response = self.client.get(f"/api/v1{path}", headers=headers, **more)
        assert response.status_code == status, response.text
        kind = "application/problem+json" if status >= 400 else "application/json"
        assert status == 304 or response.mimetype == kind
        assert "Set-Cookie" not in response.headers
        return response

    def items(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask(path).get_json()["items"]
        return found


@pytest.fixture
def programs(app: Flask, database: Database) -> dict[str, Program]:
    """Of the administrator, and of officers for science and arts. Phil (physics) and Art (arts) have completed the course, Nell
    (physics) owes it."""
    with database.transaction() as session:
        there, course = make_institution(session), publish_sample(session)
        ruth = make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
        sam = make_staff(session, "Sam Science", Role.OFFICER, there.science)
        olga = make_staff(session, "Olga Arts", Role.OFFICER, there.arts)
        phil, nell = make_member(session, "Phil Physics", there.physics), make_member(session, "Nell Newcomer", there.physics)
        for person in (phil, make_member(session, "Art Arts", there.arts)):
            complete(session, person, course, DONE)
        last, now = dt.date(2099, 1, 1), clock.now()
        assign(session, person_id=nell.id, course_id=course.item_id, because="Why", due_on=last, by=ruth.id, at=now)
        keep_answer(session, unit=there.physics)
        keep_answer(session, unit=there.arts, by=sam)
        keep_answer(session)
        tokens = {name: give_token(session, one) for name, one in {"ruth": ruth, "sam": sam, "olga": olga}.items()}
        tokens["sam for physics"] = give_token(session, sam, unit=there.physics)
        return {name: Program(app, token) for name, token in tokens.items()}


def test_people_and_how_they_stand(programs: dict[str, Program]) -> None:
    people = {one["name"]: one for one in programs["sam"].items("/people")}
    assert set(people) == {"Phil Physics", "Nell Newcomer"}
    phil, nell = people["Phil Physics"], people["Nell Newcomer"]
    assert phil["state"] == "completed"
    assert phil["units"] == [{"slug": "physics", "name": "Department of Physics"}]
    assert phil["courses"][0]["completed_at"] == "2026-11-10T15:30:00Z"
    assert nell["state"] == "due"
    assert nell["courses"] == [
        {"course": "keys", "completed_at": None, "under_way_since": None, "owed": True, "due_on": "2099-01-01"}
    ]
    assert programs["sam"].ask(f"/people/{phil['code']}").get_json() == phil
    programs["olga"].ask(f"/people/{phil['code']}", status=404)
    assert len(programs["ruth"].items("/people")) == 6
    assert {one["name"] for one in programs["ruth"].items("/people?unit=science")} == {"Phil Physics", "Nell Newcomer"}
    assert programs["ruth"].items("/people?unit=nowhere") == []


def test_whom_a_program_read_of_can_see_it_with_the_name_of_whoever_made_the_token(
    programs: dict[str, Program], app: Flask, database: Database
) -> None:
    programs["sam"].ask("/reports/coverage")
    assert looks_at(app, database, "Phil Physics") == []
    for path in ("/people", "/people?limit=1", "/completions"):
        programs["sam"].ask(path)
    programs["sam for physics"].ask("/people")
    expected = ["School of Science Sam Science", "Department of Physics Sam Science"]
    shown = looks_at(app, database, "Phil Physics")
    assert sorted(shown) == sorted(f"States, read by a program with a token: {words}" for words in expected)
    assert looks_at(app, database, "Art Arts") == looks_at(app, database, "Sam Science") == []


@pytest.mark.parametrize("is_list", [True, False])
def test_whose_states_stand_in_a_check_that_a_program_read_can_see_it(
    programs: dict[str, Program], app: Flask, database: Database, *, is_list: bool
) -> None:
    with database.transaction() as session:
        code = keep_answer(session, unit=session.scalars(select(Unit).where(Unit.slug == "physics")).one()).code
        row = session.scalars(select(Check).where(Check.code == code)).one()
        for name in ("Phil Physics", "Art Arts"):
            person = session.scalars(select(Person).where(Person.name == name)).one()
            session.add(CheckSubject(check_id=row.id, person_id=person.id, is_open=False))
    programs["sam"].ask("/checks" if is_list else f"/checks/{code}")
    programs["sam"].ask("/checks" if is_list else f"/checks/{code}")
    for name in ("Phil Physics", "Art Arts"):
        assert looks_at(app, database, name) == ["Your states in a check Sam Science"]
    assert looks_at(app, database, "Nell Newcomer") == []


def test_a_retired_course_is_owed_to_nobody(programs: dict[str, Program], database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(Item).where(Item.slug == "keys").values(retired_at=clock.now()))
    people = {one["name"]: one for one in programs["sam"].items("/people")}
    assert people["Nell Newcomer"]["state"] == "not begun"
    assert people["Nell Newcomer"]["courses"] == []
    assert people["Phil Physics"]["state"] == "completed"


def test_completions(programs: dict[str, Program], database: Database) -> None:
    [mine] = programs["sam"].items("/completions")
    assert mine["person"]["name"] == "Phil Physics"
    assert len(programs["ruth"].items("/completions?course=keys&since=2026-11-10&until=2026-11-10")) == 2
    for nothing in ("since=2026-11-11", "until=2026-11-09", "course=other", "since=9999-12-31", "until=0001-01-01"):
        assert programs["ruth"].items(f"/completions?{nothing}") == []
    assert len(programs["ruth"].items("/completions?since=0001-01-01&until=9999-12-31")) == 2
    assert "score" not in programs["ruth"].ask("/completions").text
    with database.transaction() as session:
        who = session.query(Person).filter_by(name="Phil Physics").one()
        number = session.connection().exec_driver_sql(f"SELECT id FROM completion WHERE person_id = {who.id}").scalar_one()
        void_completion(session, completion_id=number, reason="Taken by another", by=who.id, at=clock.now())
    assert programs["sam"].ask(f"/completions/{mine['code']}").get_json()["voided_at"]
    assert programs["sam"].items("/people")[0]["state"] == "not begun"
    programs["olga"].ask(f"/completions/{mine['code']}", status=404)


def test_checks_of_the_units_teams_and_those_the_maker_asked(programs: dict[str, Program]) -> None:
    seen = {who: len(program.items("/checks")) for who, program in programs.items()}
    assert seen == {"ruth": 3, "sam": 2, "sam for physics": 1, "olga": 1}
    check = programs["olga"].items("/checks?sponsor=nsf&since=2026-01-05&until=2026-01-05")[0]
    assert check["answer"] == {"covered": False, "people": [{"name": "J. Kim", "state": "missing"}]}
    assert programs["olga"].ask(f"/checks/{check['code']}").get_json() == check
    assert programs["ruth"].items("/checks?sponsor=doe") == []


def test_a_walk_sees_everything_once_while_rows_are_added(programs: dict[str, Program], database: Database) -> None:
    before = [one["code"] for one in programs["ruth"].items("/people")]
    seen, path = [], "/people?limit=2"
    while True:
        page = programs["ruth"].ask(path).get_json()
        seen += [one["code"] for one in page["items"]]
        if page["next"] is None:
            break
        if len(seen) < 8:
            with database.transaction() as session:
                make_person(session, f"Late Comer{len(seen)}")
        path = f"/people?limit=2&cursor={page['next']}"
    assert seen[: len(before)] == before
    assert len(seen) == len(set(seen)) > len(before)


def test_a_cursor_is_the_code_of_what_was_told_last_and_opens_no_more(programs: dict[str, Program]) -> None:
    page = programs["ruth"].ask("/people?limit=3").get_json()
    assert page["next"] == page["items"][-1]["code"]
    programs["ruth"].ask(f"/completions?cursor={page['next']}", status=404)
    within = {one["code"] for one in programs["sam"].items("/people")}
    after = programs["sam"].ask(f"/people?limit=200&cursor={page['next']}").get_json()
    assert {one["code"] for one in after["items"]} <= within < {one["code"] for one in programs["ruth"].items("/people")}


def test_a_tag_spares_what_is_known(programs: dict[str, Program], database: Database) -> None:
    first = programs["sam"].ask("/people")
    tag = first.headers["ETag"]
    again = programs["sam"].ask("/people", headers={"If-None-Match": tag}, status=304)
    assert again.data == b""
    with database.transaction() as session:
        session.execute(update(Person).where(Person.name == "Phil Physics").values(name="Philip Physics"))
    assert programs["sam"].ask("/people", headers={"If-None-Match": tag}).headers["ETag"] != tag
    assert first.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/people?limit=0", 422),
        ("/people?limit=201", 422),
        ("/people?limit=1.0", 422),
        ("/people?limit=5&limit=6", 422),
        ("/people?colour=red", 422),
        ("/people?cursor=AAAA", 404),
        ("/completions?since=yesterday", 422),
        ("/completions?since=2026-02-30", 422),
        ("/people/nobody", 404),
        ("/people/%00", 404),
        ("/people?unit=%00", 422),
        ("/elsewhere", 404),
    ],
)
def test_what_cannot_be_answered_is_told_as_a_problem(programs: dict[str, Program], path: str, status: int) -> None:
    told = programs["ruth"].ask(path, status=status).get_json()
    assert told.keys() == {"type", "title", "status", "detail", "reference"}
    assert told["status"] == status


def test_a_wrong_question_is_answered_in_our_words(programs: dict[str, Program]) -> None:
    told = programs["ruth"].ask("/completions?limit=few&since=yesterday", status=422).get_json()
    assert told["detail"] == "limit: write a whole number in figures; since: write the day as 2026-12-04."


def test_who_is_not_let_in(programs: dict[str, Program], app: Flask, database: Database) -> None:
    with database.transaction() as session:
        ruth = session.query(Person).filter_by(name="Ruth Okafor").one()
        narrow = give_token(session, ruth, Scope.CHECKS)
        session.refresh(ruth)
        session.expunge(ruth)
    for headers in (
        {},
        {"Authorization": "Basic cnV0aDpydXRo"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer owt_wrong"},
    ):
        answer = app.test_client().get("/api/v1/people", headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert enter(Visitor(app), ruth).client.get("/api/v1/people").status_code == 401, "cookies open nothing"
    Program(app, narrow).ask("/people", status=403)
    posted = app.test_client().post("/api/v1/people", headers=programs["ruth"].headers)
    assert (posted.status_code, posted.mimetype) == (405, "application/problem+json")


def test_one_who_asks_too_often_is_told_when_to_come_back(programs: dict[str, Program], database: Database) -> None:
    programs["sam"].ask("/people")
    with database.transaction() as session:
        session.execute(update(Tally).values(count=A_MINUTE.tries))
    answer = programs["sam"].ask("/people", status=429)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    programs["olga"].ask("/people")


def test_a_longer_page_takes_no_more_queries(programs: dict[str, Program], database: Database) -> None:
    def count(path: str) -> int:
        with counted_queries(database) as seen:
            programs["ruth"].ask(path)
        return len(seen)

    for path in ("/people", "/completions", "/checks"):
        count(path)
        assert count(f"{path}?limit=1") == count(f"{path}?limit=200") <= 12


def test_how_many_are_covered_is_told_in_counts_and_small_groups_are_not(
    programs: dict[str, Program], database: Database
) -> None:
    found = programs["ruth"].ask("/reports/coverage?measure=keys").get_json()
    assert (found["measure"], found["whole"]["people"], found["whole"]["covered"]) == ("keys", 6, 2)
    assert {row["people"] for row in found["units"]} == {None}
    assert "Phil" not in programs["ruth"].ask("/reports/coverage?measure=keys").text
    assert programs["sam"].ask("/reports/coverage?measure=keys").get_json()["whole"]["people"] is None
    assert programs["ruth"].ask("/reports/coverage?measure=keys&on=2026-11-09").get_json()["whole"]["covered"] == 0
    programs["ruth"].ask("/reports/coverage?measure=nothing", status=404)
    programs["ruth"].ask("/reports/coverage?on=9999-12-31", status=404)
    with database.transaction() as session:
        there = make_staff(session, "Rita Reader", Role.ADMINISTRATOR)
        token = give_token(session, there, Scope.PEOPLE)
    Program(programs["ruth"].client.application, token).ask("/reports/coverage", status=403)


def looks_at(app: Flask, database: Database, name: str) -> list[str]:
    with database.reading() as session:
        person = session.scalars(select(Person).where(Person.name == name)).one()
    return looks_shown(enter(Visitor(app), person))
