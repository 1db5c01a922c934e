"""Where a person goes on: exactly where she stopped, on whatever device."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.assessment.models import Attempt
from app.assessment.queries import passed_modules
from app.catalogue.live import Asking, LiveCourse, LivePage
from app.catalogue.models import Item
from app.catalogue.paths import course_on_path
from app.catalogue.queries import current_courses
from app.enrolments.models import Enrolment
from app.enrolments.queries import Reading, readings_of
from app.records.queries import Due, Held, completions_of, dues_of


class NextStep(NamedTuple):
    """An endpoint with its values, and the words of the button that leads there. `course` is empty for the dashboard."""

    endpoint: str
    values: dict[str, Any]
    words: str
    course: str = ""


class OpenAttempt(NamedTuple):
    code: str
    module: str
    course_id: int


class Whereabouts(NamedTuple):
    """What a person has under way, has done and owes: the next step follows from it. Newcomers begin with `first`."""

    courses: dict[int, LiveCourse]
    attempt: OpenAttempt | None
    readings: list[Reading]
    held: list[Held]
    dues: list[Due]
    first: LiveCourse | None

    def reading_in(self, course: LiveCourse) -> Reading | None:
        return next((reading for reading in self.readings if reading.course_id == course.item_id), None)

    def is_finished(self, reading: Reading) -> bool:
        return any(held.enrolment_id == reading.enrolment_id for held in self.held)


def find_whereabouts(session: Session, person_id: int, *, first: str) -> Whereabouts:
    courses = current_courses(session)
    return Whereabouts(
        {course.item_id: course for course in courses},
        _open_attempt(session, person_id),
        readings_of(session, person_id),
        completions_of(session, person_id),
        dues_of(session, person_id),
        first_of(courses, first),
    )


def first_of(courses: Sequence[LiveCourse], slug: str) -> LiveCourse | None:
    """None where it is not published and there are several: then nobody has said which comes first."""
    named = next((course for course in courses if course.slug == slug), None)
    return named or (courses[0] if len(courses) == 1 else None)


def next_step(session: Session, person_id: int, *, first: str) -> NextStep:
    """`first` is the slug of the course that newcomers begin with."""
    where = find_whereabouts(session, person_id, first=first)
    course = course_at_hand(where)
    if course is None:
        return NextStep("learning.dashboard", {}, _("Go to your learning"))
    reading = where.reading_in(course)
    return step_from(where, course, passed_modules(session, reading.enrolment_id) if reading else set())


def course_at_hand(where: Whereabouts) -> LiveCourse | None:
    """The first there is: of the open attempt, the unfinished one used last, due first; a newcomer's is `first`."""
    courses, attempt = where.courses, where.attempt
    if attempt is not None and attempt.course_id in courses:
        return courses[attempt.course_id]
    wanted = [reading.course_id for reading in where.readings if not where.is_finished(reading)]
    wanted += [due.course_id for due in where.dues]
    found = next((courses[course_id] for course_id in wanted if course_id in courses), None)
    return found or (None if where.readings else where.first)


def step_from(where: Whereabouts, course: LiveCourse, passed: Set[int]) -> NextStep:
    """`passed` is that of the latest cycle. A course that was finished opens at its own page, where it can be taken again."""
    if where.attempt is not None and where.attempt.course_id == course.item_id:
        return _to_attempt(course, where.attempt.module, where.attempt.code)
    reading = where.reading_in(course)
    return to_course(course) if reading and where.is_finished(reading) else step_in(course, reading, passed)


def step_in(course: LiveCourse, reading: Reading | None, passed: Set[int]) -> NextStep:
    """The first page not read yet, else the first quiz not passed, else the course's own page."""
    course = course_on_path(course, reading.path if reading else "")
    if reading is None:
        return to_first_page(course)
    page = first_unread(course, reading.read)
    if page is not None:
        return to_page(course, page)
    asking = next((asking for asking in course.quizzes if asking.item_id not in passed), None)
    return to_quiz(course, asking) if asking is not None else to_course(course)


def first_unread(course: LiveCourse, read: Set[tuple[int, int]]) -> LivePage | None:
    return next((page for page in course.pages if (page.page_id, page.edition) not in read), None)


def to_first_page(course: LiveCourse) -> NextStep:
    if not course.pages:
        return to_course(course)
    words = _("Begin %(course)s", course=course.content.title)
    return _page_step(course, course.pages[0], words)


def to_page(course: LiveCourse, page: LivePage) -> NextStep:
    """Counted in the module; in a course with a quiz of its own, in the course."""
    module = next(module for module in course.modules if module.slug == page.module)
    title = module.content.title if course.quiz is None else course.content.title
    beside = [one.page_id for one in course.pages if course.quiz is not None or one.module == page.module]
    number = beside.index(page.page_id) + 1
    return _page_step(course, page, _("Go on with %(module)s, page %(number)s", module=title, number=number))


def to_quiz(course: LiveCourse, asking: Asking) -> NextStep:
    words = _("Go on to the quiz of %(module)s", module=asking.title)
    return NextStep("learning.quiz", {"course": course.slug, "module": asking.slug}, words, course.slug)


def to_course(course: LiveCourse) -> NextStep:
    return NextStep("learning.course", {"course": course.slug}, _("Open %(course)s", course=course.content.title), course.slug)


def _page_step(course: LiveCourse, page: LivePage, words: str) -> NextStep:
    values = {"course": course.slug, "module": page.module, "page": page.slug}
    return NextStep("learning.page", values, words, course.slug)


def _to_attempt(course: LiveCourse, module: str, code: str) -> NextStep:
    title = next((one.content.title for one in course.modules if one.slug == module), course.content.title)
    values = {"course": course.slug, "module": module, "code": code}
    return NextStep("learning.quiz_go_on", values, _("Go on with the quiz of %(module)s", module=title), course.slug)


def _open_attempt(session: Session, person_id: int) -> OpenAttempt | None:
    """The one begun last."""
    query = (
        select(Attempt.code, Item.slug, Enrolment.course_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Item, Item.id == Attempt.module_id)
        .where(Enrolment.person_id.in_(selves_of(person_id)), Attempt.submitted_at.is_(None))
        .order_by(Attempt.began_at.desc(), Attempt.id.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return OpenAttempt(*row) if row else None
