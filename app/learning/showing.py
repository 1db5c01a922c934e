"""A lesson's page. What all its readers see is drawn once in each process; what changes with what a reader did are its blocks.

A block looks the same for all who did the same, so it is kept as well, as long as its state is one of few. Pages and blocks are
kept under the course and the registers they were drawn from: a new publication is another object.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, current_app, render_template
from markupsafe import Markup

from app.catalogue.addresses import page_address
from app.catalogue.caching import Cache
from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.live import LivePage
from app.catalogue.shapes import Aimed, Check, Checklist, Html, Overlay, Part, Path, Scenario
from app.learning.knowing import can_be_known
from app.learning.lessons import Lesson
from app.learning.reading_on import step_after
from app.web.requests import settings
from app.web.stencils import Stencil, answer, cut, draw_page, hole, marked_forms, usual_frame
from app.workbook.shapes import PageBook


@dataclass(frozen=True, slots=True)
class Block:
    """`state` is all that it changes with; None where it is one reader's alone."""

    name: str
    macro: str
    facts: tuple[Any, ...]
    state: Hashable


@dataclass(frozen=True, slots=True)
class Shown:
    """The pieces of a lesson's page, drawn, or holes for them."""

    contents: Markup
    parts: Markup
    note: Markup
    sources: Markup


PAGES: Cache[Stencil] = Cache(400)
BLOCKS: Cache[Stencil] = Cache(2000)
WHOLES: Cache[Stencil] = Cache(1000)
"""Pages with their blocks in place, made of the same pieces."""
UNTOUCHED = ()


def show_lesson(lesson: Lesson) -> Response | str:
    blocks, frame = list(blocks_of(lesson)), usual_frame()
    if frame is None:
        return _render(lesson, {block.name: _draw(block.macro, *block.facts) for block in blocks})
    made_of = (frame, lesson.course, lesson.registers, lesson.page.page_id, lesson.is_visit)
    states = tuple([block.state for block in blocks])
    if None in states:
        return answer(_put_together(lesson, made_of, blocks))
    return answer(WHOLES.get((*made_of, states), lambda: _put_together(lesson, made_of, blocks)))


def show_part(lesson: Lesson, part: Part) -> Markup:
    """One block as it stands now."""
    return _draw("part_of", lesson, part)


def blocks_of(lesson: Lesson) -> Iterator[Block]:
    yield Block("contents", "contents_of", (lesson,), tuple([lesson.is_read(page) for page in lesson.pages]))
    if lesson.book is None:
        return
    for place, part in enumerate(lesson.page.content.parts):
        if not isinstance(part, Html | Overlay):
            yield Block(f"part-{place}", "part_of", (lesson, part), state_of(part, lesson.book))
    yield Block("note", "note_of", (lesson,), None if lesson.book.note else UNTOUCHED)


def state_of(part: Part, book: PageBook) -> Hashable:
    """What was done with a part, where others may have done just the same: choices, not words or numbers."""
    match part:
        case Check():
            kept = book.checks.get(part.question.slug)
            if kept is None:
                return UNTOUCHED
            return (repr(kept.given), kept.is_right, kept.tries) if part.question.choices else None
        case Scenario():
            return book.scenarios.get(part.slug, UNTOUCHED)
        case Checklist():
            return book.checklists.get(part.slug, UNTOUCHED)
        case Sort():
            return None if part.slug in book.sorts else UNTOUCHED
        case Clauses():
            return None if part.slug in book.clauses else UNTOUCHED
        case Path() | Aimed():
            states = tuple(state_of(one, book) for one in part.parts)
            return None if None in states else states
    return UNTOUCHED


def link_within(html: str, pages: Iterable[LivePage]) -> Markup:
    """Where several pages stand on one, links among them lead to their places there."""
    for page in pages:
        address = re.escape(page_address(page.module, page.slug))
        html = re.sub(f'href="{address}(?:(#[^"]+))?"', partial(_link_here, page.slug), html)
    return _safe(html)


def _link_here(slug: str, found: re.Match[str]) -> str:
    return f'href="{found[1] or f"#page-{slug}"}"'


def _put_together(lesson: Lesson, made_of: tuple[Hashable, ...], blocks: list[Block]) -> Stencil:
    page = PAGES.get((*made_of, lesson.is_read(lesson.page)), lambda: draw_page(partial(_render, lesson, _holes(blocks))))
    return page.fill({block.name: _keep(block, made_of) for block in blocks})


def _holes(blocks: Iterable[Block]) -> dict[str, Markup]:
    return {block.name: hole(block.name) for block in blocks}


def _render(lesson: Lesson, drawn: Mapping[str, Markup], **frame: Any) -> str:
    """`drawn` holds the blocks by name, or holes for them."""
    parts = (
        drawn.get(f"part-{place}") or (part.html if isinstance(part, Html) else _draw("part_of", lesson, part))
        for place, part in enumerate(lesson.page.content.parts)
    )
    shown = Shown(drawn["contents"], _safe("\n".join(parts)), drawn.get("note", Markup()), _draw("sources_of", lesson))
    facts = {
        "lesson": lesson,
        "shown": shown,
        "step": step_after(lesson.course, lesson.module, lesson.page),
        "can_know": settings().know_this and can_be_known(lesson.course, lesson.page),
    }
    return render_template("learning/page.html", **facts, **frame)


def _keep(block: Block, made_of: tuple[Hashable, ...]) -> Stencil:
    if block.state is None:
        return _cut(block, level=1)
    return BLOCKS.get((*made_of, block.name, block.state), lambda: _cut(block, level=9))


def _cut(block: Block, *, level: int) -> Stencil:
    with marked_forms():
        return cut(_draw(block.macro, *block.facts), level=level)


def _draw(macro: str, *facts: Any) -> Markup:
    return _safe(str(getattr(current_app.jinja_env.get_template("learning/fragments.html").module, macro)(*facts)))


def _safe(html: str) -> Markup:
    """What comes from here was sanitised when it was compiled, or escaped by the template that drew it."""
    return Markup(html)  # noqa: S704  # nosec B704
