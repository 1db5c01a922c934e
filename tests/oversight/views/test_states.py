"""Every state of a check on its page: its word, one sentence why, and the one action that mends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.catalogue.live import LiveCourse
from app.database.sessions import Database
from app.equivalents.models import Submission
from app.equivalents.shapes import Given
from app.equivalents.submitting import submit
from app.languages import day_in_words
from app.requirements.answers import State
from app.requirements.wording import STATE_WORDS
from tests.factories.completions import WIDE
from tests.factories.content import publish_sample
from tests.factories.days import today
from tests.factories.proofs import accept, attested, given
from tests.factories.staff import complete, make_member
from tests.oversight.conftest import Calder, in_days, nodes
from tests.visitor import Visitor

As = Callable[[Person], Visitor]
PEOPLE = """Cora Covered; PI
Jo Joiner; PI; ; {joined}
Lena Lapses; PI
Evan Expired; PI
Mia Missing; PI
Ada Attested; PI; Nordfjord Institute
Pim Pending; PI
Amy Twin; PI
Ned Notasked; technician
Ulla Unknown; PI"""


def said(days: int) -> str:
    return day_in_words(today() + dt.timedelta(days=days), "en")


@pytest.fixture
def everybody(calder: Calder, database: Database) -> None:
    with database.transaction() as session:
        course = publish_sample(session, files=WIDE)
        for name, days in (("Cora Covered", 20), ("Lena Lapses", 360), ("Evan Expired", 400)):
            _done(session, calder, name, course, days)
        for name in ("Jo Joiner", "Mia Missing", "Ned Notasked"):
            make_member(session, name, calder.there.physics)
        for number in (1, 2):
            make_member(session, "Amy Twin", calder.there.physics, f"amy{number}@calder.example")
        on = today() - dt.timedelta(days=30)
        _hand_in(session, make_member(session, "Pim Pending", calder.there.physics), given(completed_on=on))
        word = attested(completed_on=on)
        accept(session, _hand_in(session, make_member(session, "Ada Attested", calder.there.physics), word))


def _hand_in(session: Session, person: Person, what: Given) -> Submission:
    return submit(session, what, person_id=person.id, by=person.id, at=clock.now(), on=today())


def _done(session: Session, calder: Calder, name: str, course: LiveCourse, days: int) -> None:
    complete(session, make_member(session, name, calder.there.physics), course, clock.now() - dt.timedelta(days=days))


def test_each_state_has_its_word_its_sentence_and_its_action(calder: Calder, everybody: None, as_: As) -> None:
    people = PEOPLE.format(joined=today().isoformat())
    office = as_(calder.ruth).get("/checks").press("Check", sponsor="doe", event="joining", on=in_days(10), people=people)
    rows = [" ".join(row.to_text().split()) for row in nodes(office, ".ow-rows--check tbody tr:not(.ow-group)")]
    wanted = {
        "Cora Covered": (State.COVERED, "it counts through", "Nothing to do"),
        "Jo Joiner": (State.JOINER, f"the rule gives a newcomer 30 days, through {said(30)}.", "Send a link Jo Joiner"),
        "Lena Lapses": (State.LAPSES, f"not until {said(10)}.", "Send a link Lena Lapses"),
        "Evan Expired": (State.EXPIRED, "it counted through", "Send a link Evan Expired"),
        "Mia Missing": (State.MISSING, "No training that counts is on record.", "Send a link Mia Missing"),
        "Ada Attested": (State.ATTESTED, "Nordfjord Institute gives its word for training of", "Nothing to do"),
        "Pim Pending": (State.PENDING, "once accepted it would cover this day.", "Review Pim Pending"),
        "“Amy Twin”": (State.AMBIGUOUS, "2 people could be meant.", "It is this person"),
        "Ned Notasked": (State.NOT_REQUIRED, "does not ask it of this role: technician.", "Nothing to do"),
        "“Ulla Unknown”": (State.UNKNOWN, "Nobody on record is known by this.", "Invite Ulla Unknown"),
    }
    assert {state for state, _words, _action in wanted.values()} == set(State)
    for name, (state, words, action) in wanted.items():
        (row,) = [row for row in rows if row.startswith(name)]
        assert STATE_WORDS[state] in row, row
        assert words in row, row
        assert row.endswith(action), row


def test_what_waits_is_one_step_away_also_after_a_question(calder: Calder, everybody: None, as_: As) -> None:
    office = as_(calder.ruth).get("/checks").press("Check", sponsor="doe", on=in_days(0), people="Pim Pending; PI")
    address = office.path
    office.follow("Review Pim Pending").press("Ask for something", reason="Which name is on it?")
    assert office.get(address).follow("Review Pim Pending").heading == "Pim Pending, from elsewhere"


def test_who_was_named_is_kept_where_no_rule_asks(calder: Calder, as_: As) -> None:
    office = as_(calder.ruth).get("/checks")
    office.press("Check", sponsor="doe", event="award", on=in_days(10), people="Phil Physics; PI")
    assert office.heading == "No rule of this sponsor asks for training here"
    assert "Financial Assistance Letter 2025-02 asks at: proposal" in office.text
    first = office.path
    office.press("Ask again now")
    assert office.path != first
    office.follow("Ask for another day or sponsor")
    assert "Phil Physics; principal-investigator" in nodes(office, "textarea")[0].to_text()


def test_a_missing_certification_leads_to_where_it_is_noted(calder: Calder, as_: As) -> None:
    office = as_(calder.ruth).get("/checks").press("Check", sponsor="nsf", on=in_days(10), people="Phil Physics; PI")
    office.follow("Note what was given : Phil Physics")
    assert office.path == f"/people/{calder.phil.code}/talent-programmes"
