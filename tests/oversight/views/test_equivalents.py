"""The queue of training from elsewhere, and deciding about it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.models import Person
from app.database.sessions import Database
from app.equivalents.queries import handed_by
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Evidence, Given, Outcome, State
from app.jobs.models import Announcement
from tests.factories.proofs import AT, PDF, attested, given, hand_in, png
from tests.oversight.conftest import Calder, nodes
from tests.visitor import Visitor

As = Callable[[Person], Visitor]


def store(database: Database, person: Person, what: Given | None = None) -> str:
    with database.transaction() as session:
        return hand_in(session, person, what).code


def state(database: Database, person: Person) -> State:
    with database.reading() as session:
        return handed_by(session, person.id)[0].state


def test_the_queue_of_an_officer_ends_at_her_units(calder: Calder, as_: As, database: Database) -> None:
    mine, other = store(database, calder.phil), store(database, calder.art)
    sam = as_(calder.sam)
    assert sam.get("/equivalents").heading == "1 thing waits for review"
    assert "Phil Physics" in sam.text
    sam.get(f"/equivalents/{mine}")
    for address in (f"/equivalents/{other}", f"/equivalents/{other}/file", f"/people/{calder.art.code}/equivalents"):
        sam.get(address, status=404)
    for person in (calder.phil, calder.vera):
        as_(person).get("/equivalents", status=403)


def test_accepting_with_the_topics_that_were_ticked(calder: Calder, as_: As, database: Database) -> None:
    code = store(database, calder.phil, given(provider="university", title="Their course"))
    sam = as_(calder.sam).get(f"/equivalents/{code}")
    assert "The reviewer sets the topics" in sam.text
    sam.press("Accept", status=422)
    assert "Say which topics it addressed" in sam.text
    sam.press("Accept", topics=["disclosure", "cybersecurity"])
    assert "Accepted. It counts as an equivalent from now on." in sam.text
    assert sam.heading == "0 things wait for review"
    with database.reading() as session:
        (handed,) = handed_by(session, calder.phil.id)
        assert (handed.state, handed.topics, handed.decided_by) == (
            State.ACCEPTED,
            ("cybersecurity", "disclosure"),
            "Sam Science",
        )
        topics = [row.topic for row in session.query(Announcement).order_by(Announcement.id)]
    assert "proof.decided" in topics
    assert "Accepted as equivalent" in sam.get(f"/people/{calder.phil.code}").text


def test_refusing_needs_a_reason_that_stays_typed_and_can_be_undone(calder: Calder, as_: As, database: Database) -> None:
    code = store(database, calder.phil)
    sam = as_(calder.sam).get(f"/equivalents/{code}")
    sam.press("Refuse", status=422, reason="no")
    assert "Say why, in a sentence" in sam.text
    assert nodes(sam, "#reason")[0].to_text().strip() == "no"
    sam.press("Refuse", reason="The name on the file is another one.")
    assert state(database, calder.phil) is State.REFUSED
    sam.get(f"/equivalents/{code}").press("Take the decision back", reason="It was the right name after all.")
    assert state(database, calder.phil) is State.WAITING
    history = sam.get(f"/equivalents/{code}").text
    assert "The name on the file is another one." in history
    assert "Taken back" in history


def test_a_question_is_answered_and_then_decided(calder: Calder, as_: As, database: Database) -> None:
    code = store(database, calder.phil)
    sam, olga = as_(calder.sam).get(f"/equivalents/{code}"), as_(calder.ruth)
    sam.press("Ask for something", reason="Under which name did you take it?")
    olga.get(f"/equivalents/{code}")
    phil = as_(calder.phil).get("/record/elsewhere").follow("Answer the question : Condensed Training Module")
    assert "The reviewer asks Under which name did you take it?" in phil.text
    phil.press("Send the answer", words="", status=422)
    assert "Write the answer" in phil.text
    phil.press("Send the answer", words="Under my former name.", file=(io.BytesIO(b"<html>"), "x.png"), status=422)
    assert nodes(phil, "#words")[0].to_text().strip() == "Under my former name."
    phil.press("Send the answer", words="Under my former name.", file=(io.BytesIO(png()), "x.png"))
    assert "Your answer is with the reviewer." in phil.text
    assert "Waits for review answered" in phil.text
    assert "Sam Science" not in phil.text
    phil.post(f"/record/elsewhere/{code}", {"words": "Once more."}, status=422)
    olga.press("Refuse", reason="No answer came.", status=422)
    assert "An answer came meanwhile" in olga.text
    assert sam.get("/equivalents").heading == "1 thing waits for review"
    sam.get(f"/equivalents/{code}")
    assert "The question is answered Under my former name." in sam.text
    file = nodes(sam, 'a[href*="?answer="]')[0].attrs["href"]
    assert sam.client.get(file).data == png()
    as_(calder.olga).get(file, status=404)
    as_(calder.cher).get(f"/record/elsewhere/{code}", status=404)
    sam.press("Accept", topics=["disclosure"])
    assert state(database, calder.phil) is State.ACCEPTED
    assert "Answered Under my former name." in sam.get(f"/equivalents/{code}").text


def test_an_officer_records_what_the_person_answered(calder: Calder, as_: As, database: Database) -> None:
    code = store(database, calder.phil)
    sam, ruth = as_(calder.sam).get(f"/equivalents/{code}"), as_(calder.ruth)
    assert "Answer for the person" not in sam.text
    sam.press("Ask for something", reason="Under which name did you take it?")
    ruth.get(f"/equivalents/{code}").press(
        "Record the answer", words="Phil rang.", file=(io.BytesIO(b"<html>"), "x.png"), status=422
    )
    assert nodes(ruth, "#words")[0].to_text().strip() == "Phil rang."
    ruth.press("Refuse", reason="", status=422)
    ruth.press("Record the answer", words="Phil rang: under his former name.")
    assert "The answer is recorded. It waits for review again." in ruth.text
    assert "Answer for the person" not in ruth.text
    ruth.post(f"/equivalents/{code}/answer", {"words": "Once more."}, status=422)
    assert "Ruth" in as_(calder.phil).get(f"/record/elsewhere/{code}").text
    as_(calder.olga).get("/").post(f"/equivalents/{code}/answer", {"words": "From elsewhere."}, status=404)
    with database.transaction() as session:
        asked = hand_in(session, calder.ruth)
        why: dict[str, Any] = {"reason": "Which course was it?", "by": calder.sam.id, "at": AT, "seen": None}
        decide(session, submission_id=asked.id, outcome=Outcome.ASKED, **why)
        own = asked.code
    assert "Answer for the person" not in ruth.get(f"/equivalents/{own}").text


def test_what_speaks_against_it_is_said(calder: Calder, as_: As, database: Database) -> None:
    store(database, calder.cher)
    code = store(database, calder.phil)
    sam = as_(calder.sam).get("/equivalents")
    assert "Somebody else has handed in the same file" in sam.text
    sam.get(f"/equivalents/{code}")
    assert "Look at this first" in sam.text
    assert "It might double one of these" in sam.text


def test_two_reviewers_at_once(calder: Calder, as_: As, database: Database) -> None:
    code = store(database, calder.phil)
    sam, ruth = as_(calder.sam).get(f"/equivalents/{code}"), as_(calder.ruth).get(f"/equivalents/{code}")
    ruth.press("Accept")
    sam.press("Refuse", status=422, reason="The name on the file is another one.")
    assert "Somebody has decided this meanwhile" in sam.text
    assert state(database, calder.phil) is State.ACCEPTED


def test_nobody_decides_the_own(calder: Calder, as_: As, database: Database) -> None:
    code = store(database, calder.ruth)
    ruth = as_(calder.ruth).get(f"/equivalents/{code}")
    assert "This is your own. Another reviewer decides it." in ruth.text
    ruth.post(f"/equivalents/{code}/decide", {"outcome": "accepted", "topics": "disclosure"}, status=403)
    assert state(database, calder.ruth) is State.WAITING


def test_a_picture_is_shown_and_any_file_comes_as_an_attachment(calder: Calder, as_: As, database: Database) -> None:
    code = store(database, calder.phil, given(evidence=Evidence("png", png())))
    sam = as_(calder.sam).get(f"/equivalents/{code}")
    assert nodes(sam, "img.ow-evidence")[0].attrs["src"] == f"/equivalents/{code}/file"
    response = sam.client.get(f"/equivalents/{code}/file")
    assert (response.data, response.mimetype) == (png(), "image/png")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    sam.get(f"/equivalents/{store(database, calder.phil, attested())}/file", status=404)


@pytest.mark.parametrize("at_once", [False, True])
def test_an_officer_hands_in_for_somebody(calder: Calder, as_: As, database: Database, at_once: bool) -> None:
    sam = as_(calder.sam).get(f"/people/{calder.phil.code}").follow("Hand in training from elsewhere")
    fields: dict[str, Any] = {"provider": "secure-ctm", "title": "CTM", "completed_on": "2026-06-03"}
    sam.press("Hand it in", status=422, file=(io.BytesIO(b"x"), "x"), **fields)
    assert "neither PDF, PNG nor JPEG" in sam.text
    more: dict[str, Any] = {"at_once": "y"} if at_once else {}
    sam.press("Hand it in", file=(io.BytesIO(PDF), "x"), **fields, **more)
    assert sam.path == f"/people/{calder.phil.code}"
    assert state(database, calder.phil) is (State.ACCEPTED if at_once else State.WAITING)
    with database.reading() as session:
        assert handed_by(session, calder.phil.id)[0].submitted_by == "Sam Science"


def test_filters(calder: Calder, as_: As, database: Database) -> None:
    store(database, calder.phil)
    ruth = as_(calder.ruth)
    assert ruth.get("/equivalents?state=refused").heading == "0 things were refused"
    assert ruth.get("/equivalents?state=&words=phil").heading == "1 thing was handed in"
    ruth.get("/equivalents?state=perhaps", status=422)
