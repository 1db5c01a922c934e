"""One page of a course as its reader sees it: four small queries, the rest from the cache."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalogue.live import Asking, LiveCourse, LiveModule, LivePage, Registers
from app.catalogue.paths import Outlook, course_on_path, course_with, read_outlook
from app.catalogue.queries import course_and_registers, current_course, renamed_page
from app.catalogue.retiring import was_page
from app.catalogue.shapes import Source
from app.enrolments.queries import find_reading
from app.errors import Gone, NotFound
from app.workbook.queries import page_book
from app.workbook.shapes import PageBook

NOTHING_READ: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Lesson:
    """`pages` are those among which this one is counted (`pages_beside`). `book` is None for a reader who is not signed in. On a
    page of another path she is on a visit: the course is seen as that path has it.
    """

    course: LiveCourse
    module: LiveModule
    page: LivePage
    pages: tuple[LivePage, ...]
    read: frozenset[tuple[int, int]]
    book: PageBook | None
    registers: Registers
    is_visit: bool = False

    @property
    def outlook(self) -> Outlook:
        return read_outlook(self.course.content, self.course.seen_as or "")

    @property
    def meant_for(self) -> tuple[str, ...]:
        """The paths that the page is marked for, in the author's words."""
        return tuple(words for slug, words in self.course.content.paths if slug in self.page.content.paths)

    @property
    def is_first(self) -> bool:
        return self.page is self.course.pages[0]

    @property
    def number(self) -> int:
        return self.pages.index(self.page) + 1

    @property
    def before(self) -> LivePage | None:
        return self.pages[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> LivePage | None:
        return self.pages[self.number] if self.number < len(self.pages) else None

    @property
    def objectives(self) -> tuple[str, ...]:
        wanted = self.page.content.objectives
        return tuple(one.text for one in self.module.content.objectives if one.slug in wanted)

    @property
    def sources(self) -> tuple[Source, ...]:
        known = self.registers.sources
        return tuple(known[name] for name in self.page.content.sources if name in known)

    @property
    def asking(self) -> Asking:
        """Whose pages these are, and whose quiz follows them."""
        return self.module if self.course.quiz is None else self.course

    @property
    def minutes_left(self) -> int:
        return sum(page.content.minutes for page in self.pages if not self.is_read(page))

    def is_read(self, page: LivePage) -> bool:
        return (page.page_id, page.edition) in self.read


def open_lesson(session: Session, *, course: str, module: str, page: str, person_id: int | None) -> Lesson:
    live, registers = course_and_registers(session, course)
    reading = find_reading(session, person_id=person_id, course_id=live.item_id) if person_id else None
    path = reading.path if reading else ""
    seen = course_with(live, find_page(live, module, page)[1], path)
    taught, here = find_page(seen, module, page)
    read = reading.read if reading else NOTHING_READ
    book = page_book(session, person_id=person_id, page=here) if person_id else None
    is_visit = seen.seen_as != course_on_path(live, path).seen_as
    return Lesson(seen, taught, here, pages_beside(seen, taught), read, book, registers, is_visit)


def seen_by(session: Session, course: LiveCourse, page: LivePage, *, person_id: int) -> LiveCourse:
    reading = find_reading(session, person_id=person_id, course_id=course.item_id)
    return course_with(course, page, reading.path if reading else "")


def find_module(course: LiveCourse, slug: str) -> LiveModule:
    """Raises `NotFound` where the course does not ask for it."""
    for module in course.modules:
        if module.slug == slug:
            return module
    raise NotFound


def pages_in(course: LiveCourse, module: LiveModule) -> tuple[LivePage, ...]:
    return tuple(page for page in course.pages if page.module == module.slug)


def pages_beside(course: LiveCourse, module: LiveModule) -> tuple[LivePage, ...]:
    """Among which a page is counted: the module's; all of a course with a quiz of its own, which goes page by page to it."""
    return pages_in(course, module) if course.quiz is None else course.pages


def find_page(course: LiveCourse, module: str, slug: str) -> tuple[LiveModule, LivePage]:
    taught = find_module(course, module)
    for page in course.pages:
        if page.module == module and page.slug == slug:
            return taught, page
    raise NotFound


def place_page(session: Session, *, course: str, module: str, page: str) -> tuple[LiveCourse, LiveModule, LivePage]:
    """For an act on a page, also under its former slug: its form may have been opened before the page was renamed."""
    live = current_course(session, course)
    try:
        return live, *find_page(live, module, page)
    except NotFound:
        slug = renamed(session, course=course, module=module, page=page)
        return live, *find_page(live, module, slug or page)


def renamed(session: Session, *, course: str, module: str, page: str) -> str | None:
    """The slug under which a page is found that was once called `page`, where this course still has it."""
    taught = next((one for one in current_course(session, course).modules if one.slug == module), None)
    slug = renamed_page(session, taught.item_id, page) if taught else None
    return slug if taught and slug in {one.slug for one in taught.pages} else None


def refuse_retired(session: Session, *, course: str, module: str, page: str) -> None:
    """Raises `Gone` for a page that this course once had."""
    if was_page(session, course=course, module=module, page=page):
        raise Gone("This page is no longer part of the course. The course has the others.")
