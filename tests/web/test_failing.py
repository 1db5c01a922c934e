"""Errors as other programs are told of them: one form, whatever went wrong, and nothing of the inside."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from app.settings import load_settings

TOKEN = {"Authorization": "Bearer owt_nobody-has-this-one"}


def problem(answer: TestResponse, status: int) -> dict[str, object]:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.headers["Cache-Control"] == "no-store"
    told: dict[str, object] = answer.get_json(force=True)
    assert told["status"] == status
    assert told["reference"] == answer.headers["X-Request-ID"]
    assert {"type", "title", "detail"} < told.keys()
    return told


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nowhere", 404),
        ("GET", "/api/", 404),
        ("POST", "/api/v2/people", 404),
        ("GET", "/api/v1/people/", 404),
        ("DELETE", "/api/v1/people", 405),
        ("POST", "/api/v1/openapi.json", 405),
        ("GET", "/api/v1/openapi.json?colour=red", 422),
        ("GET", "/api/v1/people", 401),
    ],
)
def test_every_refusal(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method, headers=TOKEN, data=b"x" * 3_000_000 if method == "POST" else None)
    problem(answer, status)
    assert ("GET" in answer.headers.get("Allow", "")) is (status == 405)


def test_another_host(app: Flask) -> None:
    assert "evil" not in str(problem(app.test_client().get("/api/v1/people", headers={**TOKEN, "Host": "evil.example"}), 400))


def test_a_fault_of_ours(tmp_path: Path) -> None:
    """A database that has no tables."""
    app = create_app(load_settings(_env_file=None, demo=True, data=tmp_path))
    told = problem(app.test_client().get("/api/v1/people", headers=TOKEN), 500)
    assert told["detail"] == "Internal Server Error."
