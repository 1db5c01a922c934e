"""Published content as pages and rules use it: frozen values that carry the database's ids, cached by publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.catalogue.plan_shapes import LivePlan
from app.catalogue.shapes import CourseContent, ModuleContent, Objective, OverlayText, PageContent, Question, QuizContent, Source


@dataclass(frozen=True, slots=True)
class LivePage:
    """A page in the edition that is current. `page_id` is its identity through all versions."""

    page_id: int
    page_version_id: int
    edition: int
    module: str
    content: PageContent

    @property
    def slug(self) -> str:
        return self.content.slug


class Asking(Protocol):
    """One version of whatever has a quiz, a module or a course. `pages` are those that teach what it asks."""

    @property
    def item_id(self) -> int: ...
    @property
    def version_id(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def quiz(self) -> QuizContent | None: ...
    @property
    def pages(self) -> tuple[LivePage, ...]: ...
    @property
    def question_ids(self) -> Mapping[str, int]: ...
    def question(self, question_id: int) -> Question: ...


@dataclass(frozen=True, slots=True)
class LiveModule:
    """One version of a module. `question_ids` maps a question's slug to its identity."""

    item_id: int
    version_id: int
    label: str
    content: ModuleContent
    pages: tuple[LivePage, ...]
    question_ids: dict[str, int]
    by_id: dict[int, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", _by_id(self.quiz, self.question_ids))

    @property
    def slug(self) -> str:
        return self.content.slug

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def quiz(self) -> QuizContent | None:
        return self.content.quiz

    def question(self, question_id: int) -> Question:
        return self.by_id[question_id]


@dataclass(frozen=True, slots=True)
class LiveCourse:
    """The course version that a publication made current, with the module versions it is made of. While it is current, a process
    holds one such object, so what is made of it may be kept under it.

    `pages` are those a learner reads, in order; for a course that names single pages, only those. A course with a quiz of its own
    has modules without one. `seen_as` says as whose it is seen (`catalogue.paths`), None for the course as it was published.
    """

    item_id: int
    version_id: int
    publication_id: int
    label: str
    published_at: dt.datetime
    content: CourseContent
    modules: tuple[LiveModule, ...]
    pages: tuple[LivePage, ...]
    question_ids: dict[str, int] = field(default_factory=dict)
    seen_as: str | None = None
    by_id: dict[int, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", _by_id(self.quiz, self.question_ids))

    def __hash__(self) -> int:
        return hash((self.item_id, self.publication_id, self.published_at, self.seen_as))

    @property
    def slug(self) -> str:
        return self.content.slug

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def minutes(self) -> int:
        return self.content.minutes

    @property
    def quiz(self) -> QuizContent | None:
        return self.content.quiz

    @property
    def quizzes(self) -> tuple[Asking, ...]:
        """All that are to be passed: the course's own, or those of its modules."""
        return (self,) if self.quiz else tuple(module for module in self.modules if module.quiz)

    def question(self, question_id: int) -> Question:
        return self.by_id[question_id]

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """Those that its pages teach."""
        taught = {(page.module, slug) for page in self.pages for slug in page.content.objectives}
        return tuple(one for module in self.modules for one in module.content.objectives if (module.slug, one.slug) in taught)

    @property
    def reviewed_on(self) -> dt.date:
        """That of the module reviewed longest ago."""
        return min((module.content.reviewed_on for module in self.modules), default=self.published_at.date())

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(sorted({topic for page in self.pages for topic in page.content.topics}))


def _by_id(quiz: QuizContent | None, question_ids: Mapping[str, int]) -> dict[int, Question]:
    questions = quiz.questions if quiz else ()
    return {question_ids[question.slug]: question for question in questions if question.slug in question_ids}


@dataclass(frozen=True, slots=True, eq=False)
class Registers:
    """What all courses share: the sources by id, the institution's texts by name, the questions for a plan. One object, as with a
    course.
    """

    sources: Mapping[str, Source]
    overlays: Mapping[str, OverlayText]
    plan: LivePlan | None = None
