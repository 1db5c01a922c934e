"""Staff pages ask for a second step; an administrator resets somebody's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person
from app.database.sessions import Database
from app.mail.models import Letter
from app.settings import Settings, load_settings
from tests.entry.test_signing import session_of
from tests.factories.keys import code_now, give_app
from tests.factories.people import sign_in
from tests.oversight.conftest import Calder
from tests.visitor import Visitor

SAFE = {"secret_key": "s" * 32, "seal_key": "k" * 32, "signing_key": "g" * 32, "base_address": "https://openward.example.edu"}


def test_staff_without_one_are_led_to_set_it_up_and_learn_meanwhile(visitor: Visitor, calder: Calder) -> None:
    sign_in(visitor, "sam.science@calder.example")
    assert visitor.get("/people").heading == "A second step at sign-in"
    assert "Your role needs a second step" in visitor.text
    assert visitor.get("/").response.status_code == 200
    visitor.get("/completions").follow("Set up an app")
    secret = visitor.page.query("code.ow-code")[0].to_text().replace(" ", "")
    visitor.press("Keep this app", name="My phone", typed=code_now(secret))
    assert visitor.follow("I have kept them").path == "/completions"


def test_staff_with_one_who_have_not_shown_it_are_asked(visitor: Visitor, calder: Calder, database: Database) -> None:
    """As somebody whom another provider let in without it."""
    sign_in(visitor, "sam.science@calder.example")
    with database.transaction() as session:
        secret = give_app(session, calder.sam.id)[0]
    visitor.get("/people")
    assert visitor.heading == "One more step"
    visitor.press("Go on", typed=code_now(secret))
    assert visitor.path == "/people"


def test_a_provider_that_is_trusted_needs_no_more(visitor: Visitor, calder: Calder) -> None:
    sign_in(visitor, "sam.science@calder.example")
    with session_of(visitor) as held:
        held["second_factor_done"] = True
    assert visitor.get("/people").path == "/people"


def test_learners_are_told_the_page_is_for_staff_and_nothing_more(visitor: Visitor, calder: Calder) -> None:
    sign_in(visitor, "phil.physics@calder.example").get("/people", status=403)


@pytest.mark.parametrize(("change", "asks"), [({}, True), ({"second_factor": "nobody"}, False), ({"demo": True}, False)])
def test_the_setting(change: dict[str, object], asks: bool) -> None:
    settings: Settings = load_settings(_env_file=None, **(SAFE | change))
    assert settings.asks_staff_for_second_factor is asks


def test_reset(as_: Callable[[Person], Visitor], calder: Calder, database: Database, app: Flask) -> None:
    ruth = as_(calder.ruth)
    ruth.get(f"/people/{calder.phil.code}").follow("Second step at sign-in")
    assert "Nothing is set up" in ruth.text
    with database.transaction() as session:
        give_app(session, calder.phil.id)
    phil = sign_in(Visitor(app), "phil.physics@calder.example")
    assert phil.response.location == "/sign-in/second"
    ruth.get(f"/people/{calder.phil.code}/second-factor").press("Reset the second step", status=422)
    ruth.press("Reset the second step", reason="Phone lost. I know his voice.")
    assert "The second step is reset" in ruth.text
    assert phil.get("/sign-in/second").heading == "Sign in"
    assert sign_in(phil, "phil.physics@calder.example").response.location == "/"
    with database.reading() as session:
        letter = session.scalars(select(Letter).order_by(Letter.id)).one()
    assert (letter.address, letter.subject) == ("phil.physics@calder.example", "Your second step was reset")
    assert "I know his voice." in letter.text
    assert "Reset a second step" in ruth.get("/audit").text


def test_an_administrator_signs_somebody_out_everywhere(
    as_: Callable[[Person], Visitor], calder: Calder, database: Database
) -> None:
    phil, ruth = as_(calder.phil).get("/record"), as_(calder.ruth)
    ruth.get(f"/people/{calder.phil.code}").follow("Sign this person out everywhere").press("Sign out everywhere", status=422)
    assert phil.get("/record").path == "/record"
    ruth.press("Sign out everywhere", reason="The laptop was left on a train")
    assert "Signed out everywhere" in ruth.text
    assert phil.get("/record").heading == "Sign in"
    assert sign_in(phil, "phil.physics@calder.example").response.location == "/"
    with database.reading() as session:
        letter = session.scalars(select(Letter)).one()
    assert (letter.address, letter.subject) == ("phil.physics@calder.example", "You were signed out everywhere")
    assert "The laptop was left on a train" in letter.text
    assert "Signed somebody out everywhere" in ruth.get("/audit").text
    as_(calder.sam).get(f"/people/{calder.phil.code}/sign-out", status=403)


def test_officers_reset_nobody(as_: Callable[[Person], Visitor], calder: Calder) -> None:
    as_(calder.sam).get(f"/people/{calder.phil.code}/second-factor", status=403)
