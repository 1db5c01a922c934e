from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import Act, Unsealed
from app.catalogue.topics import TOPICS
from app.equivalents.models import Decision, Submission
from app.equivalents.queries import proofs_of
from app.equivalents.transferring import Transfer, plan_transfer, transfer
from app.errors import Invalid
from tests.factories.people import make_person
from tests.factories.rosters import AT, ON, ORCID, press, roster
from tests.factories.staff import make_institution

HEAD = "employee_number;orcid;address;name;course;completed_on;provider;topics;reference\n"
TOPIC = next(iter(TOPICS))


@pytest.fixture
def _known(session: Session) -> None:
    make_institution(session)
    press(session, roster(f"1;{ORCID};ana@calder.example;Ana Ruiz;physics;;;", "2;;ben@calder.example;Ben Ode;arts;;;"))


def look(session: Session, *lines: str) -> Transfer:
    content = (HEAD + "\n".join(lines)).encode("cp1252")
    return plan_transfer(session, content, source="old-lms", provider="citi", topics=(TOPIC,), today=ON)


def bring(session: Session, *lines: str) -> int:
    return transfer(session, look(session, *lines), source="old-lms", reason="Taken over from the old system", at=AT, by=None)


LINES = (
    "1;;;Ana Ruiz;Núclear safety;2026-03-01;;;77",
    f";{ORCID};;;Basics;1.4.2026;secure;{TOPIC};",
    "2;;;;Basics;2026-05-01;;;",
)


@pytest.mark.usefixtures("_known")
def test_the_same_file_twice_adds_nothing(session: Session) -> None:
    assert bring(session, *LINES) == 3
    again = look(session, *LINES)
    assert (again.new, again.known, again.problems) == ([], 3, [])
    assert bring(session, *LINES) == 0
    assert session.scalar(select(func.count(Submission.id))) == session.scalar(select(func.count(Decision.id))) == 3


@pytest.mark.usefixtures("_known")
def test_they_count_as_accepted_with_reason_and_seal(session: Session) -> None:
    bring(session, *LINES)
    given = session.scalars(select(Submission).where(Submission.source_ref == "77")).one()
    (proof,) = [one for one in proofs_of(session, [given.person_id], known_at=AT) if one.submission_id == given.id]
    assert (proof.title, proof.provider, proof.is_pending, proof.topics) == ("Núclear safety", "citi", False, frozenset({TOPIC}))
    decision = session.scalars(select(Decision).where(Decision.submission_id == given.id)).one()
    assert (decision.outcome, decision.reason) == ("accepted", "Taken over from the old system")
    for kind, row in (("submission", given.id), ("decision", decision.id)):
        assert session.scalar(select(Unsealed.id).where(Unsealed.kind == kind, Unsealed.row_id == row))
    assert session.scalars(select(Act.reason).where(Act.action == "completions.transferred")).all() == [decision.reason]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("9;;;Who Else;Basics;2026-05-01;;;", "Nobody is known"),
        (";;ana@calder.example;Somebody Else;Basics;2026-05-01;;;", "name on the line is another"),
        (";;ana@calder.example;;Basics;2026-05-01;;;", "name on the line is another"),
        ("9;;ana@calder.example;Ana Ruiz;Basics;2026-05-01;;;", "whose number this is not"),
        (f"2;{ORCID};;;Basics;2026-05-01;;;", "two people"),
        ("1;;;Ana Ruiz;Basics;2027-05-01;;;", "in the future"),
        ("1;;;Ana Ruiz;Basics;;;;", "no day of completion"),
        ("1;;;Ana Ruiz;;2026-05-01;;;", "names no course"),
        ("1;;;Ana Ruiz;=HYPERLINK(1);2026-05-01;;;", "holds a formula"),
        ("1;;;Ana Ruiz;Basics;2026-05-01;CITI Program;;", "no short name"),
        ("1;;;Ana Ruiz;Basics;2026-05-01;;witchcraft;", "no topic witchcraft"),
        (";;;Ana Ruiz;Basics;2026-05-01;;;", "of nobody"),
    ],
)
@pytest.mark.usefixtures("_known")
def test_a_wrong_line_says_so_and_the_others_are_taken(session: Session, line: str, words: str) -> None:
    planned = look(session, line, "1;;;Ana Ruiz;Good;2026-05-01;;;")
    assert len(planned.new) == 1
    assert words in planned.problems[0].words


@pytest.mark.usefixtures("_known")
def test_an_address_counts_with_the_same_name(session: Session) -> None:
    assert bring(session, ";;ana@calder.example;Ruiz, Ana;Basics;2026-05-01;;;") == 1


def test_a_reason_is_needed_and_a_head_too(session: Session) -> None:
    make_person(session, "Ana Ruiz")
    with pytest.raises(Invalid, match="Say why"):
        transfer(session, Transfer([], 0, [], 0, ""), source="old-lms", reason="", at=AT, by=None)
    with pytest.raises(Invalid, match="completed_on"):
        plan_transfer(session, b"course;name\nx;y", source="old-lms", provider="citi", today=dt.date(2026, 1, 1))
