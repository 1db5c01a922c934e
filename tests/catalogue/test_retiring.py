"""What vanishes from the tree is retired, only when it is meant so, and for good."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import Act
from app.catalogue.models import Item
from app.catalogue.queries import current_course, current_courses, published_course
from app.catalogue.retiring import was_page
from app.errors import Gone, Invalid
from tests.factories.content import AT, LARGE, SMALL, changed, publish_files

LATER = AT + dt.timedelta(days=30)
FEWER = {path: text for path, text in LARGE.items() if path in SMALL}


def retired(session: Session) -> list[tuple[str, str]]:
    query = select(Item.kind, Item.slug).where(Item.retired_at == LATER).order_by(Item.kind)
    return [(row.kind, row.slug) for row in session.execute(query)]


def test_a_file_left_behind_retires_nothing(session: Session) -> None:
    publish_files(session, LARGE)
    with pytest.raises(Invalid, match=r"the module travel, the course keys-and-travel.*--retire"):
        publish_files(session, FEWER, at=LATER)
    assert retired(session) == []


def test_what_has_vanished_is_retired_and_audited(session: Session) -> None:
    publish_files(session, LARGE)
    assert publish_files(session, FEWER, at=LATER, retires=True, reason="No more journeys") == []
    assert retired(session) == [("course", "keys-and-travel"), ("module", "travel")]
    assert [course.slug for course in current_courses(session)] == ["keys"]
    with pytest.raises(Gone):
        current_course(session, "keys-and-travel")
    acts = session.scalars(select(Act).where(Act.action == "content.retired")).all()
    assert [act.reason for act in acts] == ["No more journeys"] * 2


def test_a_former_version_stays_to_be_shown(session: Session) -> None:
    publish_files(session, LARGE)
    publish_files(session, FEWER, at=LATER, retires=True)
    assert published_course(session, "keys-and-travel", "1.0").title


def test_a_retired_slug_is_never_used_again(session: Session) -> None:
    publish_files(session, LARGE)
    publish_files(session, FEWER, at=LATER, retires=True)
    with pytest.raises(Invalid, match="module travel was retired, and its slug is not used again"):
        publish_files(session, LARGE, at=LATER)


def test_a_register_is_never_retired(session: Session) -> None:
    publish_files(session, SMALL)
    less = {path: text for path, text in SMALL.items() if path != "modules/plan.md"}
    publish_files(session, less, at=LATER, retires=True)
    assert retired(session) == []


def test_a_page_that_a_course_once_had_is_remembered(session: Session) -> None:
    publish_files(session, LARGE)
    course = "modules/courses/keys-and-travel.md"
    publish_files(session, changed(LARGE, course, "modules: [keys, travel]", "modules: [keys]"), at=LATER)
    assert was_page(session, course="keys-and-travel", module="travel", page="packing")
    assert not was_page(session, course="keys", module="travel", page="packing")
    assert not was_page(session, course="keys-and-travel", module="travel", page="lending")
