"""A course as one reader meets it: the pages and blocks of her path, the scenarios of her field, and the minutes they take.

A course may offer `paths` (researcher, student …) and `fields`; or it may itself be one `path` through pages that it shares with
others (condensed). Until she chooses, hers is the path that the course names first. What is meant for another reader is folded,
so that anybody may look at it; what no path of the course has is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeVar

from app.catalogue.caching import Cache
from app.catalogue.live import LiveCourse, LiveModule, LivePage
from app.catalogue.minutes import estimate_minutes
from app.catalogue.shapes import (
    INDEX,
    Aimed,
    Check,
    Checklist,
    CourseContent,
    Html,
    ModuleContent,
    Overlay,
    PageContent,
    Part,
    Path,
    Question,
    Scenario,
)

Inner = Html | Check | Scenario | Checklist | Overlay | Aimed
P = TypeVar("P", bound=Part)
SEEN: Cache[LiveCourse] = Cache(256)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a learner chose of what a course offers; empty where she chose nothing."""

    role: str = ""
    field: str = ""

    def __str__(self) -> str:
        """As an enrolment keeps it: `researcher+life-sciences`."""
        return "+".join(name for name in (self.role, self.field) if name)


NOTHING_CHOSEN = Outlook()


class Standing(Enum):
    """What something marked for some paths is to a reader."""

    OWN = auto()
    OPEN = auto()
    OTHERS = auto()
    ABSENT = auto()


def read_outlook(course: CourseContent, kept: str) -> Outlook:
    """What this version of the course no longer offers counts as not chosen."""
    names = kept.split("+")
    role, field = (next((slug for slug, _ in offered if slug in names), "") for offered in (course.paths, course.fields))
    return Outlook(role, field)


def first_path(course: CourseContent) -> str:
    """Whoever has chosen none is on this one; empty where the course knows no path."""
    return course.path or next((slug for slug, _ in course.paths), "")


def standing_of(names: Iterable[str], course: CourseContent, outlook: Outlook) -> Standing:
    """`names` are the paths something is marked for. With none, or with all that the course has, it is everybody's; where
    the course knows no path, all is open."""
    names = set(names)
    offered = {slug for slug, _ in course.paths}
    if not names or (outlook.role or first_path(course)) in names or (offered and offered <= names):
        return Standing.OWN
    if not course.path and not offered:
        return Standing.OPEN
    return Standing.ABSENT if names.isdisjoint(offered) else Standing.OTHERS


def is_met(page: PageContent, course: CourseContent, outlook: Outlook) -> bool:
    return standing_of(page.paths, course, outlook) in (Standing.OWN, Standing.OPEN)


def see_page(page: PageContent, course: CourseContent, outlook: Outlook) -> PageContent:
    """Its parts and its minutes; the page itself where they are what the author wrote."""
    parts = tuple(_see_parts(page.parts, course, outlook))
    if parts == page.parts:
        return page
    standings = [(part, standing_of(part.paths, course, outlook)) for part in page.parts if isinstance(part, Path)]
    left_out = sum(part.words for part, standing in standings if standing in (Standing.OTHERS, Standing.ABSENT))
    if any(standing in (Standing.OTHERS, Standing.ABSENT) for _part, standing in standings):
        minutes = min(page.minutes, max(1, round(estimate_minutes(page.words - left_out, parts))))
        return replace(page, parts=parts, words=page.words - left_out, minutes=minutes)
    return replace(page, parts=parts)


def course_on_path(course: LiveCourse, kept: str) -> LiveCourse:
    """`kept` as an enrolment keeps it. The same object for the same course and choice; a course that is seen stays as it is."""
    if course.seen_as is not None:
        return course
    outlook = read_outlook(course.content, kept)
    return SEEN.get((course, str(outlook)), lambda: _see_course(course, outlook))


def course_minutes(course: CourseContent, modules: Mapping[str, ModuleContent], outlook: Outlook = NOTHING_CHOSEN) -> int:
    """The pages that a learner meets, and the quizzes that count. `modules` by slug."""
    minutes = 0
    for module in [modules[slug] for slug in course.modules if slug in modules]:
        listed = [page for page in module.pages if not course.pages or (module.slug, page.slug) in course.pages]
        pages = [see_page(page, course, outlook) for page in listed if is_met(page, course, outlook)]
        quiz = module.quiz if pages and course.quiz is None else None
        minutes += sum(page.minutes for page in pages) + (quiz.minutes if quiz else 0)
    return minutes + (course.quiz.minutes if course.quiz else 0)


def span_of(course: LiveCourse) -> tuple[int, int]:
    """The minutes of the shortest and of the longest path, for a reader who has not chosen one; else twice those of hers."""
    lengths = [minutes for _path, minutes in course.content.by_path]
    if not lengths or read_outlook(course.content, course.seen_as or "").role:
        return course.minutes, course.minutes
    return min(lengths), max(lengths)


def rests_on(question: Question, pages: Iterable[LivePage]) -> list[LivePage]:
    """The page that a question names, where `pages` has it with its objective, or as page one of a module, which stands for all
    objectives; else all of these with its objective."""
    pages = list(pages)
    teaching = [page for page in pages if question.objective in page.content.objectives]
    named = [page for page in pages if page.slug == question.page]
    return [page for page in named if page in teaching or page.slug == INDEX] or teaching


def is_asked(question: Question, pages: Iterable[LivePage]) -> bool:
    """Of somebody who meets `pages`, those of one module: the one that it names, or any with its objective."""
    if question.page is not None:
        return any(page.slug == question.page for page in pages)
    return any(question.objective in page.content.objectives for page in pages)


def pages_elsewhere(course: LiveCourse, outlook: Outlook) -> tuple[LivePage, ...]:
    """The pages that other paths of the course have."""
    content = course.content
    return tuple(page for page in course.pages if standing_of(page.content.paths, content, outlook) is Standing.OTHERS)


def course_with(course: LiveCourse, page: LivePage, kept: str) -> LiveCourse:
    """The course on somebody's path; where that leaves the page out, on the first path that has it."""
    role, field = (outlook := read_outlook(course.content, kept)).role, outlook.field
    if not is_met(page.content, course.content, outlook):
        role = next((slug for slug, _words in course.content.paths if slug in page.content.paths), role)
    return course_on_path(course, str(Outlook(role, field)))


def _see_course(course: LiveCourse, outlook: Outlook) -> LiveCourse:
    content = course.content
    pages = tuple(
        replace(page, content=see_page(page.content, content, outlook))
        for page in course.pages
        if is_met(page.content, content, outlook)
    )
    modules = tuple(
        _see_module(module, [page for page in pages if page.module == module.slug])
        for module in course.modules
        if any(page.module == module.slug for page in pages)
    )
    quizzes = [module.quiz for module in modules] if course.quiz is None else [course.quiz]
    minutes = sum(page.content.minutes for page in pages) + sum(quiz.minutes for quiz in quizzes if quiz)
    seen = replace(content, minutes=minutes)
    return replace(course, content=seen, modules=modules, pages=pages, seen_as=str(outlook))


def _see_module(module: LiveModule, pages: list[LivePage]) -> LiveModule:
    """Its quiz asks what these pages teach."""
    quiz = module.quiz
    if quiz is None:
        return module
    questions = tuple(question for question in quiz.questions if is_asked(question, pages))
    if not questions or len(questions) == len(quiz.questions):
        return module
    return replace(module, content=replace(module.content, quiz=replace(quiz, questions=questions)))


def _see_parts(parts: Iterable[Part], course: CourseContent, outlook: Outlook) -> Iterator[Part]:
    marked: list[Part] = []
    for part in parts:
        if not isinstance(part, Path):
            marked.append(part)
            continue
        match standing_of(part.paths, course, outlook):
            case Standing.OWN:
                marked.extend(part.parts)
            case Standing.OPEN:
                marked.append(part)
            case Standing.OTHERS:
                marked.append(Aimed(_words_of(part.paths, course.paths), tuple(_fill_slots(part.parts, course, outlook))))
    yield from _fill_slots(marked, course, outlook)


def _fill_slots(parts: Iterable[P], course: CourseContent, outlook: Outlook) -> Iterator[P | Aimed]:
    """Where the first scenario of a slot stands, the reader's own; the others folded after it."""
    parts = list(parts)
    filled: set[str] = set()
    for part in parts:
        if not isinstance(part, Scenario) or not part.slot:
            yield part
        elif part.slot not in filled:
            filled.add(part.slot)
            rivals = [one for one in parts if isinstance(one, Scenario) and one.slot == part.slot]
            own = next((one for one in rivals if outlook.field in one.fields), rivals[0])
            yield own
            for other in rivals:
                if other is not own:
                    yield Aimed(_words_of(other.fields, course.fields), (other,), title=other.title)


def _words_of(names: Iterable[str], offered: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(words for slug, words in offered if slug in set(names))
