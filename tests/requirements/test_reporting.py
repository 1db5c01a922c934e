"""The counts in SQL against the reckoning in Python, and what is known when."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.accounts.units import join_unit
from app.catalogue.live import LiveCourse
from app.equivalents.models import Decision, Submission
from app.equivalents.shapes import EMPLOYER
from app.languages import local_day
from app.records.models import CompletionVoid
from app.records.queries import completions_of
from app.requirements.answers import Named, Question, State
from app.requirements.checking import check
from app.requirements.demanding import Demand, demand_for_course, demand_of
from app.requirements.listing import STATES, PeopleAsked, page_of_listed, stream_listed
from app.requirements.reading import shipped_rules
from app.requirements.reckoning import reckon
from app.requirements.reporting import AsOf, Whom, sorts_of_completions, sorts_of_proofs
from app.requirements.shapes import Policy, SponsorRule, Training
from app.requirements.tallying import Heap, count_people, fold, heap_people
from tests.factories.completions import WIDE
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.factories.staff import complete, make_institution, make_member

ZONE = "America/New_York"
NSF, DOE = (next(rule for rule in shipped_rules() if rule.slug == slug) for slug in ("nsf", "doe"))
"""The latter takes another employer's word."""
ON = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 18, tzinfo=dt.UTC)
LAST = (ON, ON + dt.timedelta(days=60))


def asked(session: Session, asof: AsOf, rule: SponsorRule = NSF) -> PeopleAsked:
    return PeopleAsked(demand(session, asof, rule), asof, Whom(), (asof.on, asof.on + dt.timedelta(days=60)))


def demand(session: Session, asof: AsOf, rule: SponsorRule = NSF) -> Demand:
    return demand_of(rule, Policy(), sorts_of_completions(session), sorts_of_proofs(session), on=asof.on)


def states(session: Session, asof: AsOf, rule: SponsorRule = NSF) -> dict[str, str]:
    return {one.name: one.state for one in stream_listed(session, asked(session, asof, rule))}


def today() -> AsOf:
    return AsOf(ON, NOW, ZONE)


@pytest.fixture
def course(session: Session) -> LiveCourse:
    return publish_sample(session, files=WIDE)


def prove(
    session: Session, person: Person, on: dt.date, topics: list[str], *, at: dt.datetime, kind: str = "completion"
) -> Submission:
    given = Submission(
        person_id=person.id,
        kind=kind,
        provider="citi" if kind == "completion" else EMPLOYER,
        title="RST",
        completed_on=on,
        topics=topics,
        submitted_at=at,
        recorded_at=at,
    )
    session.add(given)
    session.flush()
    session.add(Decision(submission_id=given.id, outcome="accepted", topics=topics, decided_at=at, recorded_at=at))
    session.flush()
    return given


def test_the_database_counts_as_the_reckoning_does(session: Session, course: LiveCourse) -> None:
    chance = random.Random(3)
    people = [make_person(session, f"Person {n:02}") for n in range(24)]
    for person in people:
        for _time in range(chance.randint(0, 3)):
            complete(session, person, course, NOW - dt.timedelta(days=chance.randint(0, 900), hours=chance.randint(0, 23)))
    people[1].merged_into = people[0].id
    session.flush()
    listed = {one.name: one for one in stream_listed(session, asked(session, today()))}
    assert set(listed) == {person.name for person in people} - {people[1].name}
    for person in people[:1] + people[2:]:
        trainings = [
            Training(local_day(held.completed_at, ZONE), frozenset(held.topics), held.course)
            for held in completions_of(session, person.id)
        ]
        holding, found = reckon(NSF, trainings), listed[person.name]
        assert found.through == holding.held_through
        assert found.completed_on == max((one.completed_on for one in trainings), default=None)
        covered = holding.holds_on(ON)
        assert (found.state in ("covered", "lapses")) is covered
        assert (found.state == "covered") is (covered and holding.holds_on(LAST[1]))
    counts = dict(count_people(session, [demand(session, today())], today(), Whom(), LAST))
    by_state = [sum(1 for one in listed.values() if one.state == state) for state in STATES]
    assert [counts.get((number,), 0) for number in range(4)] == by_state
    assert len(set(by_state)) > 1


def test_a_report_says_of_everybody_what_a_check_says(session: Session, course: LiveCourse) -> None:
    chance = random.Random(5)
    people = [make_person(session, f"Person {n:02}") for n in range(30)]
    for n, person in enumerate(people):
        session.add(
            PersonIdentifier(person_id=person.id, scheme=Scheme.EMPLOYEE, value=f"E{n}", is_primary=False, recorded_at=NOW)
        )
        for _time in range(chance.randint(0, 1)):
            complete(session, person, course, NOW - dt.timedelta(days=chance.randint(0, 600)))
        for _time in range(chance.randint(0, 1)):
            topics = chance.choice([list(DOE.topics), DOE.topics[:4]])
            prove(session, person, ON - dt.timedelta(days=chance.randint(0, 600)), topics, at=NOW)
        if chance.random() < 0.5:
            prove(session, person, ON - dt.timedelta(days=chance.randint(0, 600)), [], at=NOW, kind="attestation")
    people[1].merged_into = people[0].id
    session.flush()
    question = Question("doe", "proposal", ON, tuple(Named(f"E{n}") for n in range(30)))
    answer = check(session, question, zone=ZONE, language="en", at=NOW)
    rule = next(one for one in answer.rules if one.rule["rule"] == "doe")
    said = {people[n].name: one.state for n, one in enumerate(rule.people) if n != 1}
    alike = {State.COVERED: "covered", State.ATTESTED: "covered", State.EXPIRED: "expired", State.MISSING: "missing"}
    assert {name: alike[state] for name, state in said.items()} == {
        name: "covered" if state == "lapses" else state for name, state in states(session, today(), DOE).items()
    }
    assert set(said.values()) == set(alike)


def test_each_topic_counts_by_its_newest_wherever_it_came_from(session: Session, course: LiveCourse) -> None:
    ana = make_person(session)
    complete(session, ana, course, NOW - dt.timedelta(days=400))
    prove(session, ana, ON - dt.timedelta(days=30), NSF.topics[:4], at=NOW)
    assert states(session, today()) == {"Ana Ruiz": "expired"}
    prove(session, ana, ON - dt.timedelta(days=40), NSF.topics[4:], at=NOW)
    (found,) = stream_listed(session, asked(session, today()))
    assert (found.state, found.completed_on) == ("covered", ON - dt.timedelta(days=40))


def test_a_refused_or_undone_proof_counts_no_more_and_did_then(session: Session, course: LiveCourse) -> None:
    ana = make_person(session)
    complete(session, make_person(session, "Ben Berg"), course, NOW)
    given = prove(session, ana, ON - dt.timedelta(days=90), list(NSF.topics), at=NOW - dt.timedelta(days=80))
    assert states(session, today())["Ana Ruiz"] == "covered"
    undone = Decision(
        submission_id=given.id, outcome="undone", topics=list(NSF.topics), decided_at=NOW, recorded_at=NOW - dt.timedelta(days=1)
    )
    session.add(undone)
    session.flush()
    assert states(session, today())["Ana Ruiz"] == "missing"
    past = AsOf(ON - dt.timedelta(days=50), NOW - dt.timedelta(days=50), ZONE)
    assert states(session, past)["Ana Ruiz"] == "covered"


def test_as_of_a_past_day_answers_as_it_did_then_or_with_what_is_known_now(session: Session, course: LiveCourse) -> None:
    ana = make_person(session)
    completion, _paper = complete(session, ana, course, NOW - dt.timedelta(days=100))
    day = ON - dt.timedelta(days=50)
    then = AsOf(day, AsOf(day, NOW, ZONE).ends_at, ZONE)
    first = list(stream_listed(session, asked(session, then)))
    session.add(
        CompletionVoid(
            completion_id=completion.id, voided_at=NOW, reason="Taken by another", reason_digest="0" * 64, recorded_at=NOW
        )
    )
    complete(session, ana, course, NOW)
    session.flush()
    assert list(stream_listed(session, asked(session, then))) == first
    assert first[0].state == "covered"
    assert states(session, AsOf(day, NOW, ZONE)) == {"Ana Ruiz": "missing"}
    assert states(session, today()) == {"Ana Ruiz": "covered"}


def test_the_day_ends_where_the_institution_is(session: Session, course: LiveCourse) -> None:
    complete(session, make_person(session), course, dt.datetime(2026, 11, 21, 4, 59, tzinfo=dt.UTC))
    late = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    assert states(session, AsOf(dt.date(2026, 11, 20), late, ZONE)) == {"Ana Ruiz": "covered"}
    assert states(session, AsOf(dt.date(2026, 11, 19), late, ZONE)) == {"Ana Ruiz": "missing"}


def test_who_left_or_had_not_come_is_not_asked_about(session: Session, course: LiveCourse) -> None:
    gone, later = make_person(session, "Gone Gray"), make_person(session, "Later Lee")
    complete(session, make_person(session), course, NOW)
    gone.left_on, later.joined_on = ON - dt.timedelta(days=1), ON + dt.timedelta(days=1)
    session.flush()
    assert states(session, today()) == {"Ana Ruiz": "covered"}
    assert set(states(session, AsOf(ON, NOW, ZONE, with_left=True))) == {"Ana Ruiz", "Gone Gray"}


def test_nobody_is_counted_twice_and_a_former_self_brings_its_units(session: Session, course: LiveCourse) -> None:
    there = make_institution(session)
    phil = make_member(session, "Phil Physics", there.physics)
    join_unit(session, person_id=phil.id, unit_id=there.chemistry.id, from_on=ON, at=NOW)
    twin = make_member(session, "Phil P. Physics", there.arts)
    twin.merged_into = phil.id
    make_member(session, "Nell Newcomer", there.physics)
    complete(session, phil, course, NOW)
    session.flush()
    heaps = heap_people(session, [demand(session, today())], today(), Whom(), LAST)
    paths = {unit.id: unit.path for unit in (there.science, there.physics, there.chemistry, there.arts)}

    def schools(heap: Heap) -> list[int]:
        return [top for top in (there.science.id, there.arts.id) if heap.unit_id and paths[heap.unit_id].startswith(paths[top])]

    inside = fold(heaps, schools)
    assert inside == {there.science.id: {(3,): 1, (0,): 1}, there.arts.id: {(3,): 1}}
    assert fold(heaps, lambda _heap: ["all"]) == {"all": {(3,): 1, (0,): 1}}
    (found, *_others) = [one for one in stream_listed(session, asked(session, today())) if one.name == "Phil Physics"]
    assert found.units == ("Department of Chemistry", "Department of Physics", "School of Arts")


def test_a_course_without_completions_covers_nobody(session: Session, course: LiveCourse) -> None:
    make_person(session)
    none = demand_for_course("keys", "Keys", Policy(), sorts_of_completions(session))
    found = page_of_listed(session, PeopleAsked(none, today(), Whom(), LAST), number=1, size=10)
    assert [one.state for one in found] == ["missing"]
