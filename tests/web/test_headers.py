"""What every answer says to the browser, and what a session's cookie may do."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.database.sessions import Database
from app.settings import load_settings
from tests.factories.people import PASSWORD, make_person, sign_in
from tests.visitor import Visitor

ADDRESS = "ada@calder.example"


@pytest.fixture
def signed_in(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        make_person(session, address=ADDRESS, password=PASSWORD)
    sign_in(visitor, ADDRESS, PASSWORD)
    return visitor


def test_nothing_inline_and_nothing_from_elsewhere(visitor: Visitor) -> None:
    headers = visitor.get("/").response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert len(headers["X-Request-ID"]) == 8


def test_a_private_page_is_kept_by_no_cache(signed_in: Visitor) -> None:
    assert signed_in.get("/record").response.headers["Cache-Control"] == "private, no-store"


def test_the_session_cookie_is_secure(signed_in: Visitor) -> None:
    signed_in.get("/account")
    cookie = signed_in.client.get_cookie("__Host-openward")
    assert cookie is not None
    assert cookie.secure
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_another_host_is_not_answered(app: Flask) -> None:
    answer = app.test_client().get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_an_error_page_names_its_reference(visitor: Visitor) -> None:
    visitor.get("/nothing-here", status=404)
    assert visitor.response.headers["X-Request-ID"] in visitor.text


def test_a_fault_of_ours_shows_no_detail(tmp_path: Path) -> None:
    app = create_app(load_settings(_env_file=None, demo=True, data=tmp_path))
    answer = app.test_client().get("/courses")
    assert answer.status_code == 500
    assert "no such table" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_reference_is_taken_from_a_trusted_proxy_only(app: Flask, tmp_path: Path) -> None:
    given = "0123456789abcdef0123456789abcdef"
    alone = app.test_client().get("/nothing", headers={"X-Request-ID": given})
    assert given not in alone.text
    assert len(alone.headers["X-Request-ID"]) == 8
    behind = create_app(load_settings(_env_file=None, demo=True, data=tmp_path, trusted_proxies=1)).test_client()
    answer = behind.get("/nothing", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given
    assert given in answer.text
    for strange in ("short", "x" * 65, "<b>bold</b>", "with space 12"):
        answer = behind.get("/nothing", headers={"X-Request-ID": strange})
        assert len(answer.headers["X-Request-ID"]) == 8
        assert strange not in answer.text


def test_even_another_host_is_told_its_reference(app: Flask) -> None:
    answer = app.test_client().get("/", headers={"Host": "evil.example"})
    assert answer.headers["X-Request-ID"] in answer.text
