from __future__ import annotations

from sqlalchemy.orm import Session

from app.credentials.completing import complete_if_done
from app.enrolments.reading import mark_read
from app.learning.resulting import Outcome, find_outcome, page_behind
from app.learning.sitting import find_sheet
from tests.factories.attempts import AT, Begun, begin_course, take


def outcome_of(session: Session, begun: Begun, right: int) -> Outcome:
    attempt, _result = take(session, begun, right=right)
    complete_if_done(session, enrolment_id=begun.enrolment_id, course=begun.course, at=AT)
    sheet = find_sheet(session, course="keys", module="keys", code=attempt.code, person_id=begun.person_id)
    return find_outcome(session, sheet=sheet, course=begun.course, person_id=begun.person_id)


def test_the_pages_behind_what_was_wrong_stand_once_in_the_order_of_reading(session: Session) -> None:
    begun = begin_course(session)
    outcome = outcome_of(session, begun, right=0)
    assert [page.slug for page in outcome.again] == [page.slug for page in begun.module.pages if page in outcome.again]
    assert {page.slug for page in outcome.again} <= {"index", "lending", "asking"}
    assert outcome.minutes == sum(page.content.minutes for page in outcome.again)
    assert len(outcome.wrong) == 6
    assert all(outcome.page_for(line) in (*outcome.again, None) for line in outcome.wrong)


def test_a_question_without_a_page_has_the_first_with_its_objective(session: Session) -> None:
    module = begin_course(session).module
    for slug, page in (("who-does-what", "lending"), ("what-to-ask", "asking"), ("first-call", "asking")):
        behind = page_behind(module, module.question(module.question_ids[slug]))
        assert behind is not None
        assert behind.slug == page


def test_a_pass_leads_on_to_what_is_still_to_be_read(session: Session) -> None:
    outcome = outcome_of(session, begin_course(session), right=6)
    assert (outcome.again, outcome.wrong, outcome.completion) == ((), (), None)
    assert outcome.following is not None
    assert outcome.following.endpoint == "learning.page"


def test_the_last_answer_brings_the_completion_and_its_certificate(session: Session) -> None:
    begun = begin_course(session)
    for page in begun.course.pages:
        mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=AT)
    outcome = outcome_of(session, begun, right=4)
    assert outcome.completion is not None
    assert outcome.certificate is not None
    assert outcome.following is None
