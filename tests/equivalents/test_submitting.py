from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import Act, Unsealed
from app.documents.models import Blob
from app.equivalents.models import Submission
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Evidence, Kind, Outcome
from app.equivalents.submitting import submit
from app.errors import Conflict, Invalid, NotFound
from tests.factories.people import make_person
from tests.factories.proofs import AT, ON, PDF, TOPICS, attested, given, hand_in


def test_what_is_handed_in_is_kept_with_the_topics_its_provider_is_known_for(session: Session) -> None:
    ana = make_person(session)
    kept = hand_in(session, ana, given(title=" Condensed  Training\nModule ", note="Code 4711"))
    assert (kept.title, kept.topics, kept.note) == ("Condensed Training Module", sorted(TOPICS), "Code 4711")
    assert (kept.submitted_by, kept.submitted_at, kept.evidence_kind) == (ana.id, AT, "pdf")
    assert session.scalar(select(Blob.bytes).where(Blob.digest == kept.evidence_digest)) == PDF
    assert list(session.scalars(select(Unsealed.kind))) == ["submission"]


def test_who_hands_in_for_somebody_else_is_on_the_audit_log(session: Session) -> None:
    ana, officer = make_person(session), make_person(session, "Olga Officer")
    kept = hand_in(session, ana, by=officer.id)
    act = session.scalars(select(Act)).one()
    assert (act.action, act.by, act.subject_id, act.detail) == ("equivalent.submitted", officer.id, kept.id, {"person": ana.id})


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"provider": "nobody"}, "provider"),
        ({"provider": ""}, "provider"),
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"completed_on": None}, "completed_on"),
        ({"completed_on": ON + dt.timedelta(days=1)}, "completed_on"),
        ({"completed_on": dt.date(1999, 12, 31)}, "completed_on"),
        ({"evidence": None}, "file"),
        ({"note": "x" * 1001}, "note"),
    ],
)
def test_what_is_missing_or_wrong_is_named_with_its_field(session: Session, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        hand_in(session, make_person(session), given(**facts))
    assert raised.value.field == field


@pytest.mark.parametrize(
    ("facts", "field"), [({"employer": ""}, "employer"), ({"title": ""}, "title"), ({"provider": "citi"}, "provider")]
)
def test_an_employers_word_names_who_says_it(session: Session, facts: dict[str, Any], field: str) -> None:
    ana = make_person(session)
    assert hand_in(session, ana, attested()).kind == Kind.ATTESTATION
    with pytest.raises(Invalid) as raised:
        hand_in(session, ana, attested(**facts))
    assert raised.value.field == field


def test_today_counts_where_the_institution_is(session: Session) -> None:
    assert hand_in(session, make_person(session), given(completed_on=ON)).completed_on == ON


def test_the_same_twice_is_refused_until_the_first_was_refused(session: Session) -> None:
    ana = make_person(session)
    first = hand_in(session, ana)
    with pytest.raises(Conflict, match="handed in before"):
        hand_in(session, ana)
    hand_in(session, ana, given(evidence=Evidence("pdf", PDF + b"\n")))
    hand_in(session, make_person(session, "Bo Berg"))
    decide(session, submission_id=first.id, outcome=Outcome.REFUSED, reason="It is not legible.", by=None, at=AT, seen=None)
    hand_in(session, ana)
    assert session.scalar(select(func.count(Submission.id))) == 4
    assert session.scalar(select(func.count()).select_from(Blob)) == 2


def test_a_line_of_an_import_is_taken_once(session: Session) -> None:
    ana = make_person(session)
    line = given(evidence=None, source="citi", source_ref="record 1")
    hand_in(session, ana, line)
    with pytest.raises(Conflict, match="This line was handed in before"):
        hand_in(session, make_person(session, "Bo Berg"), line)


def test_somebody_may_have_twenty_waiting(session: Session) -> None:
    ana = make_person(session)
    for number in range(20):
        hand_in(session, ana, given(title=f"Course {number}"))
    with pytest.raises(Invalid, match="20 things wait"):
        hand_in(session, ana, given(title="Course 20"))


def test_nobody_can_be_handed_in_for_who_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        submit(session, given(), person_id=0, by=None, at=AT, on=ON)
