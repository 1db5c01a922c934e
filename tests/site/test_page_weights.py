"""What travels to a browser, compressed as it is sent: a first visit with all it loads, every further page by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML

from app.catalogue.files import files_under
from app.catalogue.live import LiveCourse
from app.database.sessions import Database
from tests.factories.content import publish_sample
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor

FIRST = 60_000
NEXT = 15_000
MODULE = 60_000
COURSE = "what-is-research-security"
SQUEEZED = {"Accept-Encoding": "gzip"}
LOADED = 'link[rel="stylesheet"], link[rel="preload"], link[rel="icon"], script[src], main img'


@pytest.fixture
def course(database: Database, project: Path) -> LiveCourse:
    with database.transaction() as session:
        make_person(session)
        return publish_sample(session, files=files_under(project), slug=COURSE)


@pytest.fixture
def learner(app: Flask, course: LiveCourse) -> FlaskClient:
    return sign_in(Visitor(app)).client


def weight(client: FlaskClient, address: str) -> int:
    with client.get(address, headers=SQUEEZED) as response:
        assert response.status_code == 200, address
        return len(response.data)


def loaded_by(app: Flask, client: FlaskClient, address: str) -> list[str]:
    page = JustHTML(client.get(address).text, sanitize=False)
    found = [str((one.attrs or {}).get("href") or (one.attrs or {}).get("src")) for one in page.query(LOADED)]
    asset: Any = app.jinja_env.globals["asset"]
    italics = [asset("fonts/literata-italic.woff2")] if page.query("em, cite, i") else []
    return [one for one in dict.fromkeys(found + italics) if not one.startswith("data:")]


def test_a_first_visit_is_light(app: Flask, course: LiveCourse, learner: FlaskClient) -> None:
    stranger = app.test_client()
    lesson = f"/courses/{COURSE}/{course.pages[1].module}/{course.pages[1].slug}"
    for client, address in ((stranger, "/"), (stranger, lesson), (learner, lesson), (learner, "/")):
        parts = {one: weight(client, one) for one in [address, *loaded_by(app, client, address)]}
        assert sum(parts.values()) <= FIRST, parts
        assert len(parts) >= 4


def test_every_further_page_is_light(course: LiveCourse, learner: FlaskClient) -> None:
    lessons = [f"/courses/{COURSE}/{page.module}/{page.slug}" for page in course.pages]
    others = ["/", "/courses", f"/courses/{COURSE}", f"/courses/{COURSE}/{course.modules[0].slug}", "/record"]
    heavy = {address: size for address in lessons + others if (size := weight(learner, address)) > NEXT}
    assert not heavy


def test_a_module_on_one_page_is_light(course: LiveCourse, learner: FlaskClient) -> None:
    for module in course.modules:
        assert weight(learner, f"/courses/{COURSE}/{module.slug}/all") <= MODULE
