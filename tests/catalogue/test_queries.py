from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.catalogue.loading import library_of, registers_of
from app.catalogue.models import Item
from app.catalogue.queries import (
    course_and_registers,
    current_course,
    current_courses,
    find_picture,
    library_versions,
    module_version,
    page_id_of,
)
from app.database.sessions import Database
from app.errors import Gone, NotFound
from tests.factories.content import AT, LARGE, SMALL, changed, publish_files, publish_sample
from tests.factories.library import WITH_LIBRARY
from tests.queries import counted_queries

COURSE = "modules/courses/keys-and-travel.md"


def test_a_course_is_found_by_its_slug(session: Session) -> None:
    course = publish_sample(session)
    assert current_course(session, "keys") is course
    assert (course.label, course.published_at, course.minutes) == ("1.0", AT, 23)
    assert course.topics == ("disclosure", "openness", "risk-management")


def test_what_is_kept_is_found_in_whatever_order_the_engine_names_it(session: Session) -> None:
    publish_sample(session, files=WITH_LIBRARY)
    currents = library_versions(session)
    assert len(currents) > 1
    for find in (library_of, registers_of):
        assert find(session, currents) is find(session, currents[::-1])


def test_an_unknown_or_retired_course_is_not_found(session: Session) -> None:
    course = publish_sample(session)
    with pytest.raises(NotFound):
        current_course(session, "locks")
    session.execute(update(Item).where(Item.id == course.item_id).values(retired_at=AT))
    with pytest.raises(Gone, match="no longer offered"):
        current_course(session, "keys")
    assert current_courses(session) == []


def test_a_course_may_name_single_pages(session: Session) -> None:
    files = changed(LARGE, COURSE, "modules: [keys, travel]", "pages: [keys/lending, travel/packing]")
    course = publish_sample(session, files=files, slug="keys-and-travel")
    assert [(page.module, page.slug) for page in course.pages] == [("keys", "lending"), ("travel", "packing")]
    assert [module.slug for module in course.modules] == ["keys", "travel"]


def test_a_module_version_carries_its_questions(session: Session) -> None:
    module = publish_sample(session).modules[0]
    assert module_version(session, module.version_id) == module
    question = module.question(module.question_ids["lend-in-order"])
    assert (question.slug, question.type) == ("lend-in-order", "order")
    with pytest.raises(NotFound):
        module_version(session, 0)


def test_what_is_current_is_seen_at_once_and_asked_in_one_query(database: Database) -> None:
    with database.transaction() as writing:
        publish_sample(writing)
    with database.reading() as session:
        course_and_registers(session, "keys")
        with counted_queries(database) as seen:
            former, registers = course_and_registers(session, "keys")
    assert len(seen) == 1
    assert list(registers.overlays) == ["whom-to-ask"]
    with database.transaction() as writing:
        publish_files(writing, changed(SMALL, "modules/keys/lending.md", "pocket", "coat"), at=AT + dt.timedelta(days=1))
    with database.reading() as session:
        assert (former.label, current_course(session, "keys").label) == ("1.0", "2.0")


def test_pictures_and_pages_are_found_by_their_names(session: Session) -> None:
    course = publish_sample(session)
    assert page_id_of(session, "keys", "lending") == course.pages[1].page_id
    with pytest.raises(NotFound):
        page_id_of(session, "keys", "locks")
    with pytest.raises(NotFound):
        find_picture(session, "0" * 64)
