"""The page where staff make tokens: shown once, listed, revoked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person, Role
from app.audit.models import Act
from app.database.sessions import Database
from tests.factories.days import today
from tests.factories.staff import enter, make_institution, make_staff
from tests.interop.test_lists import Program
from tests.visitor import Visitor


@pytest.fixture
def staff(database: Database) -> dict[str, Person]:
    with database.transaction() as session:
        session.expire_on_commit = False
        there = make_institution(session)
        return {
            "sam": make_staff(session, "Sam Science", Role.OFFICER, there.science),
            "olga": make_staff(session, "Olga Arts", Role.OFFICER, there.arts),
            "ruth": make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR),
        }


def in_days(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def make(visitor: Visitor, name: str = "Payroll") -> str:
    visitor.get("/account").follow("API tokens").press("Make the token", name=name, scopes=["read:people"], unit="physics")
    return str(visitor.page.query(".ow-token")[0].to_text())


def test_made_shown_once_used_and_revoked(visitor: Visitor, staff: dict[str, Person], app: Flask, database: Database) -> None:
    token = make(enter(visitor, staff["sam"]))
    assert visitor.response.headers["Cache-Control"] == "private, no-store"
    program = Program(app, token)
    program.ask("/people")
    visitor.follow("I have kept it")
    assert token not in visitor.response.text
    for words in ("Payroll", "How people stand", "Department of Physics", "made by Sam Science"):
        assert words in visitor.text
    assert "Not yet" not in visitor.text
    visitor.press("Revoke")
    assert "Revoked" in visitor.text
    program.ask("/people", status=401)
    with database.reading() as session:
        acts = list(session.scalars(select(Act.action).where(Act.subject_kind == "token").order_by(Act.id)))
    assert acts == ["token.made", "token.revoked"]


def test_what_is_typed_wrong(visitor: Visitor, staff: dict[str, Person]) -> None:
    enter(visitor, staff["sam"]).get("/tokens").press("Make the token", name=" ", status=422)
    assert "Choose what may be read with it" in visitor.text
    fine: dict[str, Any] = {"name": "Payroll", "scopes": ["read:people"]}
    for day in ("soon", "2026-02-30", in_days(-1), in_days(400)):
        visitor.press("Make the token", **fine, ends_on=day, status=422)
        assert "Last day" in visitor.text
    visitor.press("Make the token", **fine | {"scopes": ["write:everything"]}, ends_on=in_days(3), status=422)
    visitor.press("Make the token", **fine, ends_on=in_days(3), unit="arts", status=422)
    visitor.press("Make the token", name="x" * 101, scopes=["read:people"], unit="", ends_on=in_days(3), status=422)
    visitor.press("Make the token", **fine, ends_on=in_days(3), unit="")


def test_an_officer_sees_the_own_an_administrator_all(app: Flask, staff: dict[str, Person]) -> None:
    make(enter(Visitor(app), staff["sam"]), "Payroll")
    olga = enter(Visitor(app), staff["olga"]).get("/tokens")
    assert "There is none yet" in olga.text
    ruth = enter(Visitor(app), staff["ruth"]).get("/tokens")
    assert "Payroll" in ruth.text
    ruth.press("Revoke")
    assert "Revoked" in ruth.text
