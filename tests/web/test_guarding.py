"""The guard at the door: closed by default, back to where one wanted to go, and no form from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.settings import load_settings
from app.web.guarding import is_safe_target
from tests.visitor import Visitor


def test_a_view_that_does_not_say_who_may_enter_is_refused(tmp_path: Path) -> None:
    app = create_app(load_settings(_env_file=None, demo=True, data=tmp_path))
    app.add_url_rule("/forgotten-guard", "forgotten_guard", lambda: "secret")
    answer = app.test_client().get("/forgotten-guard")
    assert answer.status_code == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize("address", ["/record", "/workbook", "/people", "/account"])
def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(app: Flask, address: str) -> None:
    answer = app.test_client().get(f"{address}?x=1")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?next=")


def test_a_form_from_elsewhere_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/sign-in", data={"address": "a@b.example", "password": "x"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("target", "is_safe"),
    [
        ("/record", True),
        ("/courses/a?b=c#d", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https://evil.example", False),
        ("javascript:alert(1)", False),
        ("/a\nb", False),
        ("/a\\b", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_this_site_are_followed(target: str | None, is_safe: bool) -> None:
    assert is_safe_target(target) is is_safe
