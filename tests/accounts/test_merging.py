from __future__ import annotations

import datetime as dt
import random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.granting import roles_of
from app.accounts.loading import load_principal
from app.accounts.merging import merge, selves_of, undo_merge
from app.accounts.models import Grant, Merge, Person, Role
from app.accounts.queries import find_by_address
from app.accounts.searching import find_people, find_person, is_below
from app.accounts.units import join_unit, leave_unit
from app.audit.models import Act
from app.errors import Conflict, Invalid
from tests.factories.people import make_person
from tests.factories.staff import make_institution, make_member, make_staff

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ON = AT.date()


def join(session: Session, one: Person, into: Person) -> Merge:
    done = merge(session, person_id=one.id, into_id=into.id, reason="Two records of one person", at=AT, by=None)
    session.expire_all()
    return done


def part(session: Session, done: Merge) -> None:
    undo_merge(session, merge_id=done.id, reason="They are two people after all", at=AT, by=None)
    session.expire_all()


def test_a_chain_leads_to_the_end_in_one_step_and_back(session: Session) -> None:
    a, b, c = (make_person(session, name) for name in ("Ana One", "Ana Two", "Ana Three"))
    first, second = join(session, a, b), join(session, b, c)
    assert (a.merged_into, b.merged_into, c.merged_into) == (c.id, c.id, None)
    assert sorted(session.execute(selves_of(c.id)).scalars()) == [a.id, b.id, c.id]  # type: ignore[comparison-overlap]
    part(session, first)
    assert (a.merged_into, b.merged_into) == (None, c.id)
    part(session, second)
    assert b.merged_into is None


def test_undoing_the_later_leaves_the_earlier(session: Session) -> None:
    a, b, c = (make_person(session, name) for name in ("Ana One", "Ana Two", "Ana Three"))
    join(session, a, b)
    part(session, join(session, b, c))
    assert (a.merged_into, b.merged_into) == (b.id, None)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_everybody_points_at_somebody_who_stands(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    people = [make_person(session, f"Person {'abcdefg'[place]}") for place in range(7)]
    merges: list[Merge] = []
    for _turn in range(18):
        standing = [person for person in people if person.merged_into is None]
        if merges and (len(standing) < 2 or chance.random() < 0.4):
            part(session, merges.pop(chance.randrange(len(merges))))
        else:
            merges.append(join(session, *chance.sample(standing, 2)))
        ends = {person.id: person.merged_into for person in people}
        assert all(end is None or ends[end] is None for end in ends.values())
        assert sum(end is None for end in ends.values()) == len(people) - len(merges)


def test_each_is_on_record_with_its_reason(session: Session) -> None:
    a, b = make_person(session, "Ana One"), make_person(session, "Ana Two")
    part(session, join(session, a, b))
    acts = session.execute(select(Act.action, Act.subject_id, Act.reason).order_by(Act.id)).all()
    assert [tuple(act) for act in acts] == [
        ("person.merged", b.id, "Two records of one person"),
        ("person.unmerged", b.id, "They are two people after all"),
    ]


def test_what_cannot_be_merged_says_so(session: Session) -> None:
    a, b, c = (make_person(session, name) for name in ("Ana One", "Ana Two", "Ana Three"))
    with pytest.raises(Invalid):
        merge(session, person_id=a.id, into_id=a.id, reason="Itself, by mistake", at=AT, by=None)
    with pytest.raises(Invalid, match="Say why"):
        merge(session, person_id=a.id, into_id=b.id, reason=" ", at=AT, by=None)
    done = join(session, a, b)
    for pair in ((a, c), (c, a), (b, a)):
        with pytest.raises(Conflict):
            merge(session, person_id=pair[0].id, into_id=pair[1].id, reason="Merged before", at=AT, by=None)
    part(session, done)
    with pytest.raises(Conflict):
        undo_merge(session, merge_id=done.id, reason="Once more, by mistake", at=AT, by=None)


def test_roles_sleep_and_wake(session: Session) -> None:
    """The survivor gets no power by a merge."""
    there = make_institution(session)
    officer, learner = make_staff(session, "Olga Arts", Role.OFFICER, there.arts), make_person(session, "Olga Learner")
    done = join(session, officer, learner)
    assert load_principal(session, officer.id, AT.date()) is None
    survivor = load_principal(session, learner.id, AT.date())
    assert survivor is not None
    assert not survivor.is_staff
    assert roles_of(session, learner.id, on=ON) == []
    assert session.scalars(select(Grant.person_id)).all() == [officer.id]
    part(session, done)
    again = load_principal(session, officer.id, AT.date())
    assert again is not None
    assert again.is_staff


def test_the_last_administrator_is_not_merged_away(session: Session) -> None:
    ruth, learner = make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR), make_person(session, "Ruth Learner")
    with pytest.raises(Conflict, match="last administrator"):
        merge(session, person_id=ruth.id, into_id=learner.id, reason="The wrong way round", at=AT, by=None)
    join(session, learner, ruth)


def test_memberships_of_the_merged_are_the_survivors(session: Session) -> None:
    there = make_institution(session)
    known, twin = make_person(session, "Phil Physics"), make_member(session, "Phil Twin", there.physics)
    join(session, twin, known)
    assert is_below(session, person_id=known.id, scope=[there.science.id], on=ON)
    page = find_people(session, words="", unit_id=there.physics.id, scope=None, on=ON)
    assert ([person.name for person in page.people], page.units) == (["Phil Physics"], 1)
    assert find_person(session, code=twin.code, scope=[there.physics.id], on=ON).id == known.id
    with pytest.raises(Conflict):
        join_unit(session, person_id=known.id, unit_id=there.physics.id, from_on=ON, at=AT)
    leave_unit(session, person_id=known.id, unit_id=there.physics.id, until_on=ON, at=AT)
    assert not is_below(session, person_id=known.id, scope=[there.science.id], on=ON + dt.timedelta(days=1))


def test_either_address_finds_the_survivor_through_a_chain(session: Session) -> None:
    a, b, c = (make_person(session, name) for name in ("Ana One", "Ana Two", "Ana Three"))
    join(session, b, c)
    join(session, a, c)
    for address in ("ana.one", "ana.two", "ana.three"):
        found = find_by_address(session, f"{address}@calder.example")
        assert found is not None
        assert found.id == c.id
