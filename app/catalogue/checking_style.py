"""Whether a page can be read with ease: short sentences, plain words, short forms explained. For English, as all sources are.

What is measured is whatever stands in paragraphs: prose, lists, cases, checks, scenarios and footnotes. Headings and tables hold
no sentences; short forms and overlong sentences are looked for in them too. The institution's own texts are its own matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.catalogue.abbreviations import is_expanded, short_forms
from app.catalogue.drafts import PageDraft, Tree
from app.catalogue.files import page_path
from app.catalogue.readability import Measure, add, measure, split_sentences
from app.catalogue.shapes import INDEX
from app.markdown.documents import Node, line_of, walk

GRADE_OF_PAGE = 12
GRADE_OF_MODULE = 10
MEAN_SENTENCE = 18
LONGEST_SENTENCE = 35


class Passage(NamedTuple):
    """The words of one paragraph, heading or cell; a new line where the source has one."""

    line: int
    text: str
    is_prose: bool

    def line_at(self, place: int) -> int:
        return self.line + self.text.count("\n", 0, place)


def check_style(tree: Tree) -> None:
    by_module: dict[str, list[Measure]] = {}
    for page in tree.pages.values():
        passages = passages_of(page.document.nodes)
        _check_sentences(tree, page.path, passages)
        _check_short_forms(tree, page.path, passages)
        by_module.setdefault(page.place.module, []).append(_check_page(tree, page, passages))
    for quiz in tree.quizzes.values():
        _check_sentences(tree, quiz.path, passages_of(quiz.document.nodes))
    for module, measures in by_module.items():
        _check_module(tree, module, add(measures).grade)


def passages_of(nodes: Sequence[Node]) -> list[Passage]:
    return [
        Passage(line_of(node), _words(node.children), node.parent is not None and node.parent.type == "paragraph")
        for node in walk(nodes)
        if node.type == "inline"
    ]


def _words(nodes: Iterable[Node]) -> str:
    pieces = []
    for node in nodes:
        if node.type in ("text", "code_inline"):
            pieces.append(node.content)
        elif node.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif node.type != "image":
            pieces.append(_words(node.children))
    return "".join(pieces)


def _check_sentences(tree: Tree, path: str, passages: Iterable[Passage]) -> None:
    for passage in passages:
        for sentence in split_sentences(passage.text):
            if sentence.words > LONGEST_SENTENCE:
                text = (
                    f"The sentence that begins “{_beginning(sentence.text)}” has {sentence.words} words; "
                    f"{LONGEST_SENTENCE} are the most. Make two of it."
                )
                tree.complain(path, passage.line_at(sentence.start), text)


def _check_short_forms(tree: Tree, path: str, passages: Iterable[Passage]) -> None:
    known: set[str] = set()
    for passage in passages:
        for short in short_forms(passage.text):
            if short.name not in known and not is_expanded(passage.text, short):
                text = f"{short.name} is not explained where it first stands. Write its long form, and ({short.name}) after it."
                tree.complain(path, passage.line_at(short.start), text)
            known.add(short.name)


def _check_page(tree: Tree, page: PageDraft, passages: Iterable[Passage]) -> Measure:
    found = measure(passage.text for passage in passages if passage.is_prose)
    line = page.read.body_line
    if found.mean > MEAN_SENTENCE:
        text = f"Sentences here have {found.mean:.1f} words on average; {MEAN_SENTENCE} are the most. Make some of them shorter."
        tree.complain(page.path, line, text)
    if found.grade > GRADE_OF_PAGE:
        text = f"The page asks for {found.grade:.1f} years of school; {GRADE_OF_PAGE} are the most. Use shorter words."
        tree.complain(page.path, line, text)
    return found


def _check_module(tree: Tree, module: str, grade: float) -> None:
    index = tree.pages.get(page_path(module, INDEX))
    if index is not None and grade > GRADE_OF_MODULE:
        text = (
            f"The pages of the module ask for {grade:.1f} years of school on average; {GRADE_OF_MODULE} are the most. "
            "Use shorter words and sentences where it is easy."
        )
        tree.complain(index.path, index.read.body_line, text)


def _beginning(sentence: str) -> str:
    return " ".join(sentence.split()[:5])
