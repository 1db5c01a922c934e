"""Which page teaches and which question tests what training is asked to cover. Pure: a course version in, the answer out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.catalogue.live import Asking, LiveCourse, LiveModule, LivePage
from app.catalogue.paths import course_on_path, rests_on
from app.catalogue.shapes import Question
from app.requirements.shapes import Duty, DutyItem


class Taught(NamedTuple):
    """A page, by the module it stands in."""

    module: LiveModule
    page: LivePage


class Asked(NamedTuple):
    """A graded question, by whatever has the quiz: a module, or the course itself."""

    quiz: Asking
    question: Question


class Lack(NamedTuple):
    """What the readers of one path, by its words, miss of an item that others have."""

    path: str
    untaught: tuple[str, ...]
    untested: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """`untaught` and `untested` are the item's topics that no page teaches and no question tests."""

    item: DutyItem
    pages: tuple[Taught, ...]
    questions: tuple[Asked, ...]
    untaught: tuple[str, ...]
    untested: tuple[str, ...]
    lacks: tuple[Lack, ...] = ()

    @property
    def is_covered(self) -> bool:
        return not self.untaught and not self.untested and not self.lacks


Survey = tuple[list[Taught], list[tuple[Asked, frozenset[str]]]]


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
    """By the course's own pages, and by the graded questions of its quizzes.

    A page teaches a topic when its head names it. A question tests the topics that it names, of those that a page it rests on
    teaches; where it names none, all of these. It rests on the pages of the course whose heads name its objective; where it sends
    its reader to one of these, on that page alone. A question that rests on no page of the course tests nothing here. Knowledge
    checks inside pages do not count. Where a course offers paths, each has to cover the whole by itself.
    """
    whole = _survey(course)
    paths = [(words, _survey(course_on_path(course, slug))) for slug, words in course.content.paths]

    def answer(item: DutyItem) -> ItemCoverage:
        found = _cover(item, *whole)
        lacks = (_lack(found, words, _cover(item, *survey)) for words, survey in paths)
        return replace(found, lacks=tuple(lack for lack in lacks if lack.untaught or lack.untested))

    return Coverage(course, tuple(DutyCoverage(duty, tuple(map(answer, duty.items.values()))) for duty in duties))


def _survey(course: LiveCourse) -> Survey:
    modules = {module.slug: module for module in course.modules}
    taught = [Taught(modules[page.module], page) for page in course.pages]
    return taught, [(one, topics_of(one, course.pages)) for quiz in course.quizzes for one in _asked_in(quiz)]


def _lack(found: ItemCoverage, words: str, seen: ItemCoverage) -> Lack:
    untaught, untested = set(found.untaught), set(found.untested)
    return Lack(
        words,
        tuple(topic for topic in seen.untaught if topic not in untaught),
        tuple(topic for topic in seen.untested if topic not in untested),
    )


def topics_of(asked: Asked, pages: Sequence[LivePage]) -> frozenset[str]:
    """What a question tests."""
    question = asked.question
    own = {page.page_id for page in asked.quiz.pages}
    taught = {topic for page in rests_on(question, [one for one in pages if one.page_id in own]) for topic in page.content.topics}
    return frozenset(taught & set(question.topics) if question.topics else taught)


def _asked_in(quiz: Asking) -> list[Asked]:
    return [Asked(quiz, question) for question in quiz.quiz.questions] if quiz.quiz else []


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
