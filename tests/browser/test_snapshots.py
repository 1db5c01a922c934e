"""What a screen reader is given of each kind of question, before and after feedback: the tree, compared with the one checked in.

`UPDATE_SNAPSHOTS=1` writes the trees anew; read the difference before it is checked in.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, render_template
from playwright.sync_api import Page, Route

from app.catalogue.shapes import QuestionType
from tests.web.samples import RIGHT, WRONG, component_app, question

pytestmark = pytest.mark.browser
KEPT = Path(__file__).parent / "snapshots"
STATES: dict[str, tuple[int, dict[str, Any]] | None] = {
    "asked": None,
    "not right, another try": (1, WRONG),
    "not right, explained": (2, WRONG),
    "right": (1, RIGHT),
}
"""How often it was tried, and what was answered last."""
PAGE = """{% extends "base.html" %}{% from "components/check.html" import check %}
{% from "components/question.html" import question_fields, saving_form %}
{% set title = "A question" %}{% block content %}<h1>{{ title }}</h1>
<div data-state="in a quiz">{% call saving_form("/answer", "token") %}{{ question_fields(question, question.choices) }}
{% endcall %}</div>
<div data-state="in a quiz, refused">{% call saving_form("/answer", "token") %}
{{ question_fields(question, question.choices, name_prefix="q2-", error="This cannot be read") }}{% endcall %}</div>
{% for state, one, kept in states %}<div data-state="{{ state }}">{{ check(one, kept, post_to) }}</div>
{% endfor %}{% endblock %}"""


@pytest.mark.parametrize("type_", list(QuestionType))
def test_the_tree_of(open_page: Callable[..., Page], tmp_path: Path, type_: QuestionType) -> None:
    page = open_page()
    page.route("**/*", answer_from(application(tmp_path, type_)))
    page.goto("/question")
    parts = page.locator("[data-state]")
    trees = {str(part.get_attribute("data-state")): part.aria_snapshot() for part in parts.all()}
    tree = "\n".join(f"{state}:\n{indent(words, '  ')}" for state, words in trees.items()) + "\n"
    kept = KEPT / f"{type_}.yml"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(tree, encoding="utf-8")
    assert tree == kept.read_text(encoding="utf-8")


def application(cache: Path, type_: QuestionType) -> Flask:
    app = component_app(cache)
    states = []
    for number, (state, tried) in enumerate(STATES.items()):
        kept = tried and SimpleNamespace(tries=tried[0], given=tried[1][type_], is_right=tried[1] is RIGHT)
        states.append((state, question(type_, f"q-{number}"), kept))
    facts = {"question": question(type_), "states": states, "post_to": lambda kind, slug: f"/{kind}/{slug}"}
    app.add_url_rule("/question", "question", lambda: render_template(app.jinja_env.from_string(PAGE), **facts))
    return app


def answer_from(app: Flask) -> Callable[[Route], None]:
    """The browser asks the application itself, without a network between them."""
    client = app.test_client()

    def answer(route: Route) -> None:
        reply = client.get(urlsplit(route.request.url).path, buffered=True)
        route.fulfill(status=reply.status_code, content_type=reply.content_type, body=reply.data)

    return answer
