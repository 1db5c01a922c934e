"""What an instructor wrote, as frozen values: the one language between parser, compiler, pages and marking.

Strings named ``html`` (and ``prompt``, ``why``, a choice's ``html``) are sanitised HTML, ready to print. Everything else is plain
text. All values survive a trip through JSON (`catalogue.compiling`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.library.shapes import Library
from app.catalogue.plan_shapes import PlanForm

INDEX = "index"
"""The slug of a module's first page."""


class QuestionType(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDER = "order"
    MATCH = "match"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on offer.

    `id` is its place in the source ("1", "2" …); in an order or a match its place in the alphabet, so that it gives nothing away.
    """

    id: str
    html: str
    right: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a match question; `choice` is the id of the choice that belongs to it."""

    id: str
    html: str
    choice: str


@dataclass(frozen=True, slots=True)
class Question:
    """A graded question or a knowledge check.

    single, multiple: `choices`, with `right` and `why` on each. order: `choices` in the right order. match: `rows` and the
    distinct `choices`. number: `number` and `tolerance` as decimal strings. text: `accepted`. The last four have one `why`.
    `topics` are those that it tests; where an author names none, those of the pages that it rests on.
    """

    slug: str
    type: QuestionType
    objective: str
    prompt: str
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    number: str | None = None
    tolerance: str | None = None
    accepted: tuple[str, ...] = ()
    why: str = ""
    page: str | None = None
    line: int = 0
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Html:
    html: str
    part: Literal["html"] = "html"


@dataclass(frozen=True, slots=True)
class Check:
    question: Question
    part: Literal["check"] = "check"


@dataclass(frozen=True, slots=True)
class Way:
    """A choice of a scenario's step: where it leads, and what it costs."""

    id: str
    html: str
    to: str
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    slug: str
    title: str
    html: str
    ways: tuple[Way, ...] = ()
    is_ending: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps by slug; the first one is the start. Of several in one `slot` a reader meets that of her field, else the first."""

    slug: str
    title: str
    steps: tuple[Step, ...]
    fields: tuple[str, ...] = ()
    slot: str = ""
    part: Literal["scenario"] = "scenario"


@dataclass(frozen=True, slots=True)
class Checklist:
    slug: str
    title: str
    items: tuple[str, ...]
    part: Literal["checklist"] = "checklist"


@dataclass(frozen=True, slots=True)
class Overlay:
    """A place for the institution's own text of that name."""

    name: str
    part: Literal["overlay"] = "overlay"


@dataclass(frozen=True, slots=True)
class Path:
    """Parts that only the named paths show. `words` counts their prose, as a page's."""

    paths: tuple[str, ...]
    parts: tuple[Html | Check | Scenario | Checklist | Sort | Clauses | Overlay, ...]
    words: int = 0
    part: Literal["path"] = "path"


@dataclass(frozen=True, slots=True)
class Aimed:
    """Parts meant for the named readers, as another one meets them: folded. It exists only in a course seen by a reader
    (`catalogue.paths`), never in what is kept."""

    names: tuple[str, ...]
    parts: tuple[Html | Check | Scenario | Checklist | Sort | Clauses | Overlay | Aimed, ...]
    title: str = ""
    part: Literal["aimed"] = "aimed"


Part = Html | Check | Scenario | Checklist | Sort | Clauses | Overlay | Path | Aimed


@dataclass(frozen=True, slots=True)
class Objective:
    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class PageContent:
    """`digest` is the SHA-256 of the source file's bytes; `words` counts the prose a learner reads. Where `paths` names any,
    only they have the page."""

    slug: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    topics: tuple[str, ...]
    sources: tuple[str, ...]
    parts: tuple[Part, ...]
    words: int
    digest: str
    language: str = "en"
    was: str | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuizContent:
    """`pass_mark` right answers of `draw` questions. `attempts` and `cool_off_hours` limit only where an author says so."""

    slug: str
    title: str
    minutes: int
    pass_mark: int
    draw: int
    questions: tuple[Question, ...]
    attempts: int | None = None
    cool_off_hours: int | None = None


@dataclass(frozen=True, slots=True)
class ModuleContent:
    """`pages` begins with the index page. `minutes` is the sum of its pages' and its quiz's."""

    slug: str
    title: str
    summary: str
    audience: str
    minutes: int
    objectives: tuple[Objective, ...]
    pages: tuple[PageContent, ...]
    quiz: QuizContent | None
    reviewed_on: dt.date
    next_review_on: dt.date


@dataclass(frozen=True, slots=True)
class CourseContent:
    """`modules` in order. Where the course names single pages, `pages` holds (module, page) in order; else it is empty.

    `paths` and `fields` are what a learner may choose, (slug, words) each; `path` is the one way in which everybody reads this
    course. A course with a `quiz` of its own asks no other. `minutes` are those of a learner who has chosen nothing, which is the
    first path; `by_path` those of each path by its slug.
    """

    slug: str
    title: str
    summary: str
    html: str
    modules: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]
    completes_by: Literal["pages+quiz", "quiz"]
    minutes: int
    quiz: QuizContent | None = None
    path: str = ""
    paths: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    by_path: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    publisher: str
    address: str
    read_on: dt.date
    status: Literal["in force", "withdrawn", "superseded"]
    published_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class OverlayText:
    name: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an author must mend, as ``path:line: text``. A warning does not keep content from being published."""

    path: str
    line: int
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {'warning: ' if self.is_warning else ''}{self.text}"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything read from one tree of sources. `files` are the bytes it was made from, by path."""

    modules: dict[str, ModuleContent]
    courses: dict[str, CourseContent]
    sources: dict[str, Source]
    overlays: dict[str, OverlayText]
    files: dict[str, bytes]
    plan: PlanForm | None = None
    library: Library = field(default_factory=Library)
