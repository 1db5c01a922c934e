"""Fills the index of what can be found: the courses, their pages by section, terms, cases and cards, as they are current."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from app.catalogue.addresses import card_address, case_address, course_address, page_address, term_address
from app.catalogue.compiling import course_from_json, module_from_json
from app.catalogue.keeping import compiled_text
from app.catalogue.library.models import Passage
from app.catalogue.library.shapes import Card, Case, Library, Term
from app.catalogue.library.words import fold, sections_of, text_of_html
from app.catalogue.loading import Current, load_library
from app.catalogue.models import CoursePart
from app.catalogue.queries import course_versions, library_versions
from app.catalogue.shapes import INDEX, Checklist, CourseContent, Html, ModuleContent, PageContent, Part, Scenario
from app.catalogue.topics import topic_words
from app.catalogue.walking import walk_parts

Row = dict[str, Any]
LONGEST_LINE = 300


def rebuild_index(session: Session) -> int:
    """In the transaction that publishes; one at a time, so that no passage stands twice. Returns how many there are."""
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE passage IN SHARE ROW EXCLUSIVE MODE"))
    library = load_library(session, {current.slug: current for current in library_versions(session)})
    rows = [*_rows_of_courses(session), *_rows_of_library(library)]
    session.execute(delete(Passage))
    if rows:
        session.execute(insert(Passage), rows)
    return len(rows)


def _rows_of_courses(session: Session) -> Iterator[Row]:
    """A page that several courses have stands once."""
    modules: dict[int, ModuleContent] = {}
    met: set[tuple[str, str]] = set()
    for current in course_versions(session):
        course = course_from_json(compiled_text(session, current.version_id))
        yield _row("course", course_address(course.slug), course.title, "", f"{course.summary} {text_of_html(course.html)}")
        for version_id in _module_versions(session, current):
            module = modules.get(version_id) or module_from_json(compiled_text(session, version_id))
            modules[version_id] = module
            for page in _pages_in(course, module):
                if (module.slug, page.slug) not in met:
                    met.add((module.slug, page.slug))
                    yield from _rows_of_page(module, page)


def _module_versions(session: Session, current: Current) -> list[int]:
    parts = select(CoursePart.module_version_id).where(CoursePart.course_version_id == current.version_id)
    return list(session.scalars(parts.order_by(CoursePart.position)).all())


def _pages_in(course: CourseContent, module: ModuleContent) -> list[PageContent]:
    return [page for page in module.pages if not course.pages or (module.slug, page.slug) in course.pages]


def _rows_of_page(module: ModuleContent, page: PageContent) -> Iterator[Row]:
    """One for what stands before the first heading, one for each section."""
    address, topics = page_address(module.slug, page.slug), topic_words("en")
    also = " ".join([module.title, *(topics[topic] for topic in page.topics)])
    about = [module.summary, *(objective.text for objective in module.objectives)] if page.slug == INDEX else []
    html = "".join(f"<p>{escape(words)}</p>" for words in about) + "".join(_html_of(part) for part in walk_parts(page.parts))
    for here, heading, below in sections_of(html):
        if heading or below:
            yield _row("page", f"{address}#{here}" if here else address, page.title, heading, below, also=also)


def _html_of(part: Part) -> str:
    """What is read there; not what is asked and answered."""
    match part:
        case Html():
            return part.html
        case Scenario():
            return f"<h3>{escape(part.title)}</h3>" + "".join(step.html for step in part.steps)
        case Checklist():
            return f"<h3>{escape(part.title)}</h3>" + "".join(f"<p>{escape(item)}</p>" for item in part.items)
    return ""


def _rows_of_library(library: Library) -> Iterator[Row]:
    yield from map(_row_of_term, library.terms.values())
    for case in library.cases.values():
        yield _row_of_case(case, " ".join(library.signs.get(sign, "") for sign in case.signs))
    yield from map(_row_of_card, library.cards.values())


def _row_of_term(term: Term) -> Row:
    text = text_of_html(term.html + "".join(f"<p>{escape(one.who)}:</p>{one.html}" for one in term.definitions))
    return _row("term", term_address(term.slug), term.title, "", text, also=" . ".join(term.also))


def _row_of_case(case: Case, signs: str) -> Row:
    text = text_of_html(f"{case.happened}{case.recognise}{case.good}")
    return _row("case", case_address(case.slug), case.title, case.who, text, also=f"{case.who} {case.status} {signs}")


def _row_of_card(card: Card) -> Row:
    text = text_of_html(f"{card.what}{card.binds}{card.asks}")
    return _row("card", card_address(card.slug), card.title, card.place, text, also=" ".join([card.place, *card.also]))


def _row(kind: str, address: str, title: str, section: str, body: str, *, also: str = "") -> Row:
    return {
        "kind": kind,
        "address": address[:LONGEST_LINE],
        "title": title[:LONGEST_LINE],
        "section": section[:LONGEST_LINE],
        "body": body,
        "title_words": fold(f"{title} {section}"),
        "also_words": fold(also),
        "body_words": fold(body),
    }
