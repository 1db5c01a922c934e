"""What must hold among the registers of the reading room: names that exist, fair pairs, sources that stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.catalogue.drafts import Tree
from app.catalogue.files import CARDS_PATH, CASES_PATH, GLOSSARY_PATH, SOURCES_PATH
from app.catalogue.library.shapes import Case, CaseKind
from app.catalogue.topics import TOPICS

REVIEWED_LONG_AGO = dt.timedelta(days=365)
NO_FINDING = "no finding of liability"
FAIR_BESIDE = (CaseKind.CORRECTION, CaseKind.FAILED)


def check_library(tree: Tree, today: dt.date) -> None:
    _check_terms(tree)
    for case in tree.library.cases.values():
        _check_case(tree, case)
    for slug, card in tree.library.cards.items():
        _check_sources(tree, CARDS_PATH, slug, card.sources)
        if card.reviewed_on > today:
            _complain(tree, CARDS_PATH, slug, "The card is said to be reviewed on a day that is still to come. Mend the date.")
        elif today - card.reviewed_on > REVIEWED_LONG_AGO:
            text = "The card was reviewed more than a year ago. Compare it with its sources and write today's date."
            _complain(tree, CARDS_PATH, slug, text, is_warning=True)


def _complain(tree: Tree, path: str, slug: str, text: str, *, is_warning: bool = False) -> None:
    tree.complain(path, tree.entry_lines[path, slug], text, is_warning=is_warning)


def _check_terms(tree: Tree) -> None:
    names: dict[str, str] = {}
    for slug, term in tree.library.terms.items():
        for name in (term.title, *term.also):
            other = names.setdefault(name.casefold(), slug)
            if other != slug:
                _complain(tree, GLOSSARY_PATH, slug, f'"{name}" is a name of {other} as well. Keep it with one of them.')
        for wanted in term.see:
            if wanted not in tree.library.terms or wanted == slug:
                _complain(tree, GLOSSARY_PATH, slug, f'There is no other term "{wanted}" to see. Write it, or mend its id.')
        _check_sources(tree, GLOSSARY_PATH, slug, [name for one in term.definitions for name in one.sources])


def _check_case(tree: Tree, case: Case) -> None:
    library = tree.library
    for wanted in case.beside:
        if wanted not in library.cases or wanted == case.slug:
            _complain(tree, CASES_PATH, case.slug, f'There is no other case "{wanted}" to stand beside it. Mend its id.')
    for sign in case.signs:
        if sign not in library.signs:
            _complain(tree, CASES_PATH, case.slug, f'There is no sign "{sign}". Name it in the head, or mend its id.')
    for topic in case.topics:
        if topic not in TOPICS:
            _complain(tree, CASES_PATH, case.slug, f'"{topic}" is not a topic. Choose from: {", ".join(TOPICS)}.')
    if case.kind is CaseKind.SETTLEMENT and NO_FINDING not in case.status:
        _complain(tree, CASES_PATH, case.slug, f'A settlement decides nothing: its status says "{NO_FINDING}".')
    if case.kind is CaseKind.SETTLEMENT and not any(other.kind in FAIR_BESIDE for other in library.beside(case)):
        text = f"A settlement stands beside a case that ended otherwise ({' or '.join(FAIR_BESIDE)}). Name one under beside:."
        _complain(tree, CASES_PATH, case.slug, text)
    _check_sources(tree, CASES_PATH, case.slug, case.sources)


def _check_sources(tree: Tree, path: str, slug: str, names: Iterable[str]) -> None:
    for name in dict.fromkeys(names):
        if name not in tree.source_lines:
            _complain(tree, path, slug, f'There is no source "{name}". Add it to {SOURCES_PATH}, or mend its id.')
        elif name in tree.sources and tree.sources[name].status == "withdrawn":
            text = f'The source "{name}" is withdrawn. Cite what replaced it, and check what is said here.'
            _complain(tree, path, slug, text)
