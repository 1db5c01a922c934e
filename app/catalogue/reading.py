"""From files to everything that can be read from them, and to every complaint on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from app.catalogue.drafts import Draft, PageDraft, QuizDraft, Tree
from app.catalogue.files import Kind, Place, page_path, place_of, quiz_path, read_text
from app.catalogue.heads import CasesHead, CourseHead, IndexHead, PageHead, PlanHead, QuizHead, RegisterHead
from app.catalogue.lessons import read_lesson
from app.catalogue.library.reading import read_library
from app.catalogue.linking import link_documents
from app.catalogue.paths import Outlook, course_minutes
from app.catalogue.pictures import read_picture
from app.catalogue.plans import read_plan
from app.catalogue.questions import read_quiz
from app.catalogue.registers import read_registers
from app.catalogue.shapes import (
    INDEX,
    Bundle,
    Complaint,
    CourseContent,
    ModuleContent,
    Objective,
    PageContent,
    QuizContent,
)
from app.markdown.documents import Document, parse
from app.markdown.heads import HeadModel, ReadHead, read_head
from app.markdown.rendering import render_block

H = TypeVar("H", bound=HeadModel)


def read_bundle(files: Mapping[str, bytes]) -> tuple[Bundle, list[Complaint]]:
    """`files` by path, like `modules/disclosure/index.md`. What cannot be read is left out of the bundle and complained of."""
    tree = read_tree(files)
    return bundle_of(tree), tree.sorted_complaints()


def read_tree(files: Mapping[str, bytes]) -> Tree:
    tree = Tree(dict(files))
    for path in sorted(files):
        _read_file(tree, path, place_of(path), files[path])
    link_documents(tree)
    read_registers(tree)
    read_plan(tree)
    tree.library = read_library(tree)
    for page in tree.pages.values():
        read_lesson(page, tree)
    for quiz in tree.quizzes.values():
        read_quiz(quiz, tree)
    return tree


def _read_file(tree: Tree, path: str, place: Place, data: bytes) -> None:
    if place.kind is Kind.OTHER:
        tree.complain(
            path,
            1,
            "No file of this name belongs here. Check folder, name and ending; names are slugs, and pictures stand in images/.",
        )
        return
    if place.kind is Kind.PICTURE:
        tree.pictures[path], problems = read_picture(data, path.rpartition(".")[2])
        tree.complain_all(path, problems)
        return
    text, problems = read_text(data)
    tree.complain_all(path, problems)
    if text is None:
        return
    match place.kind:
        case Kind.INDEX:
            tree.pages[path] = PageDraft(path, place, *_read(tree, path, place, text, IndexHead), digest=_digest(data))
        case Kind.PAGE:
            tree.pages[path] = PageDraft(path, place, *_read(tree, path, place, text, PageHead), digest=_digest(data))
        case Kind.QUIZ:
            tree.quizzes[path] = QuizDraft(path, place, *_read(tree, path, place, text, QuizHead))
        case Kind.COURSE:
            tree.courses[path] = Draft(path, place, *_read(tree, path, place, text, CourseHead))
        case Kind.PLAN:
            tree.registers[place.kind] = Draft(path, place, *_read(tree, path, place, text, PlanHead))
        case Kind.CASES:
            tree.registers[place.kind] = Draft(path, place, *_read(tree, path, place, text, CasesHead))
        case _:
            tree.registers[place.kind] = Draft(path, place, *_read(tree, path, place, text, RegisterHead))


def _read(tree: Tree, path: str, place: Place, text: str, model: type[H]) -> tuple[ReadHead[H], Document]:
    head = read_head(text, model)
    document = parse(head.body, prefix=place.slug, first_line=head.body_line)
    tree.complain_all(path, head.problems)
    tree.complain_all(path, document.problems)
    return head, document


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def bundle_of(tree: Tree) -> Bundle:
    modules = {}
    for index in tree.pages.values():
        if index.place.slug == INDEX and isinstance(index.head, IndexHead):
            modules[index.place.module] = _module(tree, index, index.head)
    courses = {
        draft.place.slug: _course(tree, draft, draft.head, modules) for draft in tree.courses.values() if draft.head is not None
    }
    return Bundle(modules, courses, tree.sources, tree.overlays, tree.files, tree.plan, tree.library)


def _module(tree: Tree, index: PageDraft, head: IndexHead) -> ModuleContent:
    module = index.place.module
    drafts = [index, *(tree.pages.get(page_path(module, slug)) for slug in head.pages)]
    pages = tuple(_page(draft, draft.head) for draft in drafts if draft is not None and draft.head is not None)
    content = _find_quiz(tree, head.quiz)
    return ModuleContent(
        slug=module,
        title=head.title,
        summary=head.summary,
        audience=head.audience,
        minutes=sum(page.minutes for page in pages) + (content.minutes if content else 0),
        objectives=tuple(Objective(slug, text) for slug, text in head.objectives.items()),
        pages=pages,
        quiz=content,
        reviewed_on=head.reviewed_on,
        next_review_on=head.next_review_on,
    )


def _page(draft: PageDraft, head: PageHead | IndexHead) -> PageContent:
    return PageContent(
        slug=draft.place.slug,
        title=head.title,
        minutes=head.minutes,
        objectives=tuple(head.objectives) if isinstance(head, PageHead) else (),
        topics=tuple(head.topics),
        sources=tuple(head.sources),
        parts=draft.parts,
        words=draft.words,
        digest=draft.digest,
        was=head.was if isinstance(head, PageHead) else None,
        paths=tuple(head.paths) if isinstance(head, PageHead) else (),
    )


def _find_quiz(tree: Tree, slug: str | None) -> QuizContent | None:
    draft = tree.quizzes.get(quiz_path(slug)) if slug else None
    return _quiz(draft, draft.head) if draft is not None and draft.head is not None else None


def _quiz(draft: QuizDraft, head: QuizHead) -> QuizContent:
    return QuizContent(
        slug=draft.place.slug,
        title=head.title,
        minutes=head.minutes,
        pass_mark=head.pass_mark,
        draw=head.draw,
        questions=draft.questions,
        attempts=head.attempts,
        cool_off_hours=head.cool_off_hours,
    )


def _course(tree: Tree, draft: Draft[CourseHead], head: CourseHead, modules: dict[str, ModuleContent]) -> CourseContent:
    pages = tuple((module, page) for module, _, page in (place.partition("/") for place in head.pages))
    content = CourseContent(
        slug=draft.place.slug,
        title=head.title,
        summary=head.summary,
        html=render_block([node for node in draft.document.nodes if node.type != "container"], prefix=draft.place.slug),
        modules=tuple(head.modules) or tuple(dict.fromkeys(module for module, _ in pages)),
        pages=pages,
        completes_by=head.completes_by,
        minutes=0,
        quiz=_find_quiz(tree, head.quiz),
        path=head.path or "",
        paths=tuple(head.paths.items()),
        fields=tuple(head.fields.items()),
    )
    by_path = tuple((path, course_minutes(content, modules, Outlook(path))) for path in head.paths)
    return replace(content, minutes=course_minutes(content, modules), by_path=by_path)
