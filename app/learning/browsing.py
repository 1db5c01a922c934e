"""A course before and while it is taken: what it asks, how far a person is, where she goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.assessment.queries import passed_modules
from app.catalogue.live import LiveCourse, LiveModule, LivePage
from app.catalogue.paths import Outlook, course_on_path, first_path, pages_elsewhere, read_outlook, span_of
from app.catalogue.queries import current_course, current_courses
from app.catalogue.shapes import Objective
from app.credentials.completing import complete_if_done
from app.enrolments.enrolling import choose_path, open_enrolment, start_cycle
from app.enrolments.queries import Reading, find_reading, readings_of
from app.errors import Conflict
from app.learning.going_on import NextStep, step_in
from app.learning.lessons import NOTHING_READ, find_module, pages_in
from app.records.models import Completion
from app.records.queries import completion_of_enrolment


@dataclass(frozen=True, slots=True)
class Overview:
    """`course` is seen as its reader. `reading` is None before it is begun; `completion` is that of the latest cycle.

    `elsewhere` are the pages of paths that are not hers.
    """

    course: LiveCourse
    reading: Reading | None
    passed: Set[int]
    completion: Completion | None
    step: NextStep
    elsewhere: tuple[LivePage, ...] = ()

    @property
    def outlook(self) -> Outlook:
        return read_outlook(self.course.content, self.course.seen_as or "")

    @property
    def outlook_words(self) -> tuple[str, ...]:
        """As whom she reads it, role and field, in the author's words; the first path until she has chosen one."""
        content = self.course.content
        offered = dict(content.paths + content.fields)
        names = (self.outlook.role or first_path(content), self.outlook.field)
        return tuple(offered[name] for name in names if name in offered)

    @property
    def read(self) -> Set[tuple[int, int]]:
        return self.reading.read if self.reading else NOTHING_READ

    def pages(self, module: LiveModule) -> tuple[LivePage, ...]:
        return pages_in(self.course, module)

    def objectives(self, module: LiveModule) -> tuple[Objective, ...]:
        """Those that its pages here teach."""
        taught = {slug for page in self.pages(module) for slug in page.content.objectives}
        return tuple(one for one in module.content.objectives if one.slug in taught)

    def is_read(self, page: LivePage) -> bool:
        return (page.page_id, page.edition) in self.read

    def unread(self, module: LiveModule) -> tuple[LivePage, ...]:
        return tuple(page for page in self.pages(module) if not self.is_read(page))

    def minutes(self, module: LiveModule) -> int:
        quiz = module.quiz.minutes if module.quiz else 0
        return sum(page.content.minutes for page in self.pages(module)) + quiz

    def minutes_done(self, module: LiveModule) -> int:
        quiz = module.quiz.minutes if module.quiz and module.item_id in self.passed else 0
        return sum(page.content.minutes for page in self.pages(module) if self.is_read(page)) + quiz

    def is_done(self, module: LiveModule) -> bool:
        return self.minutes_done(module) == self.minutes(module)

    @property
    def minutes_left(self) -> int:
        quiz = self.course.quiz.minutes if self.course.quiz and self.course.item_id not in self.passed else 0
        return sum(self.minutes(module) - self.minutes_done(module) for module in self.course.modules) + quiz


def look_at_course(session: Session, *, slug: str, person_id: int | None) -> Overview:
    course = current_course(session, slug)
    reading = find_reading(session, person_id=person_id, course_id=course.item_id) if person_id else None
    passed = passed_modules(session, reading.enrolment_id) if reading else set()
    completion = completion_of_enrolment(session, reading.enrolment_id) if reading else None
    kept = reading.path if reading else ""
    seen = course_on_path(course, kept)
    others = pages_elsewhere(course, read_outlook(course.content, kept))
    return Overview(seen, reading, passed, completion, step_in(seen, reading, passed), others)


def look_at_module(session: Session, *, course: str, module: str, person_id: int | None) -> tuple[Overview, LiveModule]:
    overview = look_at_course(session, slug=course, person_id=person_id)
    return overview, find_module(overview.course, module)


def begin_course(
    session: Session, *, slug: str, person_id: int, after: int | None, path: str | None = None, at: dt.datetime
) -> NextStep:
    """Opens the course, or with `after` the cycle that follows that one; `path` is what she chose with it. Where nothing was left
    to do, it completes it."""
    course = current_course(session, slug)
    if after is None:
        enrolment = open_enrolment(session, person_id=person_id, course=course, at=at)
    else:
        enrolment = start_cycle(session, person_id=person_id, course=course, at=at, after=after)
    if path is not None:
        choose_path(session, enrolment_id=enrolment.id, path=str(read_outlook(course.content, path)))
    complete_if_done(session, enrolment_id=enrolment.id, course=course, at=at)
    reading = find_reading(session, person_id=person_id, course_id=course.item_id)
    return step_in(course, reading, passed_modules(session, enrolment.id))


def change_path(session: Session, *, slug: str, person_id: int, path: str, at: dt.datetime) -> bool:
    """What a completed course asked for stays what it was. Tells whether the course was completed by this."""
    course = current_course(session, slug)
    enrolment = open_enrolment(session, person_id=person_id, course=course, at=at)
    if completion_of_enrolment(session, enrolment.id) is not None:
        raise Conflict(
            "This course is completed, and what it asked of you stays as it was. Take it again to choose another path."
        )
    choose_path(session, enrolment_id=enrolment.id, path=str(read_outlook(course.content, path)))
    return complete_if_done(session, enrolment_id=enrolment.id, course=course, at=at) is not None


def courses_on_offer(session: Session) -> list[LiveCourse]:
    """The widest first, so that a newcomer meets the course that holds the others before the shorter ones."""
    return sorted(current_courses(session), key=lambda course: (-len(course.modules), -span_of(course)[1]))


def course_holding(session: Session, *, module: str, page: str, person_id: int | None, reading: str | None) -> LiveCourse | None:
    """The course in which a link to a page is followed: the one at hand, else one that the person has begun, else the first that
    asks for the page. `reading` is the slug of the one at hand."""
    courses = current_courses(session)
    holders = [course for course in courses if any((one.module, one.slug) == (module, page) for one in course.pages)]
    holders = holders or [course for course in courses if any(one.slug == module for one in course.modules)]
    begun = [one.course_id for one in readings_of(session, person_id)] if person_id and len(holders) > 1 else []
    order = {course_id: place for place, course_id in enumerate(begun)}
    holders.sort(key=lambda course: (course.slug != reading, order.get(course.item_id, len(order))))
    return holders[0] if holders else None
