"""One text, parsed once: a tree whose nodes know their lines, and every complaint about the writing itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from app.markdown.blocks import Container, Containers, blocks_plugin, find_containers
from app.markdown.dressing import full_id
from app.markdown.problems import Problem

SIZE_LIMIT = 200_000
LINES_LIMIT = 4_000
PARAGRAPH_LIMIT = 10_000
LINE_LIMIT = 10_000
DEPTH_LIMIT = 12
PICTURES_LIMIT = 20
STROKES_LIMIT = 60
"""Characters and lines in a file, characters in a paragraph and on a line, things inside one another, pictures in a paragraph,
strokes on a line of a table."""

Node = SyntaxTreeNode

HTML = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
MARKERS = re.compile(r"(?:\[\^[^\]\s]*\]:[ \t]*|[>:~*+-][ \t]*|[0-9]{1,9}[.)][ \t]*){13}")


@dataclass(frozen=True)
class Document:
    """`prefix` begins every id, so that several documents can stand on one page. `ids` are as authors write them, without it."""

    prefix: str
    nodes: tuple[Node, ...]
    ids: frozenset[str]
    problems: tuple[Problem, ...]


def parse(text: str, *, prefix: str, first_line: int = 1) -> Document:
    """`first_line` is the line of the file on which `text` begins."""
    refused = _refuse(text, first_line)
    if refused:
        return Document(prefix, (), frozenset(), (refused,))
    padded = "\n" * (first_line - 1) + text
    containers = find_containers(padded)
    ids: set[str] = set()
    env = {"containers": containers, "prefix": prefix, "ids": ids}
    try:
        nodes = tuple(SyntaxTreeNode(PARSER.parse(padded, env)).children)
    except RecursionError:
        return Document(prefix, (), frozenset(), (Problem(first_line, TOO_DEEP),))
    for container in containers.by_line.values():
        if not container.is_met:
            containers.complain(container.line, "This block stands inside a list, a quote or a note. Begin it on its own.")
    problems = [*containers.problems, *_find_leftovers(nodes)]
    return Document(prefix, nodes, frozenset(ids), tuple(sorted(set(problems))))


TOO_DEEP = "Too much stands inside one another here. Write it more plainly."


def _refuse(text: str, first_line: int) -> Problem | None:
    if len(text) > SIZE_LIMIT:
        return Problem(first_line, f"The text is longer than {SIZE_LIMIT:,} characters. Make two pages of it.")
    lines = text.split("\n")
    if len(lines) > LINES_LIMIT:
        return Problem(first_line, f"The text has more than {LINES_LIMIT:,} lines. Make two pages of it.")
    for line, content in enumerate(lines, start=first_line):
        if len(content) > LINE_LIMIT:
            return Problem(line, f"The line is longer than {LINE_LIMIT:,} characters. Break it.")
        if content.count("|") > STROKES_LIMIT:
            return Problem(line, "The table has too many columns. Make several of it.")
        if MARKERS.match(content.lstrip()):
            return Problem(line, TOO_DEEP)
    return None


def _guard_paragraphs(state: StateCore) -> None:
    """Before the costly part: nothing overlong or overdeep reaches it."""
    for token in state.tokens:
        if token.level > DEPTH_LIMIT and token.nesting == 1:
            _complain(state, token, TOO_DEEP)
        if token.type == "inline" and len(token.content) > PARAGRAPH_LIMIT:
            _complain(state, token, f"The paragraph is longer than {PARAGRAPH_LIMIT:,} characters. Break it up.")
            token.content = ""
        elif token.type == "inline" and token.content.count("![") > PICTURES_LIMIT:
            _complain(state, token, "Too many pictures in one paragraph. Give each a paragraph of its own.")
            token.content = ""


def _guard_marks(state: StateCore) -> None:
    for token in state.tokens:
        depth = deepest = 0
        for child in token.children or ():
            depth += child.nesting
            deepest = max(deepest, depth)
        if deepest > DEPTH_LIMIT:
            _complain(state, token, TOO_DEEP)
            token.children = []


def _complain(state: StateCore, token: Token, text: str) -> None:
    containers: Containers = state.env["containers"]
    containers.complain(token.map[0] + 1 if token.map else 1, text)


def _give_ids(state: StateCore) -> None:
    ids: set[str] = state.env["ids"]
    for place, token in enumerate(state.tokens):
        if token.type == "heading_open":
            wanted = slug = slugify(state.tokens[place + 1].content)
            number = 1
            while slug in ids:
                number += 1
                slug = f"{wanted}-{number}"
            ids.add(slug)
            token.attrSet("id", full_id(state.env["prefix"], slug))


def slugify(text: str) -> str:
    """Lower-case words and digits of any script, joined by hyphens."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower().replace("_", " "))
    return "-".join(words)[:80].strip("-") or "section"


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, outer before inner, in reading order."""
    for node in nodes:
        yield node
        yield from walk(node.children)


def line_of(node: Node) -> int:
    """The line a node begins on; of a node inside a paragraph, counted by the breaks before it."""
    if node.map:
        return int(node.map[0]) + 1
    if node.parent is None or node.parent.is_root:
        return 1
    before = node.parent.children[: node.parent.children.index(node)] if node.parent.type == "inline" else []
    return line_of(node.parent) + sum(1 for other in walk(before) if other.type in ("softbreak", "hardbreak"))


def container_of(node: Node) -> Container:
    container: Container = node.meta["container"]
    return container


def text_of(nodes: Iterable[Node]) -> str:
    """The words alone, without marks; what a picture shows counts as no word."""
    pieces = []
    for node in nodes:
        if node.type in ("text", "code_inline", "fence", "code_block"):
            pieces.append(node.content)
        elif node.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif node.type != "image":
            pieces.append(text_of(node.children) + ("" if node.type in INLINE else " "))
    return "".join(pieces)


INLINE = ("inline", "em", "strong", "link")


def count_words(nodes: Iterable[Node]) -> int:
    return sum(1 for word in text_of(nodes).split() if any(letter.isalnum() for letter in word))


def _find_leftovers(nodes: Iterable[Node]) -> Iterator[Problem]:
    """Signs that were meant as markup and stayed text."""
    for node in walk(nodes):
        if node.type != "inline":
            continue
        for child in walk(node.children):
            if child.type == "text":
                yield from _look_at_text(child)


def _look_at_text(node: Node) -> Iterator[Problem]:
    html = HTML.search(node.content)
    if html:
        text = f"{html[0][:80]} is HTML, which would be shown as it stands. Write Markdown, or put it in `backticks`."
        yield Problem(line_of(node), text)
    if "](" in node.content:
        yield Problem(line_of(node), "A link cannot be read here. Write [words](page.md) or [words](https://…), no spaces in it.")
    if node.content.startswith(":::"):
        yield Problem(
            line_of(node), "These colons open or close nothing. A block begins and ends on its own line, at the margin."
        )


def _build() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable("table")
    parser.use(footnote_plugin, inline=False).use(deflist_plugin).use(blocks_plugin)
    parser.core.ruler.after("braces_and_boxes", "guard_paragraphs", _guard_paragraphs)
    parser.core.ruler.after("inline", "guard_marks", _guard_marks)
    parser.core.ruler.after("guard_marks", "give_ids", _give_ids)
    return parser


PARSER = _build()
