"""From the letter to the first lesson in two screens; and nothing lost when a session ends on the way."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database.sessions import Database
from app.enrolments.models import PageRead
from app.mail.models import Letter
from tests.entry.test_signing import age
from tests.factories.content import publish_sample
from tests.factories.people import PASSWORD
from tests.visitor import Visitor


@pytest.fixture
def mei(app: Flask, database: Database) -> Visitor:
    """Somebody who has just opened the link of the letter."""
    with database.transaction() as session:
        publish_sample(session)
    visitor = Visitor(app).get("/register")
    visitor.press(
        "Send me the letter", name="Mei Tan", address="mei.tan@calder.example", password=PASSWORD, zone="Asia/Singapore"
    )
    with database.reading() as session:
        letter = session.execute(select(Letter)).scalar_one()
    found = re.search(r"https://localhost(/welcome/\S+)", letter.text)
    assert found
    return Visitor(app).get(found[1])


def pages_read(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(PageRead)) or 0


def test_two_screens(mei: Visitor) -> None:
    assert mei.heading == "One press, and you can begin"
    mei.press("Confirm and begin")
    assert re.fullmatch(r"/courses/[^/]+/[^/]+/[^/]+", mei.path)
    assert mei.page.query("article")


def test_a_page_done_after_the_session_ended_counts_once(mei: Visitor, database: Database) -> None:
    mei.press("Confirm and begin")
    lesson = mei.path
    age(mei, 500)
    mei.press("Done")
    assert mei.heading == "Sign in"
    assert pages_read(database) == 0
    mei.press("Sign in", address="mei.tan@calder.example", password=PASSWORD)
    assert mei.heading == "You were signed out before this was saved"
    waiting = mei.page
    mei.press("Save it now")
    assert pages_read(database) == 1
    assert mei.path != lesson
    mei.page = waiting
    mei.press("Save it now", status=409)
    assert "saved already" in mei.text
    assert pages_read(database) == 1
