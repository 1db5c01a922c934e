"""The scripts only improve: what they hold, send once, and put in place."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask, Response, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, Page, expect

from app.catalogue.shapes import QuestionType
from tests.web.samples import component_app, question

pytestmark = pytest.mark.browser
QUIZ = """{% extends "base.html" %}{% from "components/question.html" import question_fields, saving_form %}
{% set title = "Question 4 of 10" %}{% set scripts = ["answers"] %}{% block content %}<h1>{{ title }}</h1>
{% call saving_form("/answer", "token-1") %}{{ question_fields(question, question.choices) }}
<button name="go" value="on">Save</button>{% endcall %}{% endblock %}"""
NEXT = """{% extends "base.html" %}{% set title = "Question 5" %}{% block content %}<h1>{{ title }}</h1>{% endblock %}"""
LESSON = """{% extends "base.html" %}{% from "components/check.html" import check %}
{% set title = "A lesson" %}{% set scripts = ["checks"] %}{% set icons = ["covered", "expired"] %}
{% block content %}<h1>{{ title }}</h1><div class="ow-prose">{{ check(question, none, post_to) }}</div>{% endblock %}"""
FAR = LESSON.replace("<h1>", "<p>A long way down.</p>" * 99 + "<h1>").replace(
    "</div>{% endblock", "</div>" + "<p>On.</p>" * 99 + "{% endblock"
)
REPORT = """{% extends "base.html" %}{% from "components/progress.html" import progress %}
{% set title = "A report" %}{% set scripts = ["files"] %}{% block content %}<h1>{{ title }}</h1>
<p data-rows="1000"><a href="/rows.csv">CSV</a> <a href="/gone.csv">Gone</a></p>
<form action="/next" data-waits><button>Apply</button></form>
{{ progress("It begins.", "# of 1,000 rows have come.", "It is here.") }}{% endblock %}"""
PART = """{% from "components/check.html" import check %}{{ check(question, kept, post_to) }}"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class Site:
    """A server of three pages, which notes what it was sent and can be told to fail."""

    def __init__(self, cache: Path) -> None:
        self.sent: list[dict[str, str]] = []
        self.fails_with: int | None = None
        self.may_go_on = threading.Event()
        self.loads = 0
        self.app = component_app(cache, session_ends=int(time.time()) + 300)
        self._add_pages(self.app)
        self.server = make_server("127.0.0.1", 0, self.app, handler_class=Quiet)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _add_pages(self, app: Flask) -> None:
        loader = app.jinja_env.from_string
        asked = question(QuestionType.SINGLE)
        facts = {"question": asked, "post_to": lambda _kind, slug: f"/check/{slug}"}
        app.add_url_rule("/quiz", "quiz", lambda: render_template(loader(QUIZ), **facts))
        app.add_url_rule("/lesson", "lesson", lambda: render_template(loader(LESSON), **facts))
        app.add_url_rule("/far", "far", lambda: render_template(loader(FAR), **facts))
        app.add_url_rule("/next", "next", self._next)
        app.add_url_rule("/report", "report", lambda: render_template(loader(REPORT)))
        app.add_url_rule("/rows.csv", "rows", self._rows)
        app.add_url_rule("/session/extend", "extend", lambda: jsonify(session_ends=int(time.time()) + 3600), methods=["POST"])

        @app.post("/answer")
        def answer() -> ResponseReturnValue:
            if self.fails_with:
                return "no", self.fails_with
            self.sent.append(request.form.to_dict())
            flash("Question 4 is kept", "good")
            return redirect("/next")

        @app.post("/check/<slug>")
        def check(slug: str) -> ResponseReturnValue:
            self.sent.append({"part": request.headers.get("X-Part", ""), **request.form.to_dict()})
            kept = {"given": request.form["answer"], "is_right": request.form["answer"] == "2", "tries": 1}
            return render_template(loader(PART), kept=kept, **facts)

        @app.get("/complained")
        def complained() -> ResponseReturnValue:
            flash("Tick at least one, then check.", "bad")
            return redirect(f"/far#check-{asked.slug}")

    def _rows(self) -> Response:
        def lines() -> Iterator[str]:
            yield "row\n" * 600
            assert self.may_go_on.wait(20)
            yield "row\n" * 400

        return Response(lines(), mimetype="text/csv", headers={"Content-Disposition": 'attachment; filename="rows.csv"'})

    def _next(self) -> str:
        self.loads += 1
        return render_template(self.app.jinja_env.from_string(NEXT))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_an_answer_waits_for_the_network_and_is_sent_once(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/quiz")
    page.get_by_label("Give the post up").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not yet saved. It will be sent")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    assert site.sent == []
    page.context.set_offline(False)
    page.wait_for_url("**/next")
    assert [(sent["answer"], sent["sent"], sent["go"]) for sent in site.sent] == [("3", "token-1", "on")]


def test_the_next_page_is_loaded_once_with_its_message(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/quiz")
    page.get_by_label("Give the post up").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/next")
    expect(page.get_by_text("Question 4 is kept")).to_be_visible()
    assert site.loads == 1


def test_what_was_not_saved_is_filled_in_again(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/quiz")
    page.get_by_label("Give the post up").check()
    page.reload()
    expect(page.get_by_label("Give the post up")).to_be_checked()
    expect(page.get_by_text("Not yet saved. What you had chosen")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/next")
    page.goto(f"{site.address}/quiz")
    expect(page.get_by_label("Give the post up")).not_to_be_checked()


def test_a_failing_server_is_tried_again(site: Site, page: Page) -> None:
    site.fails_with = 503
    page.goto(f"{site.address}/quiz")
    page.get_by_label("Give the post up").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not yet saved. It will be sent")).to_be_visible()
    site.fails_with = None
    page.wait_for_url("**/next", timeout=15_000)
    assert len(site.sent) == 1


def test_a_check_is_answered_in_place(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/lesson")
    page.get_by_label("Nothing to declare").check()
    page.get_by_role("button", name="Check my answer").click()
    feedback = page.locator("[data-feedback]")
    expect(feedback).to_be_focused()
    expect(feedback).to_contain_text("Not right")
    page.get_by_label("List the post").check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("[data-feedback]")).to_have_text("Right")
    assert [sent["part"] for sent in site.sent] == ["1", "1"]
    assert page.url == f"{site.address}/lesson"


def test_a_check_without_a_connection_keeps_the_page(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/lesson")
    page.get_by_label("Nothing to declare").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    expect(page.get_by_label("Nothing to declare")).to_be_checked()


def test_a_message_stays_in_sight_at_the_part_it_is_about(site: Site, chromium: Browser) -> None:
    """Without a script, what could not be taken leads back to its part, far below the message at the top."""
    page = chromium.new_page(java_script_enabled=False, viewport={"width": 320, "height": 480})
    page.goto(f"{site.address}/complained")
    expect(page.get_by_text("Tick at least one")).to_be_in_viewport()
    expect(page.get_by_text("Check yourself. Not graded")).to_be_in_viewport()
    page.close()


def test_a_long_file_tells_how_far_it_has_come(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/report")
    page.get_by_role("link", name="CSV").click()
    expect(page.get_by_text("600 of 1,000 rows have come.")).to_be_visible()
    assert page.get_by_role("progressbar").get_attribute("value") == "0.6"
    with page.expect_download() as came:
        site.may_go_on.set()
    assert came.value.suggested_filename == "rows.csv"
    assert came.value.path().read_text() == "row\n" * 1000
    expect(page.get_by_text("It is here.")).to_be_visible()


def test_what_is_no_file_is_opened_as_a_page(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/report")
    page.get_by_role("link", name="Gone").click()
    page.wait_for_url("**/gone.csv")


def test_a_form_that_takes_long_says_that_work_goes_on(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/report")
    expect(page.get_by_role("progressbar")).to_be_hidden()
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("It begins.")).to_be_visible()


def test_the_end_of_a_session_is_told_and_put_off(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/lesson")
    words = page.get_by_text("You will be signed out in 5 minutes.")
    expect(words).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(words).to_have_count(0)
