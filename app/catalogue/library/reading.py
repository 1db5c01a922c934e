"""The registers of the reading room, read from Markdown: an entry is a heading, a list of pairs, and parts under headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.drafts import Complain, Draft, Tree
from app.catalogue.entries import Pairs, entries_of, read_date, read_pairs
from app.catalogue.files import CARDS_PATH, CASES_PATH, GLOSSARY_PATH, Kind
from app.catalogue.heads import CasesHead
from app.catalogue.library.shapes import Card, Case, CaseKind, Definition, Library, Term
from app.markdown.documents import Node, line_of, text_of, walk
from app.markdown.rendering import render_block

TERM_KEYS = ("also", "see")
CASE_KEYS = ("who", "when", "kind", "status", "signs", "beside", "topics", "sources")
CARD_KEYS = ("place", "also", "reviewed_on", "sources")
MAY_LACK = ("also", "see", "beside", "topics")
CASE_PARTS = ("What happened", "What to recognise", "What a good institution does")
CARD_PARTS = ("What it is", "Whom it binds", "What it asks of a researcher")


@dataclass
class Entry:
    """`parts` are the level-3 headings: words, attributes, line, nodes."""

    slug: str
    title: str
    line: int
    pairs: Pairs
    intro: list[Node]
    parts: list[tuple[str, dict[str, str], int, list[Node]]] = field(default_factory=list)

    def words(self, key: str) -> str:
        return self.pairs[key][0] if key in self.pairs else ""

    def names(self, key: str) -> tuple[str, ...]:
        """A list on one line, separated by commas."""
        return tuple(name.strip() for name in self.words(key).split(",") if name.strip())

    def line_of(self, key: str) -> int:
        return self.pairs[key][1] if key in self.pairs else self.line


def read_library(tree: Tree) -> Library:
    """`tree.entry_lines` learns where each entry stands."""
    head = _draft(tree, Kind.CASES).head if Kind.CASES in tree.registers else None
    return Library(
        terms={entry.slug: _term(entry, tree.complainer(GLOSSARY_PATH)) for entry in _read(tree, Kind.GLOSSARY, GLOSSARY_PATH)},
        signs=dict(head.signs) if isinstance(head, CasesHead) else {},
        cases={case.slug: case for entry in _read(tree, Kind.CASES, CASES_PATH) if (case := _case(entry, tree))},
        cards={card.slug: card for entry in _read(tree, Kind.CARDS, CARDS_PATH) if (card := _card(entry, tree))},
    )


def _draft(tree: Tree, kind: Kind) -> Draft[Any]:
    return tree.registers[kind]


def _read(tree: Tree, kind: Kind, path: str) -> Iterator[Entry]:
    if kind not in tree.registers:
        return
    keys, noun = {Kind.GLOSSARY: (TERM_KEYS, "term"), Kind.CASES: (CASE_KEYS, "case"), Kind.CARDS: (CARD_KEYS, "card")}[kind]
    complain = tree.complainer(path)
    for slug, title, heading, nodes in entries_of(_draft(tree, kind), complain):
        line = line_of(heading)
        if not title:
            complain(line, f"The {noun} has no name. Write it on its heading, after the id: ## {slug} Its name")
        tree.entry_lines[path, slug] = line
        yield _entry(slug, title, line, nodes, keys, noun, complain)


def _entry(slug: str, title: str, line: int, nodes: list[Node], keys: Sequence[str], noun: str, complain: Complain) -> Entry:
    has_pairs = bool(nodes) and nodes[0].type == "bullet_list"
    pairs = read_pairs(nodes[0], keys, complain, noun=noun) if has_pairs else {}
    missing = [key for key in keys if key not in pairs and key not in MAY_LACK]
    if missing:
        complain(line, f"The {noun} has no {', no '.join(missing)}. Add it to the list below its heading.")
    entry = Entry(slug, title, line, pairs, [])
    for node in nodes[1:] if has_pairs else nodes:
        if node.type == "heading" and node.tag == "h3":
            words = " ".join(text_of(node.children).split())
            entry.parts.append((words, dict(node.meta.get("attributes") or {}), line_of(node), []))
        elif node.type in ("heading", "container", "footnote_block"):
            complain(line_of(node), f"A {noun} has parts under ### and no other heading, block or footnote.")
        else:
            (entry.parts[-1][3] if entry.parts else entry.intro).append(node)
    for child in walk([node for _words, _attributes, _line, part in entry.parts for node in part]):
        if child.type in ("heading", "image"):
            complain(line_of(child), f"A part of a {noun} has no heading or picture inside.")
    return entry


def _term(entry: Entry, complain: Complain) -> Term:
    definitions = []
    for who, attributes, line, nodes in entry.parts:
        names = tuple(name for name in attributes.get("sources", "").split(",") if name)
        if not names or set(attributes) - {"sources"}:
            complain(line, "A definition names its sources and nothing else: ### Who says so {sources=nstc-2022}")
        if not who or not nodes:
            complain(line, "A definition says whose it is on its heading, and below it what the term means there.")
        definitions.append(Definition(who, render_block(nodes, prefix=f"term-{entry.slug}"), names))
    if not definitions:
        complain(entry.line, "The term has no definition. Write one below: ### Who says so {sources=nstc-2022}")
    html = render_block(entry.intro, prefix=f"term-{entry.slug}")
    return Term(entry.slug, entry.title, entry.names("also"), entry.names("see"), html, tuple(definitions))


def _case(entry: Entry, tree: Tree) -> Case | None:
    complain = tree.complainer(CASES_PATH)
    parts = _parts(entry, CASE_PARTS, "case", complain)
    kind = next((kind for kind in CaseKind if kind == entry.words("kind")), None)
    if kind is None:
        complain(entry.line_of("kind"), f"A case is one of these kinds: {', '.join(CaseKind)}.")
    if kind is None or parts is None:
        return None
    happened, recognise, good = parts
    return Case(
        slug=entry.slug,
        title=entry.title,
        who=entry.words("who"),
        when=entry.words("when"),
        kind=kind,
        status=entry.words("status"),
        signs=entry.names("signs"),
        beside=entry.names("beside"),
        topics=entry.names("topics"),
        sources=entry.names("sources"),
        happened=happened,
        recognise=recognise,
        good=good,
    )


def _card(entry: Entry, tree: Tree) -> Card | None:
    complain = tree.complainer(CARDS_PATH)
    parts = _parts(entry, CARD_PARTS, "card", complain)
    reviewed_on = read_date(entry.pairs.get("reviewed_on"), complain)
    if reviewed_on is None or parts is None:
        return None
    what, binds, asks = parts
    also, sources = entry.names("also"), entry.names("sources")
    return Card(entry.slug, entry.title, entry.words("place"), also, reviewed_on, sources, what, binds, asks)


def _parts(entry: Entry, wanted: Sequence[str], noun: str, complain: Complain) -> tuple[str, str, str] | None:
    found = tuple(words for words, *_ in entry.parts)
    if found != tuple(wanted) or entry.intro or not all(nodes for *_, nodes in entry.parts):
        complain(entry.line, f"A {noun} has these parts, in this order, each with its words: {', '.join(wanted)}.")
        return None
    first, second, third = (render_block(nodes, prefix=f"{noun}-{entry.slug}") for *_, nodes in entry.parts)
    return first, second, third
