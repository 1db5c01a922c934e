"""What the worker does for standing rules, by what is announced."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs.announcing import Moment
from app.records.hearing import oblige_newcomers
from app.records.models import Assignment
from app.records.obliging import make_rule
from app.records.shapes import Audience, DueDay
from app.settings import Settings
from app.teams.forming import Joining, add_members
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.factories.teams import make_team

AT = dt.datetime(2026, 11, 22, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize("payload", [{"team": 1, "person": "one"}, {"people": ["one"]}, {"people": None}, {"on": "2026-11-22"}])
def test_whoever_is_named_or_everybody_is_asked(session: Session, settings: Settings, payload: dict[str, Any]) -> None:
    course, team = publish_sample(session), make_team(session, sponsor="doe")
    what = {"course_id": course.item_id, "because": "The sponsor asks.", "due": DueDay(days=30), "newcomers_only": False}
    make_rule(session, Audience(sponsor="doe"), on=AT.date(), at=AT, by=None, **what)  # type: ignore[arg-type]
    one, other = make_person(session, "Ana Ruiz").id, make_person(session, "Ben Ode").id
    add_members(session, team, [Joining("Ana", one), Joining("Ben", other)], from_on=AT.date(), at=AT, by=None)
    named = {"person": one} if "person" in payload else {"people": [one]} if payload.get("people") else payload
    oblige_newcomers(Moment(session=session, payload=named, at=AT, tools={"settings": settings}))
    assigned = list(session.scalars(select(Assignment.person_id).order_by(Assignment.person_id)))
    assert assigned == ([one] if named is not payload else [one, other])
