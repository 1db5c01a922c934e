from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.sessions import Database
from app.enrolments.enrolling import lock_enrolment, open_enrolment, start_cycle
from app.enrolments.models import Enrolment, PageRead
from app.enrolments.queries import find_reading, latest_enrolment, pages_read, readings_of
from app.enrolments.reading import mark_read
from app.errors import NotFound
from tests.factories.content import AT, LARGE, publish_sample
from tests.factories.people import make_person

LATER = AT + dt.timedelta(days=1)


def test_the_first_cycle_is_made_once(session: Session) -> None:
    course, person = publish_sample(session), make_person(session)
    first = open_enrolment(session, person_id=person.id, course=course, at=AT)
    again = open_enrolment(session, person_id=person.id, course=course, at=LATER)
    assert first.id == again.id
    assert (first.cycle, first.began_at, first.course_version_id) == (1, AT, course.version_id)
    assert len(first.code) >= 22


def test_a_new_cycle_leaves_the_former_ones_alone(session: Session) -> None:
    course, person = publish_sample(session), make_person(session)
    first = open_enrolment(session, person_id=person.id, course=course, at=AT)
    mark_read(session, enrolment_id=first.id, page=course.pages[0], at=AT)
    second = start_cycle(session, person_id=person.id, course=course, at=LATER, after=1)
    assert start_cycle(session, person_id=person.id, course=course, at=LATER, after=1).id == second.id
    assert second.cycle == 2
    assert latest_enrolment(session, person_id=person.id, course_id=course.item_id) is second
    assert (len(pages_read(session, first.id)), len(pages_read(session, second.id))) == (1, 0)


def test_a_page_is_read_once_in_one_edition(session: Session) -> None:
    course, person = publish_sample(session), make_person(session)
    enrolment = open_enrolment(session, person_id=person.id, course=course, at=AT)
    page = course.pages[1]
    assert mark_read(session, enrolment_id=enrolment.id, page=page, at=AT)
    assert not mark_read(session, enrolment_id=enrolment.id, page=page, manner="known", at=LATER)
    row = session.scalars(select(PageRead)).one()
    assert (row.manner, row.read_at, row.page_version_id) == ("read", AT, page.page_version_id)
    assert pages_read(session, enrolment.id) == {(page.page_id, 1)}


def test_an_unknown_enrolment_cannot_be_held(session: Session) -> None:
    with pytest.raises(NotFound):
        lock_enrolment(session, 4711)


def test_the_course_used_last_comes_first(session: Session) -> None:
    keys, person = publish_sample(session, files=LARGE), make_person(session)
    both = publish_sample(session, files=LARGE, slug="keys-and-travel")
    begun = [open_enrolment(session, person_id=person.id, course=course, at=AT) for course in (keys, both)]
    mark_read(session, enrolment_id=begun[0].id, page=keys.pages[0], at=LATER)
    readings = readings_of(session, person.id)
    assert [reading.course_id for reading in readings] == [keys.item_id, both.item_id]
    assert find_reading(session, person_id=person.id, course_id=keys.item_id) == readings[0]
    assert readings[0].used_at == LATER
    assert readings_of(session, make_person(session, "Bo Lind").id) == []


def test_what_was_begun_before_a_merge_goes_on(session: Session) -> None:
    course = publish_sample(session)
    former, person = make_person(session, "Ana Old"), make_person(session)
    enrolment = open_enrolment(session, person_id=former.id, course=course, at=AT)
    former.merged_into = person.id
    session.flush()
    assert open_enrolment(session, person_id=person.id, course=course, at=LATER).id == enrolment.id
    assert [reading.enrolment_id for reading in readings_of(session, person.id)] == [enrolment.id]


def test_eight_at_once_open_one_enrolment_and_read_one_page(database: Database) -> None:
    with database.transaction() as session:
        course, person_id = publish_sample(session), make_person(session).id

    def press(_number: int) -> bool:
        with database.transaction() as session:
            enrolment = open_enrolment(session, person_id=person_id, course=course, at=AT)
            return mark_read(session, enrolment_id=enrolment.id, page=course.pages[0], at=AT)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(press, range(8))) == 1
    with database.reading() as session:
        assert len(session.scalars(select(Enrolment)).all()) == 1
