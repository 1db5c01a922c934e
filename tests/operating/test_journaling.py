"""What the log says, and above all what it never says."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.database.sessions import Database
from app.operating.journaling import HIDDEN, hide_personal, keep_journal, kind_of
from app.web.watching import Answered, watch
from tests.factories.people import PASSWORD, make_person
from tests.visitor import Visitor

NAME, ADDRESS, PLACE, QUERY = "Amara Diallo", "amara.diallo@calder.example", "203.0.113.77", "q=dual-use"
SECRETS = (NAME, "Amara", "Diallo", ADDRESS, PLACE, "2001:db8::77", QUERY, "dual-use", PASSWORD)


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def journal(app: Flask, out: io.StringIO) -> Iterator[Flask]:
    """The application as `openward serve` runs it outside a demonstration, its log kept in `out`."""
    with keep_journal(demo=False, out=out) as tell:
        watch(app, tell)
        yield app
        app.extensions["openward.watchers"].clear()
        app.testing = True


def lines_of(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_answer_is_a_line_of_json(journal: Flask, visitor: Visitor, out: io.StringIO) -> None:
    visitor.get(f"/search?{QUERY}")
    (line,) = lines_of(out)
    assert line["request"] == visitor.response.headers["X-Request-ID"]
    assert {name: line[name] for name in ("event", "level", "method", "status")} == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "status": 200,
    }
    assert line["endpoint"].startswith("reading_room.")
    assert line["ms"] > 0


def test_nothing_personal_whatever_happens(
    journal: Flask, visitor: Visitor, database: Database, out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        person = make_person(session, NAME, address=ADDRESS)
        code = person.code
    visitor.client.environ_base |= {"REMOTE_ADDR": PLACE, "HTTP_USER_AGENT": NAME, "HTTP_X_FORWARDED_FOR": "2001:db8::77"}
    visitor.get("/sign-in")
    visitor.press("Sign in", address=ADDRESS, password="wrong", status=422)
    visitor.press("Sign in", address=ADDRESS, password=PASSWORD)
    visitor.get(f"/account?{QUERY}").get(f"/{NAME}/{ADDRESS}?{QUERY}", status=404)
    journal.testing = False

    def break_down(*_given: object, **_named: object) -> None:
        with database.transaction() as session:
            session.execute(text("INSERT INTO person (name) VALUES (:name)"), {"name": f"{NAME} {ADDRESS} {PLACE}"})

    monkeypatch.setitem(journal.view_functions, "entry.account", break_down)
    break_down.__dict__["entrance"] = "signed in"
    visitor.get(f"/account?{QUERY}", status=500)
    logging.getLogger("some.library").warning(
        "somebody wrote to <%s> from %s and [2001:db8::77] about /x?%s", ADDRESS, PLACE, QUERY
    )
    said = out.getvalue()
    for secret in (*SECRETS, code):
        assert secret not in said, secret
    assert len(lines_of(out)) >= 7


def test_an_error_is_told_by_kinds_and_lines(
    journal: Flask, visitor: Visitor, out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        raise ValueError(NAME) from KeyError(ADDRESS)

    break_down.__dict__["entrance"] = "all"
    monkeypatch.setitem(journal.view_functions, "learning.dashboard", break_down)
    journal.testing = False
    visitor.get("/", status=500)
    failed, answered = lines_of(out)
    assert failed["request"] == answered["request"] == visitor.response.headers["X-Request-ID"]
    assert failed["request"] in visitor.text
    assert (failed["event"], failed["endpoint"], failed["level"]) == ("failed", "learning.dashboard", "error")
    assert failed["error"] == ["builtins.ValueError", "builtins.KeyError"]
    assert failed["passed"][-1].startswith("tests/operating/test_journaling.py:")
    assert not any(frame.startswith("/") for frame in failed["passed"])


@given(
    st.text(st.characters(categories=["L", "Zs"]), max_size=20),
    st.one_of(
        st.emails(),
        st.ip_addresses(v=4).map(str),
        st.ip_addresses(v=6).map(lambda found: found.exploded),
        st.just("/page?a=b&name=Ana"),
    ),
    st.text(st.characters(categories=["L", "Zs"]), max_size=20),
)
def test_whatever_others_put_in(before: str, secret: str, after: str) -> None:
    hidden = hide_personal(f"{before} {secret} {after}")
    assert HIDDEN in hidden
    assert secret not in hidden


def test_own_words_stay() -> None:
    for words in ("The chain does not pass through seal 12 as it was kept.", "12:30:15", "app/web/failing.py:12 broke", "0.25"):
        assert hide_personal(words) == words


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        ("550 5.1.1 <amara@calder.example>: no such user Amara", "550 5.1.1"),
        ("421 closing", "421"),
        ("RuntimeError: Amara has no paper", "RuntimeError"),
        (
            "the connection broke while the letter was handed over: TimeoutError: x",
            "the connection broke while the letter was handed over",
        ),
    ],
)
def test_a_stored_problem_is_told_by_its_beginning(problem: str, kind: str) -> None:
    assert kind_of(problem) == kind


def test_a_demonstration_says_only_what_went_wrong(out: io.StringIO) -> None:
    with keep_journal(demo=True, out=out) as tell:
        tell(Answered("learning.dashboard", "GET", 200, 0.1, "ABCD"))
        logging.getLogger("openward").info("nothing of weight")
        logging.getLogger("openward").warning("a letter did not leave", extra={"letter": 3})
    logging.getLogger("openward").warning("too late")
    assert out.getvalue().startswith("level='warning' event='a letter did not leave' letter=3 timestamp=")
    assert out.getvalue().count("\n") == 1
