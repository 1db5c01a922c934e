"""The OpenAPI document is whole and true: every route stands in it, and what it promises is kept, whatever is asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from app.access.principals import Scope
from app.accounts.models import Role
from app.database.sessions import Database
from tests.factories.content import publish_sample
from tests.factories.staff import complete, make_institution, make_member, make_staff
from tests.factories.tokens import give_token, keep_answer
from tests.interop.test_lists import DONE

EXAMPLES = 15
DOCUMENT = "/api/v1/openapi.json"
PLAIN = {"Accept-Encoding": "identity"}
"""Straight from the application, nothing unpacks what was compressed."""


@pytest.fixture
def token(database: Database) -> str:
    with database.transaction() as session:
        there, course = make_institution(session), publish_sample(session)
        complete(session, make_member(session, "Phil Physics", there.physics), course, DONE)
        keep_answer(session, unit=there.physics)
        return give_token(session, make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR))


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get(DOCUMENT).get_json()
    return found


def test_every_route_of_the_api_stands_in_it(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")): {method.lower() for method in rule.methods or ()}
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    told = {path: set(operations) for path, operations in document["paths"].items()}
    assert told == {path: methods - {"head", "options"} for path, methods in routes.items()}


def test_every_operation_says_what_opens_it_as_its_view_does(app: Flask, document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        entrance = app.view_functions[f"api.{operations['get']['operationId']}"].__dict__["entrance"]
        said = operations["get"]["security"]
        assert said == ([{"token": [str(entrance)]}] if isinstance(entrance, Scope) else []), path


def test_the_page_for_readers_names_each_path_and_scope(document: dict[str, Any], project: Path) -> None:
    text = (project / "docs/api.md").read_text(encoding="utf-8")
    assert [path for path in document["paths"] if f"`/api/v1{path}`" not in text] == []
    opened = {scope for one in document["paths"].values() for entry in one["get"]["security"] for scope in entry["token"]}
    assert [scope for scope in opened if f"`{scope}`" not in text] == []


def bounded(examples: int) -> settings:
    """The same questions each time."""
    phases, checks = [Phase.explicit, Phase.generate], list(HealthCheck)
    return settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=phases, suppress_health_check=checks
    )


def operations(app: Flask) -> list[Any]:
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    schema.validate()
    found: list[Any] = list(schema.get_all_operations())
    return [one.ok() for one in found]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_what_it_promises_is_kept(app: Flask, token: str, mode: GenerationMode) -> None:
    """Whether what is asked fits the document or not."""
    headers, seen = PLAIN | {"Authorization": f"Bearer {token}"}, set()
    for operation in operations(app):
        if mode.is_negative and operation.path == "/openapi.json":
            continue

        @bounded(EXAMPLES)
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            answer = case.call(headers=headers)
            seen.add(answer.status_code)
            case.validate_response(answer, headers=headers)

        ask()
    assert seen >= ({200, 404} if mode.is_positive else {404, 422})


def test_without_a_token_nothing_is_told(app: Flask) -> None:
    for operation in operations(app):
        if operation.path == "/openapi.json":
            continue

        @bounded(3)
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            answer = case.call(headers=PLAIN)
            assert answer.status_code == 401
            assert answer.headers["content-type"] == ["application/problem+json"]
            case.validate_response(answer, headers=PLAIN)

        ask()
