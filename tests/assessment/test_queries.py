from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.assessment.queries import (
    attempts_of,
    find_sitting,
    missed_questions,
    passed_modules,
    read_sitting,
    times_drawn,
)
from app.errors import NotFound
from tests.factories.attempts import begin, begin_course, take
from tests.factories.people import make_person


def test_a_module_counts_as_passed_with_one_passed_attempt(session: Session) -> None:
    begun = begin_course(session)
    take(session, begun, right=3)
    assert passed_modules(session, begun.enrolment_id) == set()
    take(session, begun, right=4)
    take(session, begun, right=0)
    assert passed_modules(session, begun.enrolment_id) == {begun.module.item_id}


def test_attempts_stand_in_order_and_the_last_may_be_open(session: Session) -> None:
    begun = begin_course(session)
    take(session, begun, right=1)
    mine = {"enrolment_id": begun.enrolment_id, "module_id": begun.module.item_id}
    begin(session, begun)
    assert [(one.number, one.submitted_at is None) for one in attempts_of(session, **mine)] == [(1, False), (2, True)]


def test_only_its_owner_finds_an_attempt_and_only_where_it_belongs(session: Session) -> None:
    begun = begin_course(session)
    code = begin(session, begun).code
    other = make_person(session, name="Ben Okafor")
    found = find_sitting(session, code=code, person_id=begun.person_id, course="keys", module="keys")
    assert len(found.asked) == 6
    ana = begun.person_id
    for person_id, course, module in ((other.id, "keys", "keys"), (ana, "other", "keys"), (ana, "keys", "other")):
        with pytest.raises(NotFound):
            find_sitting(session, code=code, person_id=person_id, course=course, module=module)


def test_what_was_drawn_and_missed_is_known_for_the_next_draw(session: Session) -> None:
    begun = begin_course(session)
    attempt, _result = take(session, begun, right=4)
    asked = read_sitting(session, attempt.id).asked
    times = times_drawn(session, enrolment_id=begun.enrolment_id, module_id=begun.module.item_id)
    assert times == {one.question_id: 1 for one in asked}
    assert missed_questions(session, attempt.id) == {asked[4].question_id, asked[5].question_id}
