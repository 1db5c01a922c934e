from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from flask import Flask

from app.credentials.codes import in_fours
from app.database.sessions import Database
from app.records.recording import void_completion
from tests.documents.papers import bare, claims_ua, text_of
from tests.factories.completions import DONE, Finished, finish_again, store_finished
from tests.factories.content import SMALL as SMALL_FILES
from tests.factories.content import changed
from tests.factories.people import make_person, sign_in
from tests.queries import counted_queries
from tests.visitor import Visitor

FORMULA = changed(SMALL_FILES, "modules/courses/keys.md", "title: Looking after keys", 'title: "=HYPERLINK(1)"')


@pytest.fixture
def finished(database: Database) -> Finished:
    return store_finished(database)


@pytest.fixture
def ana(visitor: Visitor, finished: Finished) -> Visitor:
    return sign_in(visitor)


def test_everything_ever_completed(ana: Visitor, database: Database, finished: Finished) -> None:
    with database.transaction() as session:
        finish_again(session, finished, at=DONE + dt.timedelta(days=365))
        void_completion(session, completion_id=finished.completion.id, reason="Not the same person.", by=None, at=DONE)
    ana.get("/record")
    assert ana.heading == "Two completions on your record"
    rows = [" ".join(row.to_text().split()) for row in ana.page.query("tbody tr")]
    assert "20 November 2027" in rows[0]
    assert "In force" in rows[0]
    assert "20 November 2026" in rows[1]
    assert "Voided" in rows[1]
    assert f"Version {finished.course.label}" in rows[1]
    assert len(ana.page.query("textarea")) == 1
    ana.follow(in_fours(finished.certificate.code))
    assert ana.heading == "Certificate of completion"


def test_an_empty_one_says_what_it_is_for(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        make_person(session)
    sign_in(visitor).get("/record")
    assert visitor.heading == "Nothing is on your record yet"
    assert visitor.client.get("/record.json").get_json()["completions"] == []
    assert "Nothinghasbeencompletedyet." in text_of(visitor.client.get("/record.pdf").data)


def test_taken_along_as_pdf_table_and_data(ana: Visitor, finished: Finished) -> None:
    code = in_fours(finished.certificate.code)
    paper = ana.client.get("/record.pdf")
    assert paper.mimetype == "application/pdf"
    assert claims_ua(paper.data)
    assert code in text_of(paper.data)
    assert bare("20 November 2026") in text_of(paper.data)
    table = ana.client.get("/record.csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [row["certificate"] for row in rows] == [code]
    facts = ana.client.get("/record.json").get_json()
    assert facts["completions"][0]["certificate"] == code
    assert facts["completions"][0]["completed_at"] == rows[0]["completed_at"] == "2026-11-20T10:12:00-05:00"
    for answer in (paper, table):
        assert "training-record." in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_no_cell_is_a_formula(database: Database, visitor: Visitor) -> None:
    store_finished(database, files=FORMULA)
    table = sign_in(visitor).client.get("/record.csv")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert rows[0]["title"] == "'=HYPERLINK(1)"


def test_everybody_sees_only_the_own_one(app: Flask, database: Database, finished: Finished) -> None:
    with database.transaction() as session:
        make_person(session, "Bo Li")
    stranger = sign_in(Visitor(app), "bo.li@calder.example")
    assert stranger.get("/record").heading == "Nothing is on your record yet"
    assert stranger.client.get("/record.json").get_json()["completions"] == []


@pytest.mark.parametrize("ending", ["", ".pdf", ".csv", ".json"])
def test_it_is_for_who_is_signed_in(visitor: Visitor, ending: str) -> None:
    assert visitor.client.get(f"/record{ending}").status_code == 302


def test_many_completions_cost_no_more_questions(ana: Visitor, database: Database, finished: Finished) -> None:
    ana.get("/record")
    with counted_queries(database) as few:
        ana.get("/record")
    with database.transaction() as session:
        again = finish_again(session, finished, at=DONE + dt.timedelta(days=365))
        again.completion.label = "2.0"
    with counted_queries(database) as more:
        ana.get("/record")
    assert len(few) == len(more) <= 7
