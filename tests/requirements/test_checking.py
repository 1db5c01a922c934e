"""Asking about real people on both engines: who is meant, what counts, as of what was known."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import PersonIdentifier, Scheme
from app.credentials.wording import Issuer
from app.database.sessions import Database
from app.equivalents.models import Decision, Submission
from app.errors import Invalid
from app.records.recording import void_completion
from app.requirements.answers import Answer, Fix, Named, Question, State, digest_of
from app.requirements.checking import check, keep_check
from app.requirements.keeping import load_rules, set_policy
from app.requirements.models import CheckSubject
from app.requirements.reading import shipped_rules
from app.requirements.shapes import Policy
from app.requirements.signing import signer_from
from tests.factories.completions import WIDE, finish_for, make_finished
from tests.factories.people import make_person
from tests.queries import counted_queries

ASKED = dt.datetime(2026, 11, 22, 21, 12, tzinfo=dt.UTC)
ON = dt.date(2026, 12, 4)
ZONE = "America/New_York"
ISSUER = Issuer("Calder University", "https://calder.example", demo=False)
SIGNER = signer_from("a secret of the institution " * 2)


def ask(
    session: Session, *people: Named | str, sponsor: str = "nsf", known_at: dt.datetime | None = None, **facts: object
) -> Answer:
    named = tuple(Named(one) if isinstance(one, str) else one for one in people)
    question = Question(sponsor, str(facts.pop("event", "proposal")), facts.pop("on", ON), named, **facts)  # type: ignore[arg-type]
    return check(session, question, zone=ZONE, language="en", at=ASKED, known_at=known_at)


def states(answer: Answer) -> list[State]:
    return [one.state for one in answer.rules[0].people]


def test_everybody_is_answered_for_with_a_reason_and_a_remedy(session: Session) -> None:
    ana = make_finished(session, files=WIDE)
    make_person(session, "Bo Lind")
    make_person(session, "Bo Lind", "bo.lind.2@calder.example")
    answer = ask(
        session, "Ana Ruiz", "RUIZ, Ana", "ana.ruiz@calder.example", "Bo Lind", "Nobody Here", Named("Kim", role="student")
    )
    assert states(answer) == [State.COVERED] * 3 + [State.AMBIGUOUS, State.UNKNOWN, State.NOT_REQUIRED]
    covered, *_, ambiguous, unknown, exempt = answer.rules[0].people
    assert covered.covered_through == dt.date(2027, 11, 19)
    assert covered.rests_on[0]["code"] == ana.completion.code
    assert covered.because == "Completed Looking after keys on 20 November 2026; it counts through 19 November 2027."
    assert len(ambiguous.candidates) == 2
    assert (ambiguous.fix, unknown.fix, exempt.fix) == (Fix.CHOOSE, Fix.INVITE, Fix.NONE)
    assert answer.covered is None


def test_a_name_that_is_only_close_is_never_certain(session: Session) -> None:
    make_person(session, "Maria Jane Lopez")
    answer = ask(session, "Maria Lopez")
    assert states(answer) == [State.AMBIGUOUS]
    code = answer.rules[0].people[0].candidates[0][0]
    assert states(ask(session, Named("Maria Lopez", chosen=code))) == [State.MISSING]


def test_an_identifier_beats_a_name_and_two_that_disagree_are_asked_about(session: Session) -> None:
    ana, bo = make_person(session, "Ana Ruiz"), make_person(session, "Bo Lind")
    for person, scheme, value in ((ana, Scheme.ORCID, "0000-0002-1825-0097"), (bo, Scheme.EMPLOYEE, "K-17")):
        session.add(PersonIdentifier(person_id=person.id, scheme=scheme, value=value, recorded_at=ASKED))
    session.flush()
    answer = ask(
        session, "https://orcid.org/0000-0002-1825-0097", "K-17", "Ana Ruiz <bo.lind@calder.example>", "Ana Ruiz <x@y.example>"
    )
    found = [one.person[1] if one.person else None for one in answer.rules[0].people]
    assert found == ["Ana Ruiz", "Bo Lind", "Bo Lind", None]
    both = ask(session, "0000-0002-1825-0097 bo.lind@calder.example")
    assert states(both) == [State.AMBIGUOUS]


def test_a_person_merged_into_another_is_found_as_that_one_with_both_records(session: Session) -> None:
    finished = make_finished(session, files=WIDE)
    later = make_person(session, "Ana Ruiz Vega")
    session.flush()
    old = session.get_one(type(later), finished.person_id)
    old.merged_into = later.id
    session.flush()
    one = ask(session, "ana.ruiz@calder.example").rules[0].people[0]
    assert one.person == (later.code, "Ana Ruiz Vega")
    assert one.state is State.COVERED


def test_training_of_the_same_day_counts_from_its_instant_on(session: Session) -> None:
    nine = dt.datetime(2026, 11, 22, 14, 0, tzinfo=dt.UTC)
    make_finished(session, files=WIDE, at=nine)
    assert states(ask(session, "Ana Ruiz", on=dt.date(2026, 11, 22))) == [State.COVERED]
    before = nine - dt.timedelta(seconds=1)
    assert states(ask(session, "Ana Ruiz", on=dt.date(2026, 11, 22), known_at=before)) == [State.MISSING]


@pytest.mark.parametrize(
    ("zone", "completed_on"),
    [
        ("America/New_York", "2025-12-03"),
        ("UTC", "2025-12-04"),
        ("Pacific/Auckland", "2025-12-04"),
        ("Pacific/Kiritimati", "2025-12-04"),
    ],
)
@pytest.mark.parametrize("anniversary_counts", [False, True])
def test_the_day_of_a_completion_is_the_institutions(
    session: Session, zone: str, completed_on: str, anniversary_counts: bool
) -> None:
    """Half an hour before midnight in New York, when it is the next day elsewhere."""
    make_finished(session, files=WIDE, at=dt.datetime(2025, 12, 4, 4, 30, tzinfo=dt.UTC))
    if anniversary_counts:
        set_policy(session, Policy(anniversary_counts=True), by=None, at=ASKED, reason="As counsel reads it", based_on=None)
    last = dt.date.fromisoformat(completed_on).replace(year=2026) - dt.timedelta(days=0 if anniversary_counts else 1)
    found = []
    for on in (last, last + dt.timedelta(days=1)):
        answer = check(session, Question("nsf", "proposal", on, (Named("Ana Ruiz"),)), zone=zone, language="en", at=ASKED)
        found += [(one.state, one.covered_through) for one in answer.rules[0].people]
    assert found == [(State.COVERED, last), (State.LAPSES, last)]


def test_two_rules_of_one_sponsor_at_one_event_answer_each_for_itself(session: Session) -> None:
    make_finished(session, files=WIDE)
    rules = {rule.slug: rule for rule in shipped_rules()}
    facts = {"slug": "nsf-local", "title": "The dean's own", "window_months": None, "courses": ["another-course"], "topics": []}
    load_rules(session, [*rules.values(), rules["nsf"].model_copy(update=facts)], by=None, at=ASKED - dt.timedelta(days=1))
    answer = ask(session, "Ana Ruiz")
    assert [(rule.rule["rule"], rule.covered) for rule in answer.rules] == [("nsf", True), ("nsf-local", False)]
    assert answer.covered is False


def test_as_known_before_a_void_the_answer_is_what_it_was(session: Session) -> None:
    finished = make_finished(session, files=WIDE)
    before = ASKED - dt.timedelta(hours=1)
    void_completion(session, completion_id=finished.completion.id, reason="Somebody else sat there", by=None, at=ASKED)
    assert states(ask(session, "Ana Ruiz")) == [State.MISSING]
    assert states(ask(session, "Ana Ruiz", known_at=before)) == [State.COVERED]
    assert states(ask(session, "Ana Ruiz", known_at=finished.completion.recorded_at - dt.timedelta(seconds=1))) == [State.MISSING]


def test_an_equivalent_waits_then_counts_then_is_undone(session: Session) -> None:
    person = make_person(session)
    topics = list(shipped_rules()[0].topics)
    given = Submission(
        person_id=person.id, kind="completion", provider="citi", title="CITI Research Security", completed_on=dt.date(2026, 3, 1),
        topics=topics, submitted_at=ASKED, recorded_at=ASKED - dt.timedelta(days=3),
    )  # fmt: skip
    session.add(given)
    session.flush()
    assert states(ask(session, "Ana Ruiz")) == [State.PENDING]
    for days, outcome in ((2, "accepted"), (1, "undone")):
        at = ASKED - dt.timedelta(days=days)
        session.add(Decision(submission_id=given.id, outcome=outcome, topics=topics, decided_at=at, recorded_at=at))
        session.flush()
    assert states(ask(session, "Ana Ruiz")) == [State.PENDING]
    accepted = ask(session, "Ana Ruiz", known_at=ASKED - dt.timedelta(days=2))
    assert states(accepted) == [State.COVERED]
    assert accepted.rules[0].people[0].rests_on[0]["kind"] == "equivalent"


def test_each_rule_of_a_sponsor_answers_for_itself_and_says_where_the_others_ask(session: Session) -> None:
    make_person(session)
    answer = ask(session, "Ana Ruiz", sponsor="nih", on=dt.date(2026, 5, 18), due_on=dt.date(2026, 5, 20))
    assert [(rule.rule["rule"], rule.applies, rule.covered) for rule in answer.rules] == [("nih", False, True)]
    assert answer.rules[0].why == "NOT-OD-26-017 asks it of deadlines from 25 May 2026 on; this one is 20 May 2026."
    assert [one["rule"] for one in answer.elsewhere] == ["nih-other-support"]
    assert answer.covered is True
    certification = answer.certifications[0]
    assert (certification.rule["rule"], certification.covered) == ("nih-talent", False)


def test_the_answer_is_kept_as_it_was_given(session: Session) -> None:
    person = make_person(session)
    answer = ask(session, "Ana Ruiz")
    kept = keep_check(session, answer, issuer=ISSUER, signer=SIGNER, by=person.id, at=ASKED)
    assert kept.answer is not None
    document = json.loads(kept.answer)
    assert {name: document[name] for name in answer.as_data()} == answer.as_data()
    assert (document["asked_by"], document["check"], kept.covered) == ("Ana Ruiz", kept.code, False)
    assert kept.answer_digest == digest_of(kept.answer)
    assert session.get_one(CheckSubject, (kept.id, person.id)).is_open


@pytest.mark.parametrize("many", [1, 15, 60])
def test_it_takes_at_most_ten_queries_however_many_people(session: Session, database: Database, many: int) -> None:
    first = make_finished(session, files=WIDE)
    for number in range(many):
        finish_for(session, make_person(session, f"Person {number}"), first.course)
    ask(session, "Ana Ruiz")
    session.expire_all()
    with counted_queries(database) as queries:
        ask(session, *(f"Person {number}" for number in range(many)), "0000-0002-1825-0097", Named("x", chosen="none"))
    assert len(queries) <= 10


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"sponsor": "nsa"}, "Known are: DOE, NASA, NIH, NSF, USDA"),
        ({"event": "party"}, "Write one of: proposal"),
        ({"due_on": dt.date(2026, 12, 1)}, "The deadline lies before"),
    ],
)
def test_a_wrong_question_says_what_can_be_asked(session: Session, facts: dict[str, object], words: str) -> None:
    with pytest.raises(Invalid) as raised:
        ask(session, "Ana Ruiz", **facts)  # type: ignore[arg-type]
    assert words in raised.value.message


def test_an_empty_list_is_no_question(session: Session) -> None:
    with pytest.raises(Invalid):
        ask(session)
