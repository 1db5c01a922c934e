from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit.models import Act
from app.equivalents.models import Decision, Submission
from app.equivalents.queries import decisions_on, handed_by, proofs_of
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Outcome, State
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories.people import make_person
from tests.factories.proofs import AT, TOPICS, attested, given, hand_in

WHY = "The name on the file is another one."


@pytest.fixture
def ana(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def reviewer(session: Session) -> Person:
    return make_person(session, "Olga Officer")


def say(
    session: Session, what: Submission, outcome: Outcome, by: Person, *, reason: str = WHY, seen: Decision | None = None
) -> Decision:
    seen_id = seen.id if seen else None
    return decide(session, submission_id=what.id, outcome=outcome, reason=reason, topics=TOPICS, by=by.id, at=AT, seen=seen_id)


def state(session: Session, person: Person) -> State:
    return handed_by(session, person.id)[0].state


def test_an_accepted_one_counts_with_the_topics_the_reviewer_set(session: Session, ana: Person, reviewer: Person) -> None:
    what = hand_in(session, ana, given(provider="university", title="Their course"))
    assert [proof.is_pending for proof in proofs_of(session, [ana.id], known_at=AT)] == [True]
    decide(session, submission_id=what.id, outcome=Outcome.ACCEPTED, topics=["disclosure"], by=reviewer.id, at=AT, seen=None)
    (proof,) = proofs_of(session, [ana.id], known_at=AT)
    assert (proof.is_pending, proof.topics, proof.decided_by) == (False, frozenset({"disclosure"}), reviewer.id)
    handed = handed_by(session, ana.id)[0]
    assert (handed.state, handed.topics, handed.decided_by) == (State.ACCEPTED, ("disclosure",), "Olga Officer")


def test_training_without_topics_cannot_be_accepted(session: Session, ana: Person, reviewer: Person) -> None:
    what = hand_in(session, ana, given(provider="other"))
    with pytest.raises(Invalid, match="which topics") as raised:
        decide(session, submission_id=what.id, outcome=Outcome.ACCEPTED, by=reviewer.id, at=AT, seen=None)
    assert raised.value.field == "topics"


def test_an_employers_word_needs_no_topics(session: Session, ana: Person, reviewer: Person) -> None:
    what = hand_in(session, ana, attested())
    decide(session, submission_id=what.id, outcome=Outcome.ACCEPTED, by=reviewer.id, at=AT, seen=None)
    assert state(session, ana) is State.ACCEPTED


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.ASKED])
def test_who_refuses_or_asks_says_why(session: Session, ana: Person, reviewer: Person, outcome: Outcome) -> None:
    what = hand_in(session, ana)
    with pytest.raises(Invalid) as raised:
        say(session, what, outcome, reviewer, reason=" ")
    assert raised.value.field == "reason"
    said = say(session, what, outcome, reviewer)
    assert said.reason_digest == hashlib.sha256(WHY.encode()).hexdigest()


def test_a_decision_is_taken_back_and_made_anew(session: Session, ana: Person, reviewer: Person) -> None:
    what = hand_in(session, ana)
    asked = say(session, what, Outcome.ASKED, reviewer)
    assert state(session, ana) is State.ASKED
    refused = say(session, what, Outcome.REFUSED, reviewer, seen=asked)
    assert proofs_of(session, [ana.id], known_at=AT) == []
    with pytest.raises(Conflict, match="Take the decision back first"):
        say(session, what, Outcome.ACCEPTED, reviewer, seen=refused)
    undone = say(session, what, Outcome.UNDONE, reviewer, seen=refused)
    assert state(session, ana) is State.WAITING
    with pytest.raises(Conflict, match="nothing to take back"):
        say(session, what, Outcome.UNDONE, reviewer, seen=undone)
    say(session, what, Outcome.ACCEPTED, reviewer, seen=undone, reason="")
    assert state(session, ana) is State.ACCEPTED
    assert [said.decision.outcome for said in decisions_on(session, what.id)] == ["accepted", "undone", "refused", "asked"]
    acts = session.scalars(select(Act.action).order_by(Act.id)).all()
    assert acts == ["equivalent.asked", "equivalent.refused", "equivalent.undone", "equivalent.accepted"]


def test_of_two_reviewers_the_second_is_told(session: Session, ana: Person, reviewer: Person) -> None:
    what = hand_in(session, ana)
    say(session, what, Outcome.ACCEPTED, reviewer)
    with pytest.raises(Conflict, match="meanwhile"):
        say(session, what, Outcome.REFUSED, reviewer)


def test_nobody_reviews_the_own_also_under_a_former_self(session: Session, ana: Person, reviewer: Person) -> None:
    what = hand_in(session, ana)
    with pytest.raises(NotAllowed):
        say(session, what, Outcome.ACCEPTED, ana)
    session.execute(update(Person).where(Person.id == ana.id).values(merged_into=reviewer.id))
    with pytest.raises(NotAllowed):
        say(session, what, Outcome.ACCEPTED, reviewer)
    assert session.scalars(select(Decision)).all() == []


def test_what_is_not_there_cannot_be_decided(session: Session, reviewer: Person) -> None:
    with pytest.raises(NotFound):
        decide(session, submission_id=0, outcome=Outcome.ASKED, reason=WHY, by=reviewer.id, at=AT, seen=None)
