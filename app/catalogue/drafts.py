"""What is known of a tree of sources while it is being read: heads, documents, lines, and every complaint so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.catalogue.files import Kind, Place
from app.catalogue.heads import CourseHead, QuizHead
from app.catalogue.library.shapes import Library
from app.catalogue.pictures import Picture
from app.catalogue.plan_shapes import PlanForm
from app.catalogue.shapes import Complaint, OverlayText, Part, Question, Source
from app.markdown.documents import Document
from app.markdown.heads import HeadModel, ReadHead
from app.markdown.problems import Problem

Complain = Callable[[int, str], None]
"""Takes a line and a text; knows the path."""

H = TypeVar("H", bound=HeadModel)


@dataclass
class Draft(Generic[H]):
    """One text file: its place, its head and its body."""

    path: str
    place: Place
    read: ReadHead[H]
    document: Document

    @property
    def head(self) -> H | None:
        return self.read.head


@dataclass
class PageDraft(Draft[Any]):
    """Its head is a PageHead or an IndexHead. `blocks` holds the slug and the line of each block that has a slug; `paths` and
    `fields` the names for which blocks are meant, with their lines."""

    parts: tuple[Part, ...] = ()
    words: int = 0
    digest: str = ""
    blocks: list[tuple[str, int]] = field(default_factory=list)
    paths: list[tuple[str, int]] = field(default_factory=list)
    fields: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class QuizDraft(Draft[QuizHead]):
    """`is_whole` says that every question could be read."""

    questions: tuple[Question, ...] = ()
    is_whole: bool = True


@dataclass
class Tree:
    """Pages and quizzes by path; the rest by slug or id. `entry_lines` says, by path and slug, where an entry
    of the reading room stands."""

    files: dict[str, bytes]
    complaints: list[Complaint] = field(default_factory=list)
    pages: dict[str, PageDraft] = field(default_factory=dict)
    quizzes: dict[str, QuizDraft] = field(default_factory=dict)
    courses: dict[str, Draft[CourseHead]] = field(default_factory=dict)
    registers: dict[Kind, Draft[Any]] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    used_pictures: set[str] = field(default_factory=set)
    sources: dict[str, Source] = field(default_factory=dict)
    source_lines: dict[str, int] = field(default_factory=dict)
    overlays: dict[str, OverlayText] = field(default_factory=dict)
    plan: PlanForm | None = None
    library: Library = field(default_factory=Library)
    entry_lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def complain(self, path: str, line: int, text: str, *, is_warning: bool = False) -> None:
        self.complaints.append(Complaint(path, line, text, is_warning))

    def complain_all(self, path: str, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.complain(path, problem.line, problem.text)

    def complainer(self, path: str) -> Complain:
        return lambda line, text: self.complain(path, line, text)

    def documents(self) -> list[Draft[Any]]:
        return [*self.pages.values(), *self.quizzes.values(), *self.courses.values(), *self.registers.values()]

    def sorted_complaints(self) -> list[Complaint]:
        return sorted(set(self.complaints), key=lambda complaint: (complaint.path, complaint.line, complaint.text))
