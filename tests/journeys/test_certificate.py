"""From the first page of a course to a certificate that a stranger checks, without JavaScript, with the worker's own hearers."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.announcements import HEARERS_OF
from app.assessment.models import Attempt
from app.assessment.queries import read_sitting
from app.catalogue.queries import module_version
from app.catalogue.shapes import Question
from app.clock import now
from app.credentials.models import Certificate
from app.credentials.wording import Issuer
from app.database.sessions import Database
from app.documents.compiling import compile_document
from app.jobs.working import name_hearers, work_one
from app.mail.models import Letter
from app.records.models import Completion
from tests.documents.papers import bare, text_of
from tests.factories.attempts import right_answer, typed
from tests.factories.content import publish_sample
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor


@pytest.fixture
def ana(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
    return sign_in(visitor)


def drawn(database: Database) -> list[Question]:
    with database.reading() as session:
        sitting = read_sitting(session, session.scalar(select(func.max(Attempt.id))) or 0)
        module = module_version(session, sitting.version_id)
        return [module.question(asked.question_id) for asked in sitting.asked]


def work(app: Flask, database: Database) -> int:
    """All that is due, as the worker does it. Returns how much it was."""
    tools = {
        "compile_document": compile_document,
        "composer": app.extensions["openward.composer"],
        "issuer": Issuer("Calder University", "https://localhost", demo=False),
    }
    done = 0
    while news := work_one(database, hearers=name_hearers(HEARERS_OF), tools=tools, now=now):
        assert news.problem is None, news
        done += 1
    return done


def take_course(ana: Visitor, database: Database) -> Visitor:
    ana.get("/").follow("Begin Looking after keys")
    ana.press("Done. Go on to Lending a key").press("Done. Go on to Whom to ask").press("Done. Go on to the quiz")
    ana.press("Begin")
    for question in drawn(database):
        ana.press("Save and go on", **typed(question, right_answer(question)))
    return ana.press("Hand in")


def test_a_learner_earns_a_certificate_that_a_stranger_can_check(app: Flask, ana: Visitor, database: Database) -> None:
    take_course(ana, database)
    assert "certificate" in ana.text.lower()
    assert work(app, database) >= 2
    with database.reading() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "certificate")).one()
        assert session.scalar(select(func.count()).select_from(Completion)) == 1
        assert session.scalar(select(func.count()).select_from(Certificate)) == 1
    found = re.search(r"https://localhost(/certificates/([A-Z0-9-]{19}))", letter.text)
    assert found
    own, code = found.groups()

    ana.get("/")
    assert ana.heading == "Nothing is due"
    ana.follow("Looking after keys")
    assert ana.path == own
    paper = text_of(ana.client.get(f"{own}.pdf").data)
    assert bare("Ana Ruiz") in paper
    assert code in paper

    stranger = Visitor(app).get("/").press("Look up", code=code.lower().replace("-", " "))
    assert stranger.heading == "This certificate is in force"
    assert "A. R." in stranger.text
    assert "Ana" not in stranger.text
    ana.get(own).press("Show my name in full")
    assert "Ana Ruiz" in stranger.get(f"/verify/{code}").text
    facts = stranger.client.get(f"/verify/{code}.json").get_json()
    assert bare(facts["title"]) in paper
    assert app.test_cli_runner().invoke(args=["verify", code]).exit_code == 0


def test_the_second_cycle_leaves_the_first_as_it_was(ana: Visitor, database: Database) -> None:
    take_course(ana, database)
    ana.get("/courses/keys").press("Take the course again")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Completion)) == 1
    ana.get("/record")
    assert ana.heading == "One completion on your record"
    assert ana.get("/").heading.endswith("to go")
