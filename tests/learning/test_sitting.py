from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.assessment.attempting import answer
from app.catalogue.shapes import QuestionType
from app.errors import NotFound
from app.learning.sitting import find_sheet, find_start
from tests.factories.attempts import AT, Begun, begin, begin_course, take
from tests.factories.people import make_person


def sheet_of(session: Session, begun: Begun, code: str):  # type: ignore[no-untyped-def]
    return find_sheet(session, course="keys", module="keys", code=code, person_id=begun.person_id)


def test_before_the_first_attempt_there_is_nothing_yet(session: Session) -> None:
    begun = begin_course(session)
    newcomer = make_person(session, "Ben Okafor")
    for person_id in (begun.person_id, newcomer.id):
        start = find_start(session, course="keys", module="keys", person_id=person_id, at=AT)
        assert (start.attempts, start.sheet, start.limit, start.has_passed) == ([], None, None, False)


def test_the_start_knows_the_open_attempt_and_the_former_ones(session: Session) -> None:
    begun = begin_course(session)
    take(session, begun, right=6)
    attempt = begin(session, begun)
    start = find_start(session, course="keys", module="keys", person_id=begun.person_id, at=AT)
    assert [one.number for one in start.handed_in] == [1]
    assert start.has_passed
    assert start.sheet is not None
    assert start.sheet.sitting.code == attempt.code


def test_choices_lie_as_they_were_drawn(session: Session) -> None:
    begun = begin_course(session)
    for line in sheet_of(session, begun, begin(session, begun).code).lines:
        assert tuple(choice.id for choice in line.choices) == line.asked.choice_order


def test_one_goes_forward_and_the_review_has_the_rest(session: Session) -> None:
    begun = begin_course(session)
    attempt = begin(session, begun)
    for line in sheet_of(session, begun, attempt.code).lines[1:5]:
        whole = {row.id: row.choice for row in line.question.rows} or [choice.id for choice in line.question.choices] or "1"
        if line.question.type in (QuestionType.SINGLE, QuestionType.TEXT):
            whole = "1"
        answer(session, attempt_id=attempt.id, drawn_id=line.asked.drawn_id, value=whole, at=AT)
    sheet = sheet_of(session, begun, attempt.code)
    assert [line.position for line in sheet.open_lines] == [1, 6]
    assert (sheet.next_position, sheet.next_open(1), sheet.next_open(6), sheet.answered) == (1, 6, None, 4)
    with pytest.raises(NotFound):
        sheet.line(7)
    with pytest.raises(NotFound):
        sheet.line(0)


def test_a_begun_match_is_still_open(session: Session) -> None:
    begun = begin_course(session)
    for seed in range(20):
        attempt = begin(session, begun, seed=seed)
        line = next((one for one in sheet_of(session, begun, attempt.code).lines if one.question.rows), None)
        if line:
            break
        take(session, begun, right=0, seed=seed)
    assert line is not None
    answer(session, attempt_id=attempt.id, drawn_id=line.asked.drawn_id, value={"1": "1"}, at=AT)
    assert line.position in [one.position for one in sheet_of(session, begun, attempt.code).open_lines]


def test_a_module_outside_the_course_has_no_quiz_here(session: Session) -> None:
    begin_course(session)
    for course, module in (("keys", "travel"), ("nothing", "keys")):
        with pytest.raises(NotFound):
            find_start(session, course=course, module=module, person_id=1, at=AT)
