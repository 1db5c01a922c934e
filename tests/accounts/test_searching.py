"""Who finds whom."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Membership, PersonIdentifier, Scheme
from app.accounts.searching import find_people, find_person, is_below
from app.accounts.units import leave_unit
from app.errors import NotFound
from tests.factories.people import LONG_AGO, make_person
from tests.factories.staff import make_institution, make_member

TODAY = dt.date(2026, 11, 20)


def names(
    session: Session, words: str = "", unit_id: int | None = None, scope: set[int] | None = None, page: int = 1
) -> list[str]:
    found = find_people(session, words=words, unit_id=unit_id, scope=scope, on=TODAY, page=page)
    return [person.name for person in found.people]


def test_an_officer_finds_the_own_unit_and_those_below_today(session: Session) -> None:
    there = make_institution(session)
    make_member(session, "Dean Science", there.science)
    make_member(session, "Phil Physics", there.physics)
    make_member(session, "Cher Chemistry", there.chemistry)
    make_member(session, "Art Arts", there.arts)
    gone = make_member(session, "Gone Physics", there.physics)
    leave_unit(session, person_id=gone.id, unit_id=there.physics.id, until_on=TODAY - dt.timedelta(days=1), at=LONG_AGO)
    coming = make_person(session, "Next Physics")
    session.add(
        Membership(person_id=coming.id, unit_id=there.physics.id, from_on=TODAY + dt.timedelta(days=1), recorded_at=LONG_AGO)
    )
    last_day = make_member(session, "Last Day", there.physics)
    leave_unit(session, person_id=last_day.id, unit_id=there.physics.id, until_on=TODAY, at=LONG_AGO)
    assert names(session, scope={there.science.id}) == ["Cher Chemistry", "Dean Science", "Last Day", "Phil Physics"]
    assert names(session, scope={there.physics.id}) == ["Last Day", "Phil Physics"]
    assert names(session, scope={there.science.id}, unit_id=there.chemistry.id) == ["Cher Chemistry"]
    assert names(session, scope={there.science.id}, unit_id=there.arts.id) == []
    assert names(session, scope=set()) == []
    assert len(names(session)) == 7


@pytest.mark.parametrize("words", ["ruiz", "RUIZ", "ana ru", "uiz a", "ANA.RUIZ@", "calder.example ana", "  ruiz  ", "old.name@"])
def test_a_part_of_the_name_or_of_an_address_is_enough(session: Session, words: str) -> None:
    ana = make_person(session)
    make_person(session, "Tom Brandt")
    session.add(PersonIdentifier(person_id=ana.id, scheme=Scheme.ADDRESS, value="old.name@calder.example", recorded_at=LONG_AGO))
    session.flush()
    assert names(session, words) == ["Ana Ruiz"]


@pytest.mark.parametrize("words", ["åsa", "ÅSA", "Åsa ström", "STRÖM"])
def test_letters_beyond_english_are_found_in_any_case(session: Session, words: str) -> None:
    make_person(session, "Åsa Ström", "asa@calder.example")
    assert names(session, words) == ["Åsa Ström"]


@pytest.mark.parametrize("words", ["%", "_", "a_a", "'", "ana%"])
def test_signs_stand_for_themselves(session: Session, words: str) -> None:
    make_person(session)
    assert names(session, words) == []


def test_the_merged_are_hidden_and_lead_to_who_remains(session: Session) -> None:
    there = make_institution(session)
    ana = make_person(session)
    former = make_member(session, "A. Ruiz", there.physics, address="aruiz@old.example")
    former.merged_into = ana.id
    session.flush()
    assert names(session, "aruiz@old") == ["Ana Ruiz"]
    found = find_people(session, words="", unit_id=None, scope={there.science.id}, on=TODAY)
    assert [(person.name, person.units) for person in found.people] == [("Ana Ruiz", ("Department of Physics",))]
    assert find_person(session, code=former.code, scope={there.physics.id}, on=TODAY).code == ana.code
    assert is_below(session, person_id=ana.id, scope={there.physics.id}, on=TODAY)


def test_outside_of_the_scope_nobody_is_there(session: Session) -> None:
    there = make_institution(session)
    phil = make_member(session, "Phil Physics", there.physics)
    assert find_person(session, code=phil.code, scope=None, on=TODAY).units == ("Department of Physics",)
    for code, scope in ((phil.code, {there.arts.id}), (phil.code, set()), ("nobody", None)):
        with pytest.raises(NotFound) as caught:
            find_person(session, code=code, scope=scope, on=TODAY)
        assert caught.value.message == "There is nobody under this address."


def test_pages_hold_fifty_and_end_at_the_last(session: Session) -> None:
    there = make_institution(session)
    for number in range(53):
        make_member(session, f"Person {number:02}", there.physics if number % 2 else there.arts)
    first = find_people(session, words="person", unit_id=None, scope=None, on=TODAY)
    assert (len(first.people), first.pages, first.total, first.units) == (50, 2, 53, 2)
    assert names(session, page=2) == names(session, page=99) == ["Person 50", "Person 51", "Person 52"]
    assert names(session, page=-1)[0] == "Person 00"
