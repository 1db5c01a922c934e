"""Signing in and out, limits on tries, sessions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.accounts.models import EndedSession, Person
from app.accounts.passwords import hash_password
from app.database.sessions import Database
from app.operating.housekeeping import keep_hour
from app.settings import Settings
from tests.factories.people import PASSWORD, make_person, sign_in
from tests.visitor import Visitor


@pytest.fixture
def ana(database: Database) -> str:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    return "ana.ruiz@calder.example"


@contextmanager
def session_of(visitor: Visitor) -> Iterator[dict[str, object]]:
    with visitor.client.session_transaction(base_url="https://localhost") as held:
        yield held  # type: ignore[misc]


def age(visitor: Visitor, minutes: int) -> None:
    """As if nothing had been asked for so long."""
    with session_of(visitor) as held:
        held["seen"] = int(str(held["seen"])) - minutes * 60


def test_in_and_out(visitor: Visitor, ana: str) -> None:
    visitor.get("/account")
    assert visitor.heading == "Sign in"
    visitor.press("Sign in", address="Ana.Ruiz@Calder.Example", password=PASSWORD)
    assert visitor.heading == "Your account"
    visitor.press("Sign out")
    assert "You are signed out" in visitor.text
    visitor.get("/account")
    assert visitor.heading == "Sign in"


def test_wrong_password_and_unknown_address_read_the_same(visitor: Visitor, ana: str) -> None:
    answers = []
    for address in (ana, "ann.ruiz@calder.example"):
        visitor.get("/sign-in").press("Sign in", address=address, password="something else", status=422)
        answers.append(visitor.text)
        assert f'value="{address}"' in visitor.response.text
        assert "something else" not in visitor.response.text
    assert answers[0] == answers[1]
    assert "No account has this address with this password" in answers[0]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"])
def test_no_open_redirect(visitor: Visitor, ana: str, target: str) -> None:
    visitor.get("/sign-in", query_string={"next": target})
    visitor.press("Sign in", address=ana, password=PASSWORD, follow=False, status=302)
    assert visitor.response.location == "/"


def test_the_session_from_before_is_left_behind(visitor: Visitor, ana: str) -> None:
    visitor.get("/sign-in")
    with session_of(visitor) as held:
        held["planted"] = "by somebody else"
        token = held["csrf_token"]
    visitor.press("Sign in", address=ana, password=PASSWORD)
    with session_of(visitor) as held:
        assert "planted" not in held
        assert held.get("csrf_token") != token
        assert held["_permanent"]


def test_a_guesser_is_stopped_and_the_rightful_person_gets_in_by_letter(visitor: Visitor, ana: str, app: Flask) -> None:
    visitor.get("/sign-in")
    for _try in range(10):
        visitor.press("Sign in", address=ana, password="a wild guess", status=422)
    visitor.press("Sign in", address=ana, password=PASSWORD, status=429)
    assert int(visitor.response.headers["Retry-After"]) <= 900
    assert re.search(r"It ends in \d+ min\. Try again then\.", visitor.text)
    Visitor(app).get("/forgotten").press("Send me the letter", address=ana)


def test_who_knows_the_password_is_never_stopped(visitor: Visitor, ana: str) -> None:
    for _time in range(13):
        sign_in(visitor, ana)
        visitor.get("/account").press("Sign out")


def test_forty_people_behind_one_address_sign_in_within_a_minute(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        for number in range(40):
            make_person(session, f"Person {number}")
    for number in range(40):
        one = sign_in(Visitor(app), f"person.{number}@calder.example")
        assert one.response.location == "/"


def test_hashes_made_with_former_parameters_are_renewed(visitor: Visitor, ana: str, database: Database) -> None:
    old = hash_password(PASSWORD, memory_kib=16)
    with database.transaction() as session:
        session.execute(update(Person).values(password_hash=old))
    sign_in(visitor, ana)
    with database.reading() as session:
        new = session.execute(select(Person.password_hash)).scalar_one()
    assert new is not None
    assert "m=8," in new
    sign_in(Visitor(visitor.client.application), ana)


def test_a_merged_person_signs_in_as_the_other(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        kept = make_person(session, "Ana Ruiz")
        merged = make_person(session, "Ann Ruiz", password="another one entirely")
        merged.merged_into = kept.id
    sign_in(visitor, "ann.ruiz@calder.example")
    assert "Ana Ruiz" in visitor.get("/account").text


def test_sign_out_everywhere(visitor: Visitor, ana: str, app: Flask) -> None:
    other = sign_in(Visitor(app), ana)
    sign_in(visitor, ana).get("/account").press("Sign out everywhere")
    assert "on every device" in visitor.text
    assert other.get("/account").heading == "Sign in"


def test_a_copied_cookie_is_signed_out_too_and_other_browsers_are_not(
    visitor: Visitor, ana: str, app: Flask, database: Database, settings: Settings
) -> None:
    sign_in(visitor, ana)
    copied, other = Visitor(app), sign_in(Visitor(app), ana)
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    copied.client.set_cookie(cookie.key, cookie.value, secure=True)
    assert copied.get("/account").heading == "Your account"
    visitor.get("/account").press("Sign out")
    assert copied.get("/account").heading == "Sign in"
    assert other.get("/account").heading == "Your account"
    keep_hour(database, settings, at=clock.now() + dt.timedelta(days=1))
    assert copied.get("/account").heading == "Sign in"
    keep_hour(database, settings, at=clock.now() + dt.timedelta(days=3))
    with database.reading() as session:
        assert not session.scalars(select(EndedSession)).all()


@pytest.mark.parametrize("way", ["/sign-out", "/sign-out-everywhere"])
def test_signing_out_clears_what_scripts_kept_but_not_the_look(visitor: Visitor, ana: str, way: str) -> None:
    sign_in(visitor, ana).get("/account").post(way, follow=False, status=302)
    assert visitor.response.headers["Clear-Site-Data"] == '"storage"'
    assert "You are signed out" in visitor.get("/sign-in").text


def test_a_session_ends_and_can_be_extended(visitor: Visitor, ana: str) -> None:
    sign_in(visitor, ana).get("/account")
    age(visitor, 479)
    token = visitor.token
    answer = visitor.client.post("/session/extend", headers={"X-CSRFToken": token})
    ends = dt.datetime.fromtimestamp(answer.get_json()["session_ends"], dt.UTC)
    assert ends - dt.datetime.now(dt.UTC) > dt.timedelta(minutes=479)
    age(visitor, 481)
    assert visitor.get("/account").heading == "Sign in"


def test_links_in_letters_and_sign_in_are_not_kept_by_caches(visitor: Visitor) -> None:
    assert visitor.get("/sign-in").response.headers["Cache-Control"] == "private, no-store"
