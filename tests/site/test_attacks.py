"""Attacks by name, against the whole application on both engines: what is typed stays text, and nobody learns who is here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import select
from werkzeug.routing import UnicodeConverter

from app import clock
from app.database.sessions import Database
from app.mail.models import Letter
from tests.factories.people import PASSWORD, make_person
from tests.queries import counted_queries
from tests.site.world import LEARNERS, World, make_world, values_for
from tests.visitor import Visitor

TEXTS = {
    "sql": "' OR 1=1; DROP TABLE person; --",
    "template": "{{ 7919 * 7907 }}${7919*7907}<%= 7919*7907 %>#{7919*7907}",
    "markup": "\"><script>alert(1)</script><img src=x onerror='x()'>",
    "path": "../../../../etc/passwd",
    "nul": "a\0b",
    "lines": "a\r\nSet-Cookie: planted=1\r\n\r\n",
    "number": "9" * 40,
    "long": "x" * 5_000,
    "signs": "%_\\*?[](){}^$+|\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
}
PRODUCT = str(7919 * 7907)
SHOWN = (PRODUCT, "root:x:")
"""What would be on a page, had it been reckoned or opened."""


@pytest.fixture
def world(database: Database) -> World:
    with database.transaction() as session:
        return make_world(session)


@pytest.fixture
def staff(app: Flask, world: World) -> Iterator[FlaskClient]:
    """An administrator, answered as in production: what breaks is a page with 500."""
    app.testing = False
    client = app.test_client()
    with client.session_transaction(base_url="https://localhost") as session:
        seen = int(clock.now().timestamp())
        session.update({"_user_id": world.keys["administrator"], "_fresh": True, "seen": seen, "second_factor_done": True})
    yield client
    app.testing = True


def harm_of(client: FlaskClient, address: str) -> str | None:
    with client.get(address, base_url="https://localhost") as answer:
        text = answer.get_data(as_text=True)
        if answer.status_code >= 500:
            return f"{answer.status_code}"
        if "planted" in " ".join(answer.headers.getlist("Set-Cookie")):
            return "a cookie was planted"
        if answer.mimetype == "text/html" and TEXTS["markup"] in text:
            return "markup came through"
        if urlsplit(answer.headers.get("Location", "/")).netloc not in ("", "localhost"):
            return f"led to {answer.headers['Location']}"
        return next((f"showed {one!r}" for one in SHOWN if one in text), None)


@pytest.mark.parametrize("name", TEXTS)
def test_whatever_stands_in_an_address_is_a_name_that_leads_nowhere(
    app: Flask, world: World, staff: FlaskClient, name: str
) -> None:
    adapter, found = app.url_map.bind("localhost"), {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or not rule.arguments:
            continue
        values, _is_own = values_for(world, rule.rule, set(rule.arguments), LEARNERS[0])
        for argument, value in values.items():
            if isinstance(value, str) and type(rule._converters[argument]) is UnicodeConverter:
                address = adapter.build(rule.endpoint, values | {argument: TEXTS[name].replace("/", "%2F")})
                found[rule.rule, argument] = harm_of(staff, address)
    assert len(found) > 40
    assert {key: harm for key, harm in found.items() if harm} == {}


def test_whatever_is_searched_for_is_text(app: Flask, staff: FlaskClient) -> None:
    """Every field of every form that asks by its address, found on the pages themselves."""
    fields: set[tuple[str, str]] = set()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "static":
            fields |= asking_fields(staff, rule.rule)
    assert len(fields) > 10
    asked = [(path, field, name) for path, field in sorted(fields) for name in TEXTS]
    found = {(path, field, name): harm_of(staff, f"{path}?{field}={quote(TEXTS[name])}") for path, field, name in asked}
    assert {key: harm for key, harm in found.items() if harm} == {}


def asking_fields(client: FlaskClient, path: str) -> set[tuple[str, str]]:
    with client.get(path, base_url="https://localhost") as answer:
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return set()
        page = JustHTML(answer.get_data(as_text=True), sanitize=False)
    found = {(path, "next"), (path, "page")}
    for form in page.query("form"):
        said = form.attrs or {}
        if str(said.get("method", "get")).lower() == "get":
            names = [str((field.attrs or {}).get("name") or "") for field in form.query("input,select")]
            found |= {(urlsplit(str(said.get("action") or path)).path, name) for name in names if name}
    return found


@pytest.mark.parametrize("text", ["{{ 7919 * 7907 }}", "{% for x in ().__class__ %}", "<b>Ana</b>", "%(count)s %s {0.__class__}"])
def test_a_name_is_printed_as_it_was_typed(visitor: Visitor, database: Database, text: str) -> None:
    with database.transaction() as session:
        make_person(session, text, address="ana@calder.example")
    visitor.get("/sign-in").press("Sign in", address="ana@calder.example", password=PASSWORD)
    for address in ("/account", "/account/name", "/record"):
        visitor.get(address)
        assert PRODUCT not in visitor.response.text
        assert "<b>Ana</b>" not in visitor.response.text
    assert text in visitor.get("/account").text
    visitor.get("/forgotten").press("Send me the letter", address="ana@calder.example")
    with database.reading() as session:
        letter = session.execute(select(Letter)).scalar_one()
        assert PRODUCT not in f"{letter.subject}{letter.text}{letter.html}"
        assert "<b>Ana</b>" not in (letter.html or "")


def shape(statements: list[str]) -> list[str]:
    """What was asked, without what was filled in."""
    return [re.sub(r"\s+", " ", statement).strip() for statement in statements]


@pytest.mark.parametrize("address", ["ana.ruiz@calder.example", "invited@calder.example", "nobody@calder.example"])
def test_signing_in_asks_the_same_of_the_database_whoever_it_is(visitor: Visitor, database: Database, address: str) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
        make_person(session, "Ivo Invited", address="invited@calder.example", password=None)
    wrong = {}
    for one in ("first@calder.example", "somebody.else@calder.example", address):
        visitor.get("/sign-in")
        with counted_queries(database) as seen:
            visitor.press("Sign in", address=one, password="this is not the one", status=422)
        wrong[one] = (shape(seen), visitor.text.replace(one, ""))
    _counted_anew, first, second = wrong.values()
    assert first == second


def test_a_letter_is_promised_to_whoever_asks_and_only_its_posting_differs(visitor: Visitor, database: Database) -> None:
    """One row more is written for an address that is known; it waits for the worker, so nobody waits for a mail server."""
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    asked, told = {}, {}
    for one in ("first@calder.example", "nobody@calder.example", "ana.ruiz@calder.example"):
        visitor.get("/forgotten")
        with counted_queries(database) as seen:
            visitor.press("Send me the letter", address=one)
        asked[one], told[one] = shape(seen), (visitor.response.status_code, visitor.path, visitor.text)
    _counted_anew, unknown, known = asked.values()
    assert len(set(told.values())) == 1
    assert set(unknown) <= set(known)
    assert all("letter" in statement for statement in known if statement not in unknown)


def test_links_in_letters_lead_here_whatever_host_was_asked(app: Flask, visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Original-URL": "https://evil.example/"}
    visitor.get("/forgotten").post("/forgotten", {"address": "ana.ruiz@calder.example"}, headers=headers)
    with database.reading() as session:
        texts = [letter.text or "" for letter in session.execute(select(Letter)).scalars()]
    assert texts
    assert all("https://localhost/welcome/" in text and "evil" not in text for text in texts)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../keys/secret",
        "/static/..%2f..%2fkeys%2fsecret",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static//etc/passwd",
        "/media/../../etc/passwd.svg",
        "/media/..%2f..%2fetc%2fpasswd.svg",
        "/.git/config",
        "/.env",
        "/static/",
        "/static/css/",
    ],
)
def test_no_path_leads_out_of_what_is_published(app: Flask, path: str) -> None:
    with app.test_client().get(path, base_url="https://localhost") as answer:
        assert answer.status_code in (302, 404)
        assert "root:" not in answer.get_data(as_text=True)


def test_a_session_named_by_somebody_else_is_not_taken(app: Flask, database: Database) -> None:
    """A stranger's own cookie, put into a browser before sign-in, opens nothing afterwards."""
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    stranger, victim = Visitor(app), Visitor(app)
    stranger.get("/sign-in")
    planted = stranger.client.get_cookie("__Host-openward")
    assert planted is not None
    victim.client.set_cookie("__Host-openward", planted.value, secure=True, httponly=True)
    victim.get("/sign-in").press("Sign in", address="ana.ruiz@calder.example", password=PASSWORD)
    now_held = victim.client.get_cookie("__Host-openward")
    assert now_held is not None
    assert now_held.value != planted.value
    assert stranger.get("/account").heading == "Sign in"


def test_a_busy_session_ends_after_a_day(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    visitor = Visitor(app)
    visitor.get("/sign-in").press("Sign in", address="ana.ruiz@calder.example", password=PASSWORD)
    assert visitor.get("/account").heading == "Your account"
    with visitor.client.session_transaction(base_url="https://localhost") as held:
        held["began"] -= 24 * 3600 + 1
    assert visitor.get("/account").heading == "Sign in"
