from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.equivalents.queueing import Doubt, find_handed, kin_of, page_of_queue
from app.equivalents.shapes import Evidence, State
from app.errors import NotFound
from tests.factories.people import make_person
from tests.factories.proofs import ON, PDF, accept, given, hand_in, png
from tests.factories.staff import make_institution, make_member


def doubts(session: Session, submission_id: int) -> set[Doubt]:
    return page_of_queue(session, scope=None, on=ON, state=None).doubts.get(submission_id, set())


def test_what_waits_comes_first_the_oldest_at_the_top(session: Session) -> None:
    ana = make_person(session)
    first, second, third = (hand_in(session, ana, given(title=title)) for title in ("One", "Two", "Three"))
    accept(session, first)
    whole = page_of_queue(session, scope=None, on=ON, state=None)
    assert [line.title for line in whole.lines] == ["Two", "Three", "One"]
    assert [line.id for line in page_of_queue(session, scope=None, on=ON, state=State.WAITING).lines] == [second.id, third.id]
    assert page_of_queue(session, scope=None, on=ON, state=State.ACCEPTED).total == 1
    assert page_of_queue(session, scope=None, on=ON, state=State.REFUSED).lines == []


def test_a_reviewer_sees_only_people_below_her_units(session: Session) -> None:
    there = make_institution(session)
    phil, art = make_member(session, "Phil Physics", there.physics), make_member(session, "Art Arts", there.arts)
    mine, other = hand_in(session, phil), hand_in(session, art)
    scope = [there.science.id]
    assert [line.id for line in page_of_queue(session, scope=scope, on=ON, state=None).lines] == [mine.id]
    assert page_of_queue(session, scope=[], on=ON, state=None).total == 0
    assert find_handed(session, mine.code, scope=scope, on=ON).person == "Phil Physics"
    with pytest.raises(NotFound):
        find_handed(session, other.code, scope=scope, on=ON)


def test_it_is_searched_by_name(session: Session) -> None:
    hand_in(session, make_person(session))
    hand_in(session, make_person(session, "Bo Berg"))
    assert [line.person for line in page_of_queue(session, scope=None, on=ON, state=None, words="berg").lines] == ["Bo Berg"]


def test_doubles_are_shown(session: Session) -> None:
    ana, bo = make_person(session), make_person(session, "Bo Berg")
    first = hand_in(session, ana)
    assert doubts(session, first.id) == set()
    second = hand_in(session, ana, given(title="The same file again", completed_on=dt.date(2026, 6, 4)))
    assert doubts(session, first.id) == doubts(session, second.id) == {Doubt.SAME_FILE}
    third = hand_in(session, ana, given(evidence=Evidence("png", png())))
    assert doubts(session, third.id) == {Doubt.SAME_TRAINING}
    other = hand_in(session, bo, given(evidence=Evidence("pdf", PDF)))
    assert doubts(session, other.id) == {Doubt.SAME_FILE_OF_ANOTHER}
    line = find_handed(session, first.code, scope=None, on=ON)
    assert [one.id for one in kin_of(session, line)] == [second.id, third.id, other.id]


def test_what_is_old_is_shown(session: Session) -> None:
    ana = make_person(session)
    old = hand_in(session, ana, given(completed_on=ON - dt.timedelta(days=366)))
    young = hand_in(session, ana, given(completed_on=ON - dt.timedelta(days=365), evidence=Evidence("png", png())))
    assert (doubts(session, old.id), doubts(session, young.id)) == ({Doubt.OLD}, set())
