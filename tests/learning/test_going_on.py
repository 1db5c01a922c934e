from __future__ import annotations

import datetime as dt
import random

from sqlalchemy.orm import Session

from app.assessment.attempting import begin_attempt
from app.enrolments.enrolling import open_enrolment
from app.enrolments.reading import mark_read
from app.learning.going_on import NextStep, next_step
from app.records.models import Assignment
from tests.factories.attempts import begin_course
from tests.factories.completions import make_finished
from tests.factories.content import AT, LARGE, publish_sample
from tests.factories.people import make_person

LATER = AT + dt.timedelta(days=1)


def place(step: NextStep) -> tuple[str, ...]:
    return (step.endpoint.removeprefix("learning."), *(value for name, value in step.values.items() if name != "code"))


def due(session: Session, person_id: int, course_id: int, day: int) -> None:
    on = dt.date(2026, 12, day)
    session.add(Assignment(person_id=person_id, course_id=course_id, due_on=on, because="Yearly", assigned_at=AT, recorded_at=AT))
    session.flush()


def test_a_newcomer_begins_the_only_course(session: Session) -> None:
    publish_sample(session)
    assert place(next_step(session, make_person(session).id, first="no-such-course")) == ("page", "keys", "keys", "index")


def test_among_several_a_newcomer_begins_the_one_that_the_institution_names(session: Session) -> None:
    publish_sample(session, files=LARGE)
    step = next_step(session, make_person(session).id, first="keys-and-travel")
    assert place(step) == ("page", "keys-and-travel", "keys", "index")
    assert step.words == "Begin Keys at home and on the road"


def test_who_has_begun_before_is_no_newcomer(session: Session) -> None:
    publish_sample(session, files=LARGE)
    person_id = make_finished(session, files=LARGE).person_id
    assert place(next_step(session, person_id, first="keys-and-travel")) == ("dashboard",)


def test_among_several_she_chooses_where_the_named_one_is_not_published(session: Session) -> None:
    publish_sample(session, files=LARGE)
    assert place(next_step(session, make_person(session).id, first="no-such-course")) == ("dashboard",)


def test_without_any_course_there_is_the_dashboard(session: Session) -> None:
    assert place(next_step(session, make_person(session).id, first="no-such-course")) == ("dashboard",)


def test_what_is_due_first_is_begun_first(session: Session) -> None:
    keys, person = publish_sample(session, files=LARGE), make_person(session)
    both = publish_sample(session, files=LARGE, slug="keys-and-travel")
    due(session, person.id, keys.item_id, 20)
    due(session, person.id, both.item_id, 10)
    assert place(next_step(session, person.id, first="keys")) == ("page", "keys-and-travel", "keys", "index")


def test_she_goes_on_with_the_first_unread_page_then_the_quiz(session: Session) -> None:
    begun = begin_course(session)
    steps = []
    for page in begun.course.pages:
        step = next_step(session, begun.person_id, first="keys")
        steps.append(step.words)
        mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=LATER)
    assert steps == [f"Go on with Looking after keys, page {number}" for number in (1, 2, 3)]
    assert place(next_step(session, begun.person_id, first="keys")) == ("quiz", "keys", "keys")


def test_the_course_used_last_comes_before_what_is_due(session: Session) -> None:
    begun = begin_course(session, files=LARGE)
    both = publish_sample(session, files=LARGE, slug="keys-and-travel")
    other = open_enrolment(session, person_id=begun.person_id, course=both, at=AT)
    due(session, begun.person_id, begun.course.item_id, 10)
    mark_read(session, enrolment_id=other.id, page=both.pages[0], at=AT + dt.timedelta(days=40))
    assert place(next_step(session, begun.person_id, first="keys")) == ("page", "keys-and-travel", "keys", "lending")


def test_an_open_attempt_comes_before_everything(session: Session) -> None:
    begun = begin_course(session)
    begin_attempt(session, enrolment_id=begun.enrolment_id, module=begun.module, at=LATER, chance=random.Random(1))
    step = next_step(session, begun.person_id, first="keys")
    assert place(step) == ("quiz_go_on", "keys", "keys")
    assert step.words == "Go on with the quiz of Looking after keys"
