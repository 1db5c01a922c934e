from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.documents.models import Blob
from app.equivalents.models import Decision, Submission
from app.equivalents.queries import decisions_on, file_of, handed_by, latest_decision, proofs_of
from app.equivalents.queueing import page_of_queue
from app.equivalents.replying import reply
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Evidence, Outcome, State
from app.errors import Conflict, Invalid, NotFound
from app.jobs.models import Announcement
from tests.factories.people import make_person
from tests.factories.proofs import AT, ON, PDF, TOPICS, hand_in, png

QUESTION = "Under which name did you take it?"
ANSWER = "Under my former name, Ana Vega."


@pytest.fixture
def ana(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def what(session: Session, ana: Person) -> Submission:
    """Handed in by Ana Ruiz, and asked about."""
    given = hand_in(session, ana)
    decide(session, submission_id=given.id, outcome=Outcome.ASKED, reason=QUESTION, by=None, at=AT, seen=None)
    return given


def answer(session: Session, what: Submission, by: Person, words: str = ANSWER, evidence: Evidence | None = None) -> int:
    return reply(session, submission_id=what.id, words=words, evidence=evidence, by=by.id, at=AT).id


def test_an_answer_lets_it_wait_again_beside_the_question(session: Session, ana: Person, what: Submission) -> None:
    assert handed_by(session, ana.id)[0].state is State.ASKED
    reply_id = answer(session, what, ana, evidence=Evidence("png", png()))
    (handed,) = handed_by(session, ana.id)
    assert (handed.state, handed.reply_id) == (State.WAITING, reply_id)
    assert session.scalar(select(latest_decision()).select_from(Submission)) == Outcome.UNDONE
    counts = {state: page_of_queue(session, scope=None, on=ON, state=state).total for state in State}
    assert counts == {State.WAITING: 1, State.ASKED: 0, State.ACCEPTED: 0, State.REFUSED: 0}
    (said,) = decisions_on(session, what.id)
    assert said.reply is not None
    assert (said.decision.reason, said.reply.words) == (QUESTION, ANSWER)
    assert said.reply.words_digest == hashlib.sha256(ANSWER.encode()).hexdigest()
    assert file_of(session, handed, reply_id=reply_id) == (png(), "png")
    assert file_of(session, handed, reply_id=None) == (PDF, "pdf")
    assert [proof.is_pending for proof in proofs_of(session, [ana.id], known_at=AT)] == [True]
    assert "proof.answered" in session.scalars(select(Announcement.topic)).all()


def test_a_reviewer_who_has_not_seen_the_answer_reads_it_first(session: Session, ana: Person, what: Submission) -> None:
    question = session.scalars(select(Decision)).one()
    reply_id = answer(session, what, ana)
    facts = {"submission_id": what.id, "topics": TOPICS, "by": None, "at": AT, "seen": question.id}
    with pytest.raises(Conflict, match="An answer came meanwhile"):
        decide(session, outcome=Outcome.REFUSED, reason="No answer came.", **facts)  # type: ignore[arg-type]
    accepted = decide(session, outcome=Outcome.ACCEPTED, answer_seen=reply_id, **facts)  # type: ignore[arg-type]
    assert (accepted.outcome, handed_by(session, ana.id)[0].state) == ("accepted", State.ACCEPTED)


def test_a_question_is_answered_once_and_may_be_followed_by_another(session: Session, ana: Person, what: Submission) -> None:
    first = answer(session, what, ana)
    with pytest.raises(Conflict, match="No question about this is open"):
        answer(session, what, ana, "And another thing.")
    newest = session.scalar(select(func.max(Decision.id)))
    more = {"reason": "And the second page?", "by": None, "at": AT, "seen": newest, "answer_seen": first}
    decide(session, submission_id=what.id, outcome=Outcome.ASKED, **more)  # type: ignore[arg-type]
    assert handed_by(session, ana.id)[0].state is State.ASKED
    answer(session, what, ana, "Here it is.")
    assert [said.reply.words if said.reply else "" for said in decisions_on(session, what.id)] == ["Here it is.", ANSWER]


def test_nobody_answers_what_was_not_asked(session: Session, ana: Person) -> None:
    given = hand_in(session, ana)
    with pytest.raises(Conflict):
        answer(session, given, ana)


@pytest.mark.parametrize(("how", "named"), [("another", "Ana Ruiz"), ("herself", None), ("as who she is today", None)])
def test_an_answer_names_who_gave_it_for_the_person(
    session: Session, ana: Person, what: Submission, how: str, named: str | None
) -> None:
    by = ana if how == "herself" else make_person(session, "Ana Ruiz", "ana.ruiz@elsewhere.example")
    if how == "as who she is today":
        ana.merged_into = by.id
        session.flush()
    answer(session, what, by)
    assert [said.answerer for said in decisions_on(session, what.id)] == [named]


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001])
def test_an_answer_has_words_and_not_too_many(session: Session, ana: Person, what: Submission, words: str) -> None:
    with pytest.raises(Invalid) as raised:
        answer(session, what, ana, words, Evidence("png", png()))
    assert raised.value.field == "words"
    assert session.get(Blob, hashlib.sha256(png()).hexdigest()) is None


def test_who_was_merged_answers_as_who_they_are_today(session: Session, ana: Person, what: Submission) -> None:
    today = make_person(session, "Ana Vega")
    ana.merged_into = today.id
    session.flush()
    answer(session, what, today)
    assert handed_by(session, today.id)[0].state is State.WAITING


def test_a_file_belongs_to_its_own_submission(session: Session, ana: Person, what: Submission) -> None:
    reply_id = answer(session, what, ana, evidence=Evidence("png", png()))
    bo = make_person(session, "Bo Lind")
    hand_in(session, bo)
    with pytest.raises(NotFound):
        file_of(session, handed_by(session, bo.id)[0], reply_id=reply_id)
