"""Which page teaches and which question tests what training is asked to cover. Pure: a course version in, the answer out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.catalogue.live import LiveCourse, LiveModule, LivePage
from app.catalogue.shapes import Question
from app.requirements.shapes import Duty, DutyItem


class Taught(NamedTuple):
    """A page, by the module it stands in."""

    module: LiveModule
    page: LivePage


class Asked(NamedTuple):
    """A graded question, by the module whose quiz asks it."""

    module: LiveModule
    question: Question


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """`untaught` and `untested` are the item's topics that no page teaches and no question tests."""

    item: DutyItem
    pages: tuple[Taught, ...]
    questions: tuple[Asked, ...]
    untaught: tuple[str, ...]
    untested: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        return not self.untaught and not self.untested


@dataclass(frozen=True, slots=True)
class DutyCoverage:
    duty: Duty
    items: tuple[ItemCoverage, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one version of a course covers of every duty."""

    course: LiveCourse
    duties: tuple[DutyCoverage, ...]

    @property
    def items(self) -> list[ItemCoverage]:
        return [item for duty in self.duties for item in duty.items]

    @property
    def gaps(self) -> list[ItemCoverage]:
        return [item for item in self.items if not item.is_covered]


def cover(course: LiveCourse, duties: Iterable[Duty]) -> Coverage:
    """By the course's own pages, and by the graded questions of its modules.

    A page teaches a topic when its head names it. A question tests a topic when a page that it rests on teaches it. It rests on
    the pages of the course whose heads name its objective; where it sends its reader to one of these, on that page alone.
    A question that rests on no page of the course tests nothing here. Knowledge checks inside pages do not count.
    """
    modules = {module.slug: module for module in course.modules}
    taught = [Taught(modules[page.module], page) for page in course.pages]
    asked = [(one, topics_of(one, course.pages)) for module in course.modules for one in _asked_in(module)]
    return Coverage(
        course, tuple(DutyCoverage(duty, tuple(_cover(item, taught, asked) for item in duty.items.values())) for duty in duties)
    )


def topics_of(asked: Asked, pages: Sequence[LivePage]) -> frozenset[str]:
    """What a question tests."""
    question = asked.question
    rests_on = [page for page in pages if page.module == asked.module.slug and question.objective in page.content.objectives]
    named = [page for page in rests_on if page.slug == question.page]
    return frozenset(topic for page in named or rests_on for topic in page.content.topics)


def _asked_in(module: LiveModule) -> list[Asked]:
    return [Asked(module, question) for question in module.quiz.questions] if module.quiz else []


def _cover(item: DutyItem, taught: Iterable[Taught], asked: Iterable[tuple[Asked, frozenset[str]]]) -> ItemCoverage:
    wanted = set(item.topics)
    pages = tuple(one for one in taught if wanted & set(one.page.content.topics))
    tests = [(one, topics) for one, topics in asked if wanted & topics]
    are_taught = {topic for one in pages for topic in one.page.content.topics}
    are_tested = {topic for _, topics in tests for topic in topics}
    return ItemCoverage(
        item=item,
        pages=pages,
        questions=tuple(one for one, _ in tests),
        untaught=tuple(topic for topic in item.topics if topic not in are_taught),
        untested=tuple(topic for topic in item.topics if topic not in are_tested),
    )
