"""The small institution with a learner in each department, who works for which, and a course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Person, Role
from app.catalogue.live import LiveCourse
from app.credentials.codes import in_fours
from app.database.sessions import Database
from tests.databases import Rows, put_back, rows_of
from tests.factories.content import publish_sample
from tests.factories.days import today
from tests.factories.staff import Institution, complete, enter, make_institution, make_member, make_staff
from tests.visitor import Visitor

DONE_AT = dt.datetime(2026, 11, 10, 15, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Calder:
    """Phil (physics), Cher (chemistry) and Art (arts) have each completed the course once; Nell (physics) has not begun.

    Sam is officer for science, Paul for physics, Olga for arts; Ruth is administrator, Vera auditor.
    """

    there: Institution
    course: LiveCourse
    phil: Person
    cher: Person
    art: Person
    nell: Person
    sam: Person
    paul: Person
    olga: Person
    ruth: Person
    vera: Person
    completions: dict[str, str]
    certificates: dict[str, str]


MADE: dict[tuple[str, dt.date], tuple[Calder, Rows]] = {}
"""The institution as it was made in a database on a day, with its rows."""


@pytest.fixture
def calder(database: Database) -> Calder:
    key = (str(database.writers.url), today())
    if key not in MADE:
        MADE[key] = (_make_calder(database), rows_of(database.writers))
        return MADE[key][0]
    calder, rows = MADE[key]
    put_back(database.writers, rows)
    return calder


def _make_calder(database: Database) -> Calder:
    with database.transaction() as session:
        session.expire_on_commit = False
        there, course = make_institution(session), publish_sample(session)
        phil = make_member(session, "Phil Physics", there.physics)
        cher = make_member(session, "Cher Chemistry", there.chemistry)
        art = make_member(session, "Art Arts", there.arts)
        done = {person.name: complete(session, person, course, DONE_AT) for person in (phil, cher, art)}
        return Calder(
            there=there,
            course=course,
            phil=phil,
            cher=cher,
            art=art,
            nell=make_member(session, "Nell Newcomer", there.physics),
            sam=make_staff(session, "Sam Science", Role.OFFICER, there.science),
            paul=make_staff(session, "Paul Physics", Role.OFFICER, there.physics),
            olga=make_staff(session, "Olga Arts", Role.OFFICER, there.arts),
            ruth=make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR),
            vera=make_staff(session, "Vera Vidal", Role.AUDITOR),
            completions={name: completion.code for name, (completion, _paper) in done.items()},
            certificates={name: in_fours(paper.code) for name, (_completion, paper) in done.items()},
        )


@pytest.fixture
def as_(app: Flask, calder: Calder) -> Callable[[Person], Visitor]:
    """A browser in which this person is signed in."""
    return lambda person: enter(Visitor(app), person)


def in_days(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def nodes(visitor: Visitor, selector: str) -> Any:
    """Of the page at hand."""
    return visitor.page.query(selector)
