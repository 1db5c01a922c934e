from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.merging import merge
from app.assessment.attempting import answer, submit
from app.assessment.queries import read_sitting
from app.catalogue.models import Scope
from app.catalogue.queries import current_course
from app.credentials.completing import complete_if_done
from app.credentials.models import Certificate
from app.database.sessions import Database
from app.enrolments.enrolling import open_enrolment
from app.enrolments.reading import mark_read
from app.jobs.models import Announcement
from app.records.models import Completion
from app.records.queries import completions_of
from tests.factories.attempts import Begun, begin, begin_course, right_answer, take
from tests.factories.completions import DONE, finish_again, make_finished
from tests.factories.content import LARGE, SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_pages_alone_and_a_quiz_alone_complete_nothing(session: Session) -> None:
    begun = begin_course(session)
    for page in begun.course.pages:
        mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=DONE)
        assert complete_if_done(session, enrolment_id=begun.enrolment_id, course=begun.course, at=DONE) is None
    take(session, begun, right=3, at=DONE)
    assert complete_if_done(session, enrolment_id=begun.enrolment_id, course=begun.course, at=DONE) is None
    take(session, begun, right=4, at=DONE, seed=2)
    assert complete_if_done(session, enrolment_id=begun.enrolment_id, course=begun.course, at=DONE) is not None


def test_a_course_by_quiz_completes_without_its_pages(session: Session) -> None:
    course = publish_sample(session, files=LARGE, slug="keys-and-travel")
    enrolment = open_enrolment(session, person_id=make_person(session).id, course=course, at=DONE)
    for module in course.modules:
        assert complete_if_done(session, enrolment_id=enrolment.id, course=course, at=DONE) is None
        take(session, Begun(enrolment.person_id, enrolment.id, course, module), right=6, at=DONE)
    assert complete_if_done(session, enrolment_id=enrolment.id, course=course, at=DONE) is not None


def test_it_is_recorded_once_with_certificate_and_news(session: Session) -> None:
    finished = make_finished(session)
    again = complete_if_done(session, enrolment_id=finished.completion.enrolment_id, course=finished.course, at=DONE)
    assert again is None
    assert (count(session, Completion), count(session, Certificate)) == (1, 1)
    news = session.scalars(select(Announcement).where(Announcement.topic == "certificate.issued")).all()
    assert {one.hearer for one in news} == {"papers", "certificate-letter"}
    assert all(one.payload == {"certificate": finished.certificate.id} for one in news)
    assert (finished.certificate.name, finished.certificate.zone) == ("Ana Ruiz", "America/New_York")


def test_a_second_cycle_is_an_enrolment_with_a_completion_of_its_own(session: Session) -> None:
    first = make_finished(session)
    second = finish_again(session, first, at=DONE + dt.timedelta(days=365))
    assert second.completion.enrolment_id != first.completion.enrolment_id
    assert second.certificate.code != first.certificate.code
    assert [held.id for held in completions_of(session, first.person_id)] == [second.completion.id, first.completion.id]


def test_a_page_that_changed_in_substance_is_to_be_read_again(session: Session) -> None:
    begun = begin_course(session)
    for page in begun.course.pages[:-1]:
        mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=DONE)
    take(session, begun, right=6, at=DONE)
    files = changed(SMALL, "modules/keys/lending.md", "Lend a key to a person", "Lend a key to one person")
    publish_files(session, files, at=DONE, scope=Scope.SUBSTANTIVE)
    course = current_course(session, "keys")
    mark_read(session, enrolment_id=begun.enrolment_id, page=course.pages[-1], at=DONE)
    assert complete_if_done(session, enrolment_id=begun.enrolment_id, course=course, at=DONE) is None
    mark_read(session, enrolment_id=begun.enrolment_id, page=course.pages[1], at=DONE)
    completion = complete_if_done(session, enrolment_id=begun.enrolment_id, course=course, at=DONE)
    assert completion is not None
    assert completion.label == course.label


@pytest.mark.parametrize("_round", range(4))
def test_last_page_and_last_quiz_at_the_same_moment(database: Database, _round: int) -> None:
    with database.transaction() as session:
        begun = begin_course(session)
        for page in begun.course.pages[:-1]:
            mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=DONE)
        attempt = begin(session, begun, at=DONE)
        for asked in read_sitting(session, attempt.id).asked:
            value = right_answer(begun.module.question(asked.question_id))
            answer(session, attempt_id=attempt.id, drawn_id=asked.drawn_id, value=value, at=DONE)
        attempt_id = attempt.id
    last = begun.course.pages[-1]
    recorded = at_the_same_moment(
        database,
        begun,
        lambda session: mark_read(session, enrolment_id=begun.enrolment_id, page=last, at=DONE),
        lambda session: submit(session, attempt_id=attempt_id, module=begun.module, at=DONE),
    )
    assert sorted(recorded) == [False, True]
    with database.reading() as session:
        assert (count(session, Completion), count(session, Certificate)) == (1, 1)


def at_the_same_moment(database: Database, begun: Begun, *acts: Callable[[Session], object]) -> list[bool]:
    """Each act in a thread and a transaction of its own, followed by the question whether that completed the course."""
    barrier, recorded, failures = threading.Barrier(len(acts)), [], []

    def run(act: Callable[[Session], object]) -> None:
        try:
            barrier.wait(10)
            with database.transaction() as session:
                act(session)
                done = complete_if_done(session, enrolment_id=begun.enrolment_id, course=begun.course, at=DONE)
                recorded.append(done is not None)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    return recorded


def test_a_course_begun_under_a_merged_record_ends_in_the_survivors_name(session: Session) -> None:
    course = publish_sample(session, files=LARGE, slug="keys-and-travel")
    former, ana = make_person(session, "A Ruiz"), make_person(session)
    enrolment = open_enrolment(session, person_id=former.id, course=course, at=DONE)
    for module in course.modules:
        take(session, Begun(former.id, enrolment.id, course, module), right=6, at=DONE)
    merge(session, person_id=former.id, into_id=ana.id, reason="Two records of one", at=DONE, by=None)
    session.expire_all()
    completion = complete_if_done(session, enrolment_id=enrolment.id, course=course, at=DONE)
    assert completion is not None
    assert session.scalars(select(Certificate.name)).all() == ["Ana Ruiz"]
    assert [held.id for held in completions_of(session, ana.id)] == [completion.id]
