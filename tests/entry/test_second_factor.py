"""Setting up a second step, and taking it at sign-in: as somebody with a browser and no script would, and with a key."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import clock
from app.accounts.models import Person
from app.database.sessions import Database
from app.factors.models import Authenticator, Passkey, RecoveryCode
from app.mail.models import Letter
from tests.entry.test_signing import session_of
from tests.factories.keys import SoftKey, code_now, give_app, rest_apps
from tests.factories.people import PASSWORD, make_person, sign_in
from tests.factories.providers import OpenIdServer
from tests.factories.sign_on import Traveller
from tests.visitor import Visitor

ADDRESS = "ana.ruiz@calder.example"


@pytest.fixture
def ana(database: Database) -> int:
    with database.transaction() as session:
        return make_person(session, "Ana Ruiz").id


@pytest.fixture
def secret(database: Database, ana: int) -> str:
    with database.transaction() as session:
        return give_app(session, ana)[0]


def letters(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Letter.subject).order_by(Letter.id)))


def options_on(visitor: Visitor) -> str:
    return str((visitor.page.query("form[data-options]")[0].attrs or {})["data-options"])


def age(visitor: Visitor, minutes: int, *names: str) -> None:
    with session_of(visitor) as held:
        for name in names:
            if name == "half":
                held["half"] = {**held["half"], "at": held["half"]["at"] - minutes * 60}  # type: ignore[dict-item,index]
            else:
                held[name] = int(str(held[name])) - minutes * 60


def set_up_app(visitor: Visitor) -> tuple[str, list[str]]:
    visitor.get("/account/second-factor").follow("Set up an app")
    secret = visitor.page.query("code.ow-code")[0].to_text().replace(" ", "")
    assert visitor.page.query(".ow-scan svg")
    visitor.press("Keep this app", name="My phone", typed=code_now(secret))
    return secret, [code.to_text() for code in visitor.page.query(".ow-codes code")]


def test_setting_up_an_app_then_signing_in_with_it(visitor: Visitor, ana: int, app: Flask, database: Database) -> None:
    other = sign_in(Visitor(app))
    sign_in(visitor)
    secret, codes = set_up_app(visitor)
    assert len(set(codes)) == 10
    assert visitor.heading == "Your ten recovery codes"
    assert other.get("/account").heading == "Sign in", "all other sessions end"
    assert "My phone" in visitor.follow("I have kept them").text
    assert letters(database) == ["A second step was added to your account"]
    with database.reading() as session:
        kept = session.scalars(select(Authenticator.secret)).one()
    assert secret not in kept

    sign_in(other)
    assert other.response.location == "/sign-in/second"
    assert other.get("/account").heading == "Sign in", "half signed in opens nothing"
    sign_in(other)
    other.get("/sign-in/second").press("Go on", typed=code_now(secret, later=1))
    assert other.get("/account").heading == "Your account"


def test_a_device_has_a_name_until_it_is_given_another(visitor: Visitor, ana: int) -> None:
    sign_in(visitor).get("/account/second-factor/app")
    secret = visitor.page.query("code.ow-code")[0].to_text().replace(" ", "")
    visitor.press("Keep this app", typed=code_now(secret)).follow("I have kept them")
    assert "My phone" in visitor.text
    visitor.follow("Add a passkey").press("Add the passkey", name="", credential="{}", status=422)
    assert "Give it a name" in visitor.text
    visitor.get("/account/second-factor/passkey")
    visitor.press("Add the passkey", credential=SoftKey().create(options_on(visitor)))
    assert "My passkey" in visitor.text


def test_nobody_is_told_of_a_password_they_do_not_have(
    traveller: Traveller, calder: OpenIdServer, visitor: Visitor, ana: int
) -> None:
    calder.set_user("s-1", name="Bo Lind", email="bo@calder.example")
    words = traveller.sign_on(calder, "s-1").get("/account/second-factor").text
    assert "After you have signed on through your institution you show" in words
    assert "the sign-on of your institution signs you in" in words
    assert "your password" not in words
    assert "After the password you show" in sign_in(visitor).get("/account/second-factor").text


def test_the_page_with_the_codes_belongs_to_the_new_session(visitor: Visitor, ana: int) -> None:
    set_up_app(sign_in(visitor))
    visitor.press("Sign out")
    assert visitor.heading == "Sign in"


def test_a_wrong_code_at_setting_up_changes_nothing(visitor: Visitor, ana: int, database: Database) -> None:
    sign_in(visitor).get("/account/second-factor/app")
    shown = visitor.page.query("code.ow-code")[0].to_text()
    visitor.press("Keep this app", name=" ", typed="12345", status=422)
    visitor.press("Keep this app", name="My phone", typed="000000", status=422)
    assert "This is not the code" in visitor.text
    assert visitor.page.query("code.ow-code")[0].to_text() == shown
    assert letters(database) == []


def test_where_one_was_going_survives_the_second_step(visitor: Visitor, secret: str) -> None:
    visitor.get("/account/name").press("Sign in", address=ADDRESS, password=PASSWORD)
    assert visitor.heading == "One more step"
    visitor.press("Go on", typed=code_now(secret))
    assert visitor.path == "/account/name"


def test_a_code_is_taken_once(visitor: Visitor, secret: str, app: Flask) -> None:
    code = code_now(secret)
    sign_in(visitor)
    visitor.get("/sign-in/second").press("Go on", typed=code)
    other = sign_in(Visitor(app))
    other.get("/sign-in/second").press("Go on", typed=code, status=422)
    assert "This is not the code" in other.text
    assert code not in other.response.text


def test_six_wrong_codes_stop_further_ones_until_later(visitor: Visitor, secret: str) -> None:
    """What no app shows is none of them."""
    sign_in(visitor).get("/sign-in/second")
    for typed in 6 * ["", "12345"] + 6 * ["000000"]:
        visitor.press("Go on", typed=typed, status=422)
    visitor.press("Go on", typed=code_now(secret), status=429)
    assert visitor.get("/account").heading == "Sign in"


def test_half_signed_in_lasts_ten_minutes_and_no_longer_than_the_password(
    visitor: Visitor, secret: str, database: Database
) -> None:
    sign_in(visitor).get("/sign-in/second")
    with session_of(visitor) as held:
        assert set(held) <= {"half", "csrf_token"}
    age(visitor, 11, "half")
    visitor.press("Go on", typed=code_now(secret))
    assert visitor.heading == "Sign in"
    sign_in(visitor).get("/sign-in/second")
    with database.transaction() as session:
        session.execute(update(Person).values(generation=Person.generation + 1))
    visitor.press("Go on", typed=code_now(secret))
    assert visitor.heading == "Sign in"
    assert Visitor(visitor.client.application).get("/sign-in/second").heading == "Sign in"


def test_a_recovery_code_works_once_and_a_letter_tells(visitor: Visitor, ana: int, database: Database, app: Flask) -> None:
    with database.transaction() as session:
        codes = give_app(session, ana)[1]
    sign_in(visitor).get("/sign-in/second").press("Use this code", recovery="AAAA BBBB CCCC DDDD", status=422)
    visitor.press("Use this code", recovery=codes[3].lower().replace(" ", "-"))
    assert "Nine codes are left" in visitor.get("/account/second-factor").text
    assert letters(database) == ["A recovery code was used"]
    sign_in(other := Visitor(app)).get("/sign-in/second").press("Use this code", recovery=codes[3], status=422)
    visitor.press("Make new codes")
    with database.reading() as session:
        assert session.scalar(select(func.count(RecoveryCode.id))) == 10
    other.press("Use this code", recovery=codes[4], status=422)
    assert letters(database)[-1] == "Your recovery codes are new"


def test_a_new_password_by_letter_still_asks_for_the_second_step(visitor: Visitor, secret: str, database: Database) -> None:
    visitor.get("/forgotten").press("Send me the letter", address=ADDRESS)
    with database.reading() as session:
        text = session.scalars(select(Letter.text)).one()
    link = next(line for line in text.splitlines() if "/welcome/" in line).removeprefix("https://localhost")
    visitor.get(link).press("Use this password", password="otters read at noon")
    assert visitor.heading == "One more step"
    assert visitor.get("/account").heading == "Sign in"


def test_a_passkey_is_added_used_and_removed(visitor: Visitor, ana: int, database: Database, app: Flask) -> None:
    key = SoftKey()
    sign_in(visitor).get("/account/second-factor").follow("Add a passkey")
    visitor.press("Add the passkey", name="Ring", status=422)
    visitor.press("Add the passkey", name="Ring", credential=key.create(options_on(visitor)))
    assert visitor.heading == "Your ten recovery codes"
    visitor.get("/account/second-factor/passkey")
    visitor.press("Add the passkey", name="Again", credential=key.create(options_on(visitor)), status=422)
    assert "known already" in visitor.text

    other = sign_in(Visitor(app)).get("/sign-in/second")
    other.press("Use a passkey", credential=SoftKey(ident=key.ident).get(options_on(other)), status=422)
    other.press("Use a passkey", credential="{}", status=422)
    other.press("Use a passkey", credential=key.get(options_on(other)))
    assert other.get("/account/second-factor").heading == "A second step at sign-in"
    assert "Not yet" not in other.text
    other.press("Remove")
    assert "Nothing is set up yet" in other.text
    with database.reading() as session:
        assert session.scalar(select(func.count(RecoveryCode.id))) == 0
    assert letters(database)[-1] == "A second step was removed from your account"


def test_a_passkey_of_another_site_and_an_old_answer_are_refused(visitor: Visitor, ana: int, database: Database) -> None:
    sign_in(visitor).get("/account/second-factor/passkey")
    phished = SoftKey(origin="https://localhost.evil.example").create(options_on(visitor))
    visitor.press("Add the passkey", name="Ring", credential=phished, status=422)
    key = SoftKey()
    with session_of(visitor) as held:
        before = dict(held)
    answer = key.create(options_on(visitor))
    visitor.press("Add the passkey", name="Ring", credential=answer)
    with database.transaction() as session:
        session.query(Passkey).delete()
        session.execute(update(Person).values(generation=1))
    with session_of(visitor) as held:
        held.clear()
        held.update(before)
    visitor.get("/account/second-factor/passkey")
    with session_of(visitor) as held:
        held["challenge"] = before["challenge"]
    visitor.press("Add the passkey", name="Ring", credential=answer, status=422)
    assert "could not be checked" in visitor.text


def test_keys_change_hands_only_shortly_after_a_proof(visitor: Visitor, secret: str, database: Database) -> None:
    sign_in(visitor).get("/sign-in/second").press("Go on", typed=code_now(secret))
    age(visitor, 16, "proved_at")
    visitor.get("/account/second-factor").press("Remove")
    assert visitor.heading == "Your password once more"
    visitor.press("Go on", present_password="wrong", status=422)
    visitor.press("Go on", present_password=PASSWORD)
    assert "My phone" in visitor.get("/account/second-factor").text
    visitor.press("Remove")
    assert "Nothing is set up yet" in visitor.text


def test_what_is_somebody_elses_cannot_be_removed(visitor: Visitor, ana: int, secret: str, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Bo Lind")
        code = session.scalars(select(Authenticator.code)).one()
    sign_in(visitor, "bo.lind@calder.example").get("/account/second-factor")
    visitor.post(f"/account/second-factor/{code}/remove", status=404)
    visitor.post("/account/second-factor/codes", status=409)


def test_a_merged_persons_key_still_guards(visitor: Visitor, secret: str, ana: int, database: Database) -> None:
    with database.transaction() as session:
        kept = make_person(session, "Anna Ruiz")
        session.get_one(Person, ana).merged_into = kept.id
    sign_in(visitor, "anna.ruiz@calder.example").get("/sign-in/second").press("Go on", typed=code_now(secret))
    assert "Anna Ruiz" in visitor.get("/account").text


def test_time_passes(visitor: Visitor, secret: str, database: Database) -> None:
    """The next code works once its time has come, and the last use is shown."""
    for _time in range(2):
        sign_in(visitor).get("/sign-in/second").press("Go on", typed=code_now(secret))
        with database.transaction() as session:
            rest_apps(session)
        visitor.get("/account").press("Sign out")
    with database.reading() as session:
        used_at = session.scalars(select(Authenticator.used_at)).one()
    assert used_at is not None
    assert clock.now() - used_at < dt.timedelta(minutes=1)
