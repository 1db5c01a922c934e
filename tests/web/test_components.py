"""Every component, drawn and read as a browser reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from justhtml import JustHTML

from app.catalogue.shapes import QuestionType
from tests.linting import complaints_about
from tests.web.samples import RIGHT, WRONG, component_app, question


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return component_app(tmp_path_factory.mktemp("static"))


def page_of(app: Flask, address: str) -> Any:
    return JustHTML(app.test_client().get(address).get_data(as_text=True), sanitize=False, collect_errors=True)


def parsed(html: object) -> Any:
    return JustHTML(str(html), sanitize=False)


def words(node: Any) -> str:
    return " ".join(node.to_text().split())


@pytest.mark.parametrize(
    "address", ["/", "/preview", *(f"/problem/{status}" for status in (400, 403, 404, 405, 409, 413, 422, 429, 500, 503))]
)
def test_nothing_is_amiss_on_a_page_of_components(drawing: Flask, address: str) -> None:
    assert complaints_about(page_of(drawing, address)) == []


def test_each_icon_that_is_used_is_defined_on_the_page(drawing: Flask) -> None:
    page = page_of(drawing, "/")
    used = {str(use.attrs["href"])[1:] for use in page.query("use")}
    assert used <= {str(node.attrs["id"]) for node in page.query("[id]")}


def test_a_preview_holds_no_form_and_shows_every_answer(drawing: Flask) -> None:
    page = page_of(drawing, "/preview")
    assert page.query("main form") == []
    assert "leads to The clause is gone" in words(page.query("main")[0])
    assert "For researchers only." in words(page.query("main")[0])
    assert "named absent; it has none yet" in words(page.query("main")[0])


def test_a_check_gives_a_second_try_before_the_answer(drawing: Flask) -> None:
    page = page_of(drawing, "/")
    second, settled = page.query("#check-second-try")[0], page.query("#check-settled")[0]
    assert words(second.query("[data-feedback]")[0]).startswith("Not right")
    assert "The title is listed" not in words(second)
    assert "Check my answer" in words(second)
    assert "The title is listed" in words(settled)
    assert words(settled.query("[data-feedback]")[0]).startswith("Not right")
    assert words(page.query("#check-ordered [data-feedback]")[0]).startswith("Right")


def test_a_scenario_stands_where_the_trail_ends(drawing: Flask) -> None:
    part = page_of(drawing, "/").query("#scenario-the-letter")[0]
    assert words(part.query("h3")[0]) == "The clause is gone"
    assert "It costs a week." in words(part.query("[data-feedback]")[0])
    assert part.query("[name=way]") == []


NAMES = {
    "single": {"answer"},
    "multiple": {"answer"},
    "order": {"answer-1", "answer-2", "answer-3"},
    "match": {"answer-1", "answer-2"},
    "number": {"answer"},
    "text": {"answer"},
}


@pytest.mark.parametrize("type_", list(QuestionType))
@pytest.mark.parametrize("given", [RIGHT, WRONG, dict.fromkeys(RIGHT)])
def test_fields_carry_the_names_and_what_was_given(drawing: Flask, type_: QuestionType, given: dict[str, Any]) -> None:
    asked = question(type_)
    with drawing.test_request_context():
        module: Any = drawing.jinja_env.get_template("components/question.html").module
        page = parsed(module.question_fields(asked, asked.choices, given[type_], "q4-"))
    fields = page.query("input,select")
    assert {str(field.attrs["name"]) for field in fields} == {f"q4-{name}" for name in NAMES[type_]}
    assert given_in(page, type_) == given[type_]


def given_in(page: Any, type_: QuestionType) -> Any:
    """What the form would send, as marking understands it."""
    ticked = [str(box.attrs["value"]) for box in page.query("input") if "checked" in box.attrs]
    chosen = {
        str(field.attrs["name"]).removeprefix("q4-answer-"): str(option.attrs.get("value", option.to_text()))
        for field in page.query("select")
        for option in field.query("option")
        if "selected" in option.attrs
    }
    if type_ == QuestionType.SINGLE:
        return ticked[0] if ticked else None
    if type_ == QuestionType.MULTIPLE:
        return ticked or None
    if type_ == QuestionType.ORDER:
        return sorted(chosen, key=lambda choice: int(chosen[choice])) or None
    if type_ == QuestionType.MATCH:
        return chosen or None
    return page.query("input")[0].attrs["value"] or None


@pytest.mark.parametrize("type_", list(QuestionType))
def test_feedback_begins_with_the_verdict_and_tells_why(drawing: Flask, type_: QuestionType) -> None:
    asked = question(type_)
    with drawing.test_request_context():
        module: Any = drawing.jinja_env.get_template("components/question.html").module
        right = words(parsed(module.question_feedback(asked, RIGHT[type_], True)))
        wrong = words(parsed(module.question_feedback(asked, WRONG[type_], False)))
    assert right.startswith("Right")
    assert wrong.startswith("Not right")
    why = "The title is listed" if asked.choices and asked.choices[0].why else "You can only weigh"
    assert why in right
    assert why in wrong


@pytest.mark.parametrize("type_", [QuestionType.MATCH, QuestionType.ORDER])
def test_each_row_says_its_verdict_in_words(drawing: Flask, type_: QuestionType) -> None:
    asked = question(type_)
    with drawing.test_request_context():
        module: Any = drawing.jinja_env.get_template("components/feedback.html").module
        mixed = parsed(module.answers(asked, WRONG[type_]))
        key = parsed(module.answers(asked))
    for label in mixed.query("li.is-right > b"):
        assert words(label).endswith("(right)")
    for label in mixed.query("li.is-wrong > b"):
        assert "not right" in words(label) or "yours was" in words(label)
    assert mixed.query("li.is-right")
    assert mixed.query("li.is-wrong")
    assert "(right)" not in words(key)


def test_a_visitor_without_a_form_gets_no_session(tmp_path: Path) -> None:
    app = component_app(tmp_path, principal=None, menu=[], session_ends=None)
    response = app.test_client().get("/problem/404")
    assert "Set-Cookie" not in response.headers
    assert "session-ends" not in response.get_data(as_text=True)
    assert "Sign in" in response.get_data(as_text=True)


def test_a_first_visit_weighs_little(drawing: Flask) -> None:
    """A lesson, the sheet and the font together: 60 KB. The page with every component is far heavier than any lesson."""
    client = drawing.test_client()
    page = client.get("/preview", headers={"Accept-Encoding": "gzip"})
    tree = parsed(client.get("/preview").get_data(as_text=True))
    files = [str(link.attrs["href"]) for link in tree.query("link") if link.attrs.get("rel") != "icon"]
    weights = {}
    for name in files:
        with client.get(name, headers={"Accept-Encoding": "gzip"}) as answer:
            weights[name] = len(answer.data)
    assert weights[next(name for name in files if name.endswith(".css"))] <= 12_000
    assert len(page.data) + sum(weights.values()) <= 60_000
