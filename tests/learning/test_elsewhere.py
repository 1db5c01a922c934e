"""Handing in training from elsewhere, as a learner does it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.database.sessions import Database
from app.equivalents.models import Submission
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Outcome
from app.learning.taking_stock import take_stock
from app.requirements.keeping import set_policy
from app.requirements.shapes import Policy
from tests.documents.papers import text_of
from tests.factories.people import make_person, sign_in
from tests.factories.proofs import PDF, TOPICS, png
from tests.visitor import Visitor

FIELDS: dict[str, Any] = {
    "provider": "secure-ctm",
    "title": "Condensed Training Module",
    "completed_on": "2026-11-03",
    "note": "Code 4711",
}


@pytest.fixture
def ana(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        make_person(session)
    return sign_in(visitor)


def bring(ana: Visitor, content: bytes = PDF, *, status: int = 200, **fields: Any) -> Visitor:
    ana.get("/record/elsewhere/certificate")
    return ana.press("Hand it in", status=status, file=(io.BytesIO(content), "certificate.bin"), **(FIELDS | fields))


def attributes(visitor: Visitor, selector: str) -> dict[str, str | None]:
    return visitor.page.query(selector)[0].attrs or {}


def only(session: Session) -> Submission:
    return session.scalars(select(Submission)).one()


def say(database: Database, outcome: Outcome, reason: str = "It is legible and fits.") -> None:
    with database.transaction() as session:
        said: dict[str, Any] = {"reason": reason, "topics": TOPICS}
        decide(session, submission_id=only(session).id, outcome=outcome, **said, by=None, at=now(), seen=None)


def test_a_certificate_is_handed_in_and_waits(ana: Visitor, database: Database) -> None:
    bring(ana)
    assert ana.heading == "Training from elsewhere"
    assert "Handed in. A reviewer looks at it" in ana.text
    assert "Waits for review" in ana.text
    with database.reading() as session:
        assert (only(session).evidence_kind, only(session).note) == ("pdf", "Code 4711")
    assert "Waits for review" in ana.get("/record").text


def test_what_was_typed_stays_and_the_file_is_asked_for_again(ana: Visitor) -> None:
    bring(ana, status=422, title="", completed_on="31.02.2026")
    assert ana.page.query("#note")[0].to_text().strip() == "Code 4711"
    assert "selected" in attributes(ana, 'option[value="secure-ctm"]')
    assert attributes(ana, "#completed_on")["value"] == "31.02.2026"
    assert "There is no day 31.02.2026" in ana.text
    assert "Choose the file again: a page cannot keep it" in ana.text


@pytest.mark.parametrize(
    ("content", "said"), [(b"<html>", "neither PDF, PNG nor JPEG"), (b"", "file is empty"), (png(60_000, 60_000), "too large")]
)
def test_a_file_that_cannot_be_taken_is_said_beside_its_field(ana: Visitor, content: bytes, said: str) -> None:
    bring(ana, content, status=422)
    assert said in ana.page.query("#file-error")[0].to_text()
    assert attributes(ana, "#title")["value"] == FIELDS["title"]


def test_the_same_again_changes_nothing(ana: Visitor) -> None:
    bring(ana)
    bring(ana, status=422)
    assert "This was handed in before" in ana.text


def test_the_file_comes_back_so_that_nothing_in_it_runs(ana: Visitor, app: Flask, database: Database) -> None:
    bring(ana)
    ana.get("/record/elsewhere")
    link = str(attributes(ana, "td a")["href"])
    response = ana.client.get(link)
    assert response.data == PDF
    assert response.headers["Content-Disposition"].startswith('attachment; filename="evidence-')
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "private, no-store"
    with database.transaction() as session:
        make_person(session, "Bo Berg")
    other = sign_in(Visitor(app), "bo.berg@calder.example")
    assert other.client.get(link).status_code == 404
    assert app.test_client().get(link).status_code == 302


def test_an_employers_word(ana: Visitor) -> None:
    ana.get("/record/elsewhere/attestation")
    ana.press("Hand it in", employer="Nordfjord Institute", title="", completed_on="2026-11-03", status=422)
    assert "Write who says so, and in what office" in ana.text
    ana.press("Hand it in", title="Ina Falk, Office of Research")
    assert "Nordfjord Institute" in ana.text
    assert "Your employer's word, by Ina Falk" in ana.text


def test_the_answer_of_the_reviewer_is_seen(ana: Visitor, database: Database) -> None:
    bring(ana)
    say(database, Outcome.ASKED, "The second page is missing.")
    ana.get("/record/elsewhere")
    assert "A question" in ana.text
    assert "The reviewer says: The second page is missing." in ana.text
    ana.follow("Answer the question : Condensed Training Module")
    assert ana.heading == "Condensed Training Module"
    assert "The reviewer asks The second page is missing." in ana.text


def test_what_is_accepted_stands_on_the_record_everywhere(ana: Visitor, database: Database) -> None:
    bring(ana)
    assert ana.client.get("/record.json").get_json()["equivalents"] == []
    say(database, Outcome.ACCEPTED)
    assert "Accepted as equivalent" in ana.get("/record").text
    (one,) = ana.client.get("/record.json").get_json()["equivalents"]
    assert (one["title"], one["completed_on"], one["kind"]) == ("Condensed Training Module", "2026-11-03", "equivalent")
    table = ana.client.get("/record.csv").text
    assert '"Condensed Training Module (SECURE Center, condensed training module (CTM))",,2026-11-03' in table
    assert ",equivalent," in table
    paper = text_of(ana.client.get("/record.pdf").data)
    assert "CondensedTrainingModule" in paper
    assert "Equivalent" in paper


def test_it_counts_under_the_rules_where_the_institution_takes_it(ana: Visitor, database: Database) -> None:
    bring(ana)
    say(database, Outcome.ACCEPTED)

    def is_met() -> bool:
        with database.reading() as session:
            person_id = only(session).person_id
            stock = take_stock(session, person_id=person_id, at=now(), zone="America/New_York", first="")
        return all(holding.held_through for holding in stock.holdings)

    assert is_met()
    ana.get("/")
    assert "Accepted from elsewhere" in ana.text
    with database.transaction() as session:
        policy = Policy(equivalents=["citi"])
        set_policy(session, policy, by=None, at=now(), reason="We take CITI alone.", based_on=None)
    assert not is_met()


def test_a_large_file_is_taken_where_files_are(ana: Visitor) -> None:
    bring(ana, PDF.replace(b"trailer", b"stream\n" + b"\0" * 3_000_000 + b"\nendstream\ntrailer"))
    assert ana.heading == "Training from elsewhere"
    token = {"csrf_token": ana.token}
    assert ana.client.post("/account/name", data={**token, "name": "x" * 3_000_000}).status_code == 413
