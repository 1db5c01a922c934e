"""One press: the page is read, the course perhaps complete, and the reader goes on."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.catalogue.live import LiveCourse, LiveModule, LivePage
from app.catalogue.paths import course_with
from app.credentials.completing import complete_if_done
from app.enrolments.enrolling import open_enrolment
from app.enrolments.reading import mark_read
from app.learning.going_on import NextStep, to_course, to_quiz
from app.learning.lessons import find_module, pages_beside, pages_in


def finish_page(
    session: Session,
    *,
    person_id: int,
    course: LiveCourse,
    page: LivePage,
    manner: Literal["read", "known"] = "read",
    at: dt.datetime,
) -> NextStep | None:
    """What comes next for her; nothing when the course was completed by this."""
    enrolment = open_enrolment(session, person_id=person_id, course=course, at=at)
    mark_read(session, enrolment_id=enrolment.id, page=page, manner=manner, at=at)
    if complete_if_done(session, enrolment_id=enrolment.id, course=course, at=at) is not None:
        return None
    seen = course_with(course, page, enrolment.path)
    return step_after(seen, find_module(seen, page.module), page)


def step_after(course: LiveCourse, module: LiveModule, page: LivePage) -> NextStep:
    """The next page of the module; after the last one its quiz, else the next module, else the course's own page. A course with a
    quiz of its own goes page by page, in its own order, to that."""
    pages = pages_beside(course, module)
    place = [one.page_id for one in pages].index(page.page_id) + 1
    if place < len(pages):
        return _to(course, pages[place], pages[place].content.title)
    asking = course if course.quiz is not None else module
    if asking.quiz is not None:
        return to_quiz(course, asking)._replace(words=_("the quiz"))
    place = [one.slug for one in course.modules].index(module.slug) + 1
    following = course.modules[place:]
    first = next((page for one in following for page in pages_in(course, one)), None)
    if first is not None:
        return _to(course, first, first.content.title)
    return to_course(course)._replace(words=_("the course"))


def _to(course: LiveCourse, page: LivePage, words: str) -> NextStep:
    values = {"course": course.slug, "module": page.module, "page": page.slug}
    return NextStep("learning.page", values, words, course.slug)
