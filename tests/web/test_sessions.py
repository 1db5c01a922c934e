"""A cookie that was opened before is known; one that was changed or is too old opens nothing."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from flask import Flask, flash, session
from flask.json.tag import TaggedJSONSerializer
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from app.web.sessions import init_sessions


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="s" * 32, PERMANENT_SESSION_LIFETIME=dt.timedelta(days=31), SESSION_REFRESH_EACH_REQUEST=False)
    init_sessions(app)

    @app.get("/keep/<word>")
    def keep(word: str) -> str:
        session.permanent = True
        session["words"] = [word]
        return word

    @app.get("/words")
    def words() -> str:
        session["words"].append("more")
        return " ".join(session["words"])

    @app.get("/flash")
    def tell() -> str:
        flash("told")
        return str(len(session["_flashes"]))

    @app.get("/")
    def read() -> str:
        return " ".join(session.get("words", ["nothing"]))

    return app.test_client()


def test_it_says_the_same_each_time(client: FlaskClient) -> None:
    client.get("/keep/one")
    assert [client.get("/").text for _time in range(3)] == ["one"] * 3
    client.get("/keep/two")
    assert client.get("/").text == "two"


def test_what_one_request_does_to_it_is_not_seen_by_the_next(client: FlaskClient) -> None:
    client.get("/keep/one")
    assert [client.get("/words").text for _time in range(2)] == ["one more"] * 2


def test_news_is_added_to_the_cookie_alone(client: FlaskClient) -> None:
    client.get("/keep/one")
    assert [client.get("/flash").text for _time in range(2)] == ["1", "2"]


def test_a_changed_cookie_opens_nothing(client: FlaskClient) -> None:
    client.get("/keep/one")
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.set_cookie("session", cookie.value[:-2] + "xx")
    assert client.get("/").text == "nothing"


def test_an_old_cookie_opens_nothing_though_it_was_known(client: FlaskClient) -> None:
    client.get("/keep/one")
    assert client.get("/").text == "one"
    client.application.config["PERMANENT_SESSION_LIFETIME"] = dt.timedelta(seconds=-5)
    assert client.get("/").text == "nothing"


def test_without_a_cookie_there_is_nothing(client: FlaskClient) -> None:
    assert client.get("/").text == "nothing"


def test_a_former_key_still_opens() -> None:
    old, new = Flask("old"), Flask("new")
    old.config.update(SECRET_KEY="o" * 32)
    new.config.update(SECRET_KEY="n" * 32, SECRET_KEY_FALLBACKS=["o" * 32])
    for app in (old, new):
        init_sessions(app)
        app.add_url_rule("/", "read", lambda: str(session.get("word")))
    with old.test_client() as browser, browser.session_transaction() as opened:
        opened["word"] = "kept"
    cookie = browser.get_cookie("session")
    assert cookie is not None
    other = new.test_client()
    other.set_cookie("session", cookie.value)
    assert other.get("/").text == "kept"


def test_a_cookie_signed_with_a_shorter_digest_opens_nothing(client: FlaskClient) -> None:
    weak = URLSafeTimedSerializer(
        "s" * 32, salt="cookie-session", serializer=TaggedJSONSerializer(), signer_kwargs={"key_derivation": "hmac"}
    )
    client.set_cookie("session", weak.dumps({"words": ["planted"]}))
    assert client.get("/").text == "nothing"
    strong = URLSafeTimedSerializer(
        "s" * 32,
        salt="cookie-session",
        serializer=TaggedJSONSerializer(),
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
    client.set_cookie("session", strong.dumps({"words": ["kept"]}))
    assert client.get("/").text == "kept"
