"""A lesson's pieces as HTML. What no reader has touched looks the same for everybody, so it is drawn once in each process.

A fragment is named by all that it is made of: a page by the digest of its source, never by a number that another database may use
for another page. A form's token differs from reader to reader; a placeholder holds its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.catalogue.addresses import page_address
from app.catalogue.caching import Cache
from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.live import LivePage
from app.catalogue.shapes import Check, Checklist, Html, Part, Scenario
from app.learning.lessons import Lesson
from app.workbook.shapes import PageBook


@dataclass(frozen=True, slots=True)
class Shown:
    """The pieces of a lesson's page."""

    contents: Markup
    parts: Markup
    sources: Markup


FRAGMENTS: Cache[str] = Cache(4000)
PLACEHOLDER = "\x00token\x00"


def show_lesson(lesson: Lesson) -> Shown:
    return Shown(_show_contents(lesson), _show_parts(lesson), _show_sources(lesson))


def show_part(lesson: Lesson, part: Part) -> Markup:
    """One block as it stands now."""
    return _safe(_draw("part_of", lesson, part))


def link_within(html: str, pages: Iterable[LivePage]) -> Markup:
    """Where several pages stand on one, links among them lead to their places there."""
    for page in pages:
        address = re.escape(page_address(page.module, page.slug))
        html = re.sub(f'href="{address}(?:(#[^"]+))?"', partial(_link_here, page.slug), html)
    return _safe(html)


def _link_here(slug: str, found: re.Match[str]) -> str:
    return f'href="{found[1] or f"#page-{slug}"}"'


def _show_contents(lesson: Lesson) -> Markup:
    """The module's pages with ticks, and what is left of it."""
    names = tuple((page.slug, page.content.title, page.content.minutes, lesson.is_read(page)) for page in lesson.pages)
    quiz = lesson.module.quiz.draw if lesson.module.quiz else None
    key = ("contents", lesson.course.slug, lesson.module.slug, lesson.module.content.title, names, quiz, lesson.page.slug)
    return _safe(_once(key, lambda: _draw("contents_of", lesson)))


def _show_parts(lesson: Lesson) -> Markup:
    token = generate_csrf() if lesson.book is not None else PLACEHOLDER
    pieces = (_show_part(lesson, part, place, token) for place, part in enumerate(lesson.page.content.parts))
    return _safe("\n".join(pieces))


def _show_sources(lesson: Lesson) -> Markup:
    key = ("sources", lesson.sources, lesson.course.label, lesson.module.content.reviewed_on)
    return _safe(_once(key, lambda: _draw("sources_of", lesson)))


def _show_part(lesson: Lesson, part: Part, place: int, token: str) -> str:
    if isinstance(part, Html):
        return part.html
    if not _is_untouched(part, lesson.book):
        return _draw("part_of", lesson, part)
    page = lesson.page
    key = (
        "part",
        lesson.course.slug,
        page.module,
        page.slug,
        page.content.digest,
        lesson.course.seen_as,
        place,
        lesson.book is not None,
    )
    return _once(key, lambda: _draw("part_of", lesson, part).replace(token, PLACEHOLDER)).replace(PLACEHOLDER, token)


def _is_untouched(part: Part, book: PageBook | None) -> bool:
    """False also for what depends on more than the page: the institution's texts, and paths, which may hold them."""
    match part:
        case Check():
            return book is None or part.question.slug not in book.checks
        case Scenario():
            return book is None or part.slug not in book.scenarios
        case Checklist():
            return book is None or part.slug not in book.checklists
        case Sort():
            return book is None or part.slug not in book.sorts
        case Clauses():
            return book is None or part.slug not in book.clauses
    return False


def _once(key: tuple[Hashable, ...], draw: Callable[[], str]) -> str:
    return FRAGMENTS.get((str(get_locale()), *key), draw)


def _draw(macro: str, *facts: Any) -> str:
    return str(getattr(current_app.jinja_env.get_template("learning/fragments.html").module, macro)(*facts))


def _safe(html: str) -> Markup:
    """What comes from here was sanitised when it was compiled, or escaped by the template that drew it."""
    return Markup(html)  # noqa: S704
