"""What must hold within a module: its pages, objectives, questions, dates and closing page fit together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.catalogue.drafts import PageDraft, QuizDraft, Tree
from app.catalogue.files import page_path, quiz_path
from app.catalogue.heads import IndexHead, PageHead
from app.catalogue.shapes import INDEX, Check, Overlay, Part, Path, Question

WHOM_TO_ASK = "whom-to-ask"
TAKEN = {"all", "quiz"}
"""Addresses below a module that are no page: the whole module on one page, and its quiz."""


def check_modules(tree: Tree, today: dt.date) -> None:
    indexes = {page.place.module: page for page in tree.pages.values() if page.place.slug == INDEX}
    for module in sorted({page.place.module for page in tree.pages.values()} - set(indexes)):
        tree.complain(
            page_path(module, INDEX), 1, "The module has no index.md. Write it: it is page one and holds the module's head."
        )
    for index in indexes.values():
        if isinstance(index.head, IndexHead):
            _Module(tree, index, index.head).check(today)
    _check_quiz_owners(tree, indexes)


def _check_quiz_owners(tree: Tree, indexes: dict[str, PageDraft]) -> None:
    owners: dict[str, str] = {}
    heads = {module: index.head for module, index in indexes.items() if isinstance(index.head, IndexHead)}
    for module, head in sorted(heads.items()):
        if head.quiz and head.quiz in owners:
            text = f'The module "{owners[head.quiz]}" has this quiz already. Give each module its own.'
            tree.complain(indexes[module].path, indexes[module].read.line_of("quiz"), text)
        elif head.quiz:
            owners[head.quiz] = module
    if len(heads) < len(indexes):
        return
    for path, quiz in tree.quizzes.items():
        if quiz.place.slug not in owners:
            tree.complain(
                path, 1, f"No module has this quiz. Write quiz: {quiz.place.slug} into the head of one, or remove the file."
            )


def flatten(parts: Iterable[Part]) -> Iterable[Part]:
    """Every part, those inside paths too."""
    for part in parts:
        yield part
        if isinstance(part, Path):
            yield from flatten(part.parts)


class _Module:
    def __init__(self, tree: Tree, index: PageDraft, head: IndexHead) -> None:
        self.tree = tree
        self.index = index
        self.head = head
        self.module = index.place.module
        found = (tree.pages.get(page_path(self.module, slug)) for slug in head.pages)
        self.pages = [index, *(page for page in found if page is not None and page is not index)]
        self.quiz: QuizDraft | None = tree.quizzes.get(quiz_path(head.quiz)) if head.quiz else None

    def check(self, today: dt.date) -> None:
        self._check_pages()
        self._check_renames()
        self._check_blocks()
        self._check_closing_page()
        self._check_dates(today)
        self._check_objectives_of_pages()
        self._check_quiz()

    def _complain(self, text: str, *where: str | int, is_warning: bool = False) -> None:
        self.tree.complain(self.index.path, self.index.read.line_of(*where), text, is_warning=is_warning)

    def _check_pages(self) -> None:
        for number, slug in enumerate(self.head.pages):
            path = page_path(self.module, slug)
            if slug == INDEX:
                self._complain("index is always page one. Take it off the list.", "pages", number)
            elif slug in TAKEN:
                self._complain(
                    f'"{slug}" is an address that a module keeps for itself. Name the page otherwise.', "pages", number
                )
            elif path not in self.tree.pages:
                self._complain(
                    f"The page {slug} is listed, but there is no {path}. Write it, or take it off the list.", "pages", number
                )
        for page in self.tree.pages.values():
            if page.place.module == self.module and page not in self.pages:
                self.tree.complain(
                    page.path,
                    1,
                    f"The page is not listed. Add {page.place.slug} to pages: in {self.index.path}, or remove the file.",
                )

    def _check_renames(self) -> None:
        known = {page.place.slug: page.path for page in self.pages}
        for page in self.pages:
            was = page.head.was if isinstance(page.head, PageHead) else None
            if was and was in known:
                text = f'The page says it was "{was}", which is taken by {known[was]}. Old names are never used again.'
                self.tree.complain(page.path, page.read.line_of("was"), text)
            elif was:
                known[was] = page.path

    def _check_blocks(self) -> None:
        known: dict[str, str] = {}
        for page in self.pages:
            for slug, line in page.blocks:
                if slug in known:
                    text = f'"{slug}" names a block on {known[slug]} too. Names of blocks stand once in a module.'
                    self.tree.complain(page.path, line, text)
                known.setdefault(slug, f"{page.path}:{line}")

    def _check_closing_page(self) -> None:
        closing = self.pages[-1]
        names = [part.name for part in flatten(closing.parts) if isinstance(part, Overlay)]
        if not any(name.startswith(WHOM_TO_ASK) for name in names):
            text = f"The module ends here without saying whom to ask. Add ::: overlay {WHOM_TO_ASK} and close it."
            self.tree.complain(closing.path, closing.read.body_line, text)

    def _check_dates(self, today: dt.date) -> None:
        if self.head.reviewed_on > today:
            self._complain("The date of the review is still to come. Write the day it took place.", "reviewed_on")
        if self.head.next_review_on <= self.head.reviewed_on:
            self._complain("The next review is not after the last one. Choose a later day.", "next_review_on")
        elif self.head.next_review_on <= today:
            text = f"The review was due on {self.head.next_review_on}. Read the module, then set both dates."
            self._complain(text, "next_review_on", is_warning=True)

    def _check_objectives_of_pages(self) -> None:
        for page in self.pages[1:]:
            for number, slug in enumerate(page.head.objectives if page.head else ()):
                if slug not in self.head.objectives:
                    text = f'The module has no objective "{slug}". Add it to {self.index.path}, or mend its name.'
                    self.tree.complain(page.path, page.read.line_of("objectives", number), text)
        for page in self.pages:
            for part in flatten(page.parts):
                if isinstance(part, Check):
                    self._check_question(part.question, page.path)
        taught = {slug for page in self.pages[1:] if page.head for slug in page.head.objectives}
        if all(page.head for page in self.pages):
            for slug in sorted(set(self.head.objectives) - taught):
                self._complain(
                    f'No page has the objective "{slug}". Name it in the head of the page that teaches it.', "objectives", slug
                )

    def _check_question(self, question: Question, path: str) -> None:
        if question.objective and question.objective not in self.head.objectives:
            text = f'The question tests "{question.objective}", which is no objective of the module. Mend its name.'
            self.tree.complain(path, question.line, text)
        if question.page is not None and question.page not in {page.place.slug for page in self.pages}:
            text = f'The question sends the reader to "{question.page}", which is no page of the module. Mend the name.'
            self.tree.complain(path, question.line, text)

    def _check_quiz(self) -> None:
        if self.head.quiz and self.quiz is None:
            self._complain(f"There is no {quiz_path(self.head.quiz)}. Write it, or take the quiz out of the head.", "quiz")
        if self.quiz is None:
            return
        for question in self.quiz.questions:
            self._check_question(question, self.quiz.path)
        if self.quiz.is_whole:
            self._check_numbers(self.quiz)
            tested = {question.objective for question in self.quiz.questions}
            for slug in self.head.objectives:
                if slug not in tested:
                    text = f'No question of the quiz tests "{slug}". Add one, or drop the objective.'
                    self._complain(text, "objectives", slug)

    def _check_numbers(self, quiz: QuizDraft) -> None:
        if quiz.head is None:
            return
        if len(quiz.questions) < quiz.head.draw:
            text = f"An attempt draws {quiz.head.draw} questions, but there are only {len(quiz.questions)}. Draw fewer."
            self.tree.complain(quiz.path, quiz.read.line_of("draw"), text)
        if quiz.head.pass_mark > quiz.head.draw:
            text = f"{quiz.head.pass_mark} right answers are needed, but only {quiz.head.draw} are drawn. Lower the pass mark."
            self.tree.complain(quiz.path, quiz.read.line_of("pass_mark"), text)
