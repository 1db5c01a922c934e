"""Everything that must hold before content is published, all complaints at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.catalogue.checking_modules import check_modules
from app.catalogue.drafts import Draft, PageDraft, Tree
from app.catalogue.files import INSTITUTION_PATH, SOURCES_PATH, page_path
from app.catalogue.heads import CourseHead
from app.catalogue.library.checking import check_library
from app.catalogue.minutes import estimate_minutes, is_honest
from app.catalogue.reading import bundle_of, read_tree
from app.catalogue.shapes import INDEX, Bundle, Complaint
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
    for course in tree.courses.values():
        _check_course(tree, course)
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
        "one minute for each check, three for each scenario. Say the true number.",
    )


def _check_course(tree: Tree, course: Draft[CourseHead]) -> None:
    head = course.head
    if head is None:
        return
    if bool(head.modules) == bool(head.pages):
        line = course.read.line_of("pages" if head.pages else "title")
        tree.complain(
            course.path,
            line,
            "A course names either modules or pages, and at least one. Write modules: [slug] or pages: [module/page].",
        )
    for number, name in enumerate(head.modules):
        if page_path(name, INDEX) not in tree.pages:
            tree.complain(
                course.path,
                course.read.line_of("modules", number),
                f'There is no module "{name}". Write it, or take it off the list.',
            )
    for number, place in enumerate(head.pages):
        if page_path(*place.split("/", 1)) not in tree.pages:
            tree.complain(
                course.path, course.read.line_of("pages", number), f"There is no page {place}. Write it, or take it off the list."
            )
    if not course.document.nodes:
        tree.complain(course.path, course.read.body_line, "The course says nothing. Write below the head what it is.")
    for node in course.document.nodes:
        if node.type in ("heading", "container"):
            tree.complain(course.path, line_of(node), "The text of a course has no heading and no block. Write it in paragraphs.")
