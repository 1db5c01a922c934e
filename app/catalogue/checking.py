"""Everything that must hold before content is published, all complaints at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.catalogue.checking_courses import check_courses
from app.catalogue.checking_modules import check_modules
from app.catalogue.checking_questions import check_questions
from app.catalogue.checking_style import check_style
from app.catalogue.drafts import PageDraft, Tree
from app.catalogue.files import INSTITUTION_PATH, SOURCES_PATH
from app.catalogue.library.checking import check_library
from app.catalogue.minutes import estimate_minutes, is_honest
from app.catalogue.plans import check_plan
from app.catalogue.reading import bundle_of, read_tree
from app.catalogue.shapes import Bundle, Complaint
from app.markdown.documents import container_of, line_of, walk

READ_LONG_AGO = dt.timedelta(days=365)


def check(files: Mapping[str, bytes], *, today: dt.date) -> list[Complaint]:
    return read_and_check(files, today=today)[1]


def read_and_check(files: Mapping[str, bytes], *, today: dt.date) -> tuple[Bundle, list[Complaint]]:
    tree = read_tree(files)
    _check_sources(tree, today)
    check_library(tree, today)
    _check_pictures(tree)
    _check_pages(tree)
    check_modules(tree, today)
    check_courses(tree)
    check_questions(tree)
    check_style(tree)
    check_plan(tree, today)
    return bundle_of(tree), tree.sorted_complaints()


def _check_sources(tree: Tree, today: dt.date) -> None:
    for slug, source in tree.sources.items():
        line = tree.source_lines[slug]
        if source.read_on > today:
            tree.complain(
                SOURCES_PATH, line, f"{slug} is said to be read on {source.read_on}, which is still to come. Mend the date."
            )
        elif today - source.read_on > READ_LONG_AGO and source.status == "in force":
            text = f"{slug} was read on {source.read_on}, more than a year ago. Read it again and write today's date."
            tree.complain(SOURCES_PATH, line, text, is_warning=True)
    for page in tree.pages.values():
        for number, name in enumerate(page.head.sources if page.head else ()):
            line = page.read.line_of("sources", number)
            if name not in tree.source_lines:
                tree.complain(page.path, line, f'There is no source "{name}". Add it to {SOURCES_PATH}, or mend its id.')
            elif name in tree.sources and tree.sources[name].status == "withdrawn":
                tree.complain(
                    page.path, line, f'The source "{name}" is withdrawn. Cite what replaced it, and check what the page says.'
                )
            elif name in tree.sources and tree.sources[name].status == "superseded":
                tree.complain(
                    page.path,
                    line,
                    f'The source "{name}" is superseded. Cite the newer one if it says the same.',
                    is_warning=True,
                )


def _check_pictures(tree: Tree) -> None:
    for path in tree.pictures:
        if path not in tree.used_pictures:
            tree.complain(path, 1, "No page shows this picture. Show it, or remove the file.")


def _check_pages(tree: Tree) -> None:
    for page in tree.pages.values():
        if page.head is not None:
            estimate = estimate_minutes(page.words, page.parts)
            if not is_honest(page.head.minutes, estimate):
                _complain_of_minutes(tree, page, page.head.minutes, estimate)
        if not page.parts:
            tree.complain(page.path, page.read.body_line, "The page is empty. Write its text below the head.")
        for node in walk(page.document.nodes):
            if (
                node.type == "container"
                and container_of(node).name == "overlay"
                and container_of(node).words not in tree.overlays
            ):
                name = container_of(node).words
                text = f'There is no text "{name}" in {INSTITUTION_PATH}. Add one under ## {name}, or mend the name.'
                tree.complain(page.path, line_of(node), text)


def _complain_of_minutes(tree: Tree, page: PageDraft, minutes: int, estimate: float) -> None:
    tree.complain(
        page.path,
        page.read.line_of("minutes"),
        f"The page says {minutes} minutes and takes about {max(1, round(estimate))}: {page.words} words at 180 a minute, "
        "one minute for each check, three for each scenario, two and a third an item for each lab. Say the true number.",
    )
