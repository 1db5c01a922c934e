"""One page of a list, or one thing of it, as far as the bearer of the token reaches."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from app.accounts.models import Person
from app.errors import NotFound
from app.interop import shapes
from app.interop.admitting import bearer
from app.interop.queries import as_check, as_completion, select_checks, select_completions, select_people, units_of
from app.interop.witnessing import see_checks, see_people
from app.records.models import Completion
from app.records.standing import Standing, standings
from app.requirements.models import Check
from app.web.requests import reading, settings, today_here


def people_page(asked: shapes.PeopleQuestion) -> shapes.People:
    see_people()
    rows, goes_on = _page(Person, select_people(bearer(), unit=asked.unit, on=today_here()), asked)
    items = _as_people(rows)
    return shapes.People(items=items, next=items[-1].code if goes_on else None)


def one_person(code: str) -> shapes.Person:
    see_people()
    return _as_people([_one(select_people(bearer(), unit=None, on=today_here()).where(Person.code == code))])[0]


def completions_page(asked: shapes.CompletionsQuestion) -> shapes.Completions:
    see_people()
    query = select_completions(bearer(), asked, on=today_here(), zone=settings().zone)
    rows, goes_on = _page(Completion, query, asked)
    items = [as_completion(row) for row in rows]
    return shapes.Completions(items=items, next=items[-1].code if goes_on else None)


def one_completion(code: str) -> shapes.Completion:
    see_people()
    query = select_completions(bearer(), shapes.CompletionsQuestion(), on=today_here(), zone=settings().zone)
    return as_completion(_one(query.where(Completion.code == code)))


def checks_page(asked: shapes.ChecksQuestion) -> shapes.Checks:
    rows, goes_on = _page(Check, select_checks(bearer(), asked, zone=settings().zone), asked)
    see_checks([row[0] for row in rows])
    items = [as_check(row) for row in rows]
    return shapes.Checks(items=items, next=items[-1].code if goes_on else None)


def one_check(code: str) -> shapes.Check:
    row = _one(select_checks(bearer(), shapes.ChecksQuestion(), zone=settings().zone).where(Check.code == code))
    see_checks([row[0]])
    return as_check(row)


def _page(
    table: type[Person | Completion | Check], query: Select[*tuple[Any, ...]], asked: shapes.ListQuestion
) -> tuple[list[Any], bool]:
    """A cursor is the code of the last thing that was told: lists are read by ascending row, so what is added meanwhile comes
    later, and nothing comes twice. One row more than asked for is looked at, to know whether it goes on."""
    if asked.cursor is not None:
        after = reading().execute(select(table.id).where(table.code == asked.cursor)).scalar_one_or_none()
        if after is None:
            raise NotFound("This cursor leads nowhere in this list.")
        query = query.where(table.id > after)
    rows = list(reading().execute(query.limit(asked.limit + 1)))
    return rows[: asked.limit], len(rows) > asked.limit


def _one(query: Select[*tuple[Any, ...]]) -> Any:
    row = reading().execute(query).first()
    if row is None:
        raise NotFound("There is no such thing within reach of this token.")
    return row


def _as_people(rows: list[Any]) -> list[shapes.Person]:
    ids = [row[0] for row in rows]
    units, states = units_of(reading(), ids, on=today_here()), standings(reading(), ids)
    return [
        shapes.Person(
            code=code,
            name=name,
            address=address,
            units=units.get(person_id, []),
            state=states[person_id].state(today_here()),
            courses=_as_courses(states[person_id]),
        )
        for person_id, code, name, address in rows
    ]


def _as_courses(standing: Standing) -> list[shapes.CourseState]:
    return [
        shapes.CourseState(
            course=one.course,
            completed_at=one.completed_at,
            under_way_since=one.under_way_since,
            owed=bool(one.owed),
            due_on=one.due_on,
        )
        for one in standing.courses
    ]
