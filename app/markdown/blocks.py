"""Containers: what stands between two lines of colons. Found line by line, so that whatever is wrong has a line to name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from app.markdown.problems import Problem

FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<colons>:{3,})[ \t]*(?P<info>.*?)[ \t]*")
CODE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>.*)")
ATTRIBUTES = re.compile(r"(?P<before>.*?)[ \t]*\{(?P<inside>[^{}]*)\}[ \t]*", re.DOTALL)
PAIR = re.compile(r"([a-z][a-z_-]*)=([^\s=\"'{}]+)")
BOX = re.compile(r"\[(?P<mark>[ xX=])\](?:[ \t\n]+|$)")
DEPTH_LIMIT = 4


@dataclass
class Container:
    """`words` is what follows the name on the opening line, without the braces. Lines count from 1; `end` is the closing line."""

    name: str
    words: str
    attributes: dict[str, str]
    line: int
    colons: int
    end: int = 0
    is_met: bool = False


@dataclass
class Containers:
    """All containers of one text, by the line on which they open."""

    by_line: dict[int, Container] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, text: str) -> None:
        self.problems.append(Problem(line, text))


def find_containers(text: str) -> Containers:
    found = Containers()
    stack: list[Container] = []
    code: str | None = None
    for line, content in enumerate(text.split("\n"), start=1):
        code, is_code = _follow_code(content, code)
        match = None if is_code else FENCE.fullmatch(content)
        if match is None:
            continue
        if match["indent"]:
            found.complain(line, "The colons are indented. A block begins and ends at the margin, outside lists and quotes.")
        elif match["info"]:
            _open(found, stack, line, match)
        else:
            _close(found, stack, line, len(match["colons"]))
    for container in stack:
        found.complain(container.line, f"This ::: {container.name} is never closed. End it with {':' * container.colons}.")
        container.end = line + 1
    return found


def _follow_code(content: str, code: str | None) -> tuple[str | None, bool]:
    """The fence of code that is open after this line, and whether the line belongs to code."""
    match = CODE.fullmatch(content)
    if code is None:
        if match and not (match["fence"][0] == "`" and "`" in match["rest"]):
            return match["fence"], True
        return None, False
    closes = match and match["fence"].startswith(code) and not match["rest"].strip()
    return (None if closes else code), True


def _open(found: Containers, stack: list[Container], line: int, match: re.Match[str]) -> None:
    colons = len(match["colons"])
    name, _, rest = match["info"].partition(" ")
    words, attributes, problem = parse_attributes(rest.strip())
    if problem:
        found.complain(line, problem)
    container = Container(name, words, attributes, line, colons)
    if stack and colons >= stack[-1].colons:
        around = stack[-1]
        found.complain(
            line,
            f"This ::: {name} stands inside the ::: {around.name} of line {around.line}, which has no more colons. "
            "Give the outer one more, or close it first.",
        )
    if len(stack) >= DEPTH_LIMIT:
        found.complain(line, "Blocks are nested too deeply. Close one first.")
        return
    found.by_line[line] = container
    stack.append(container)


def _close(found: Containers, stack: list[Container], line: int, colons: int) -> None:
    fits = [place for place, container in enumerate(stack) if container.colons == colons]
    if not fits:
        found.complain(line, "These colons close nothing. Remove them, or open a block: ::: note Title.")
        return
    while len(stack) > fits[-1] + 1:
        unclosed = stack.pop()
        unclosed.end = line
        found.complain(unclosed.line, f"This ::: {unclosed.name} is never closed. End it with {':' * unclosed.colons}.")
    stack.pop().end = line


def parse_attributes(text: str) -> tuple[str, dict[str, str], str | None]:
    """`Title words {k=v k2=v2}` taken apart: the words, the pairs, and what is wrong with them."""
    match = ATTRIBUTES.fullmatch(text)
    if match is None:
        return text, {}, None
    attributes: dict[str, str] = {}
    for piece in match["inside"].split():
        pair = PAIR.fullmatch(piece)
        if pair is None or pair[1] in attributes:
            return match["before"], attributes, f"{{{piece}}} cannot be read. Each name stands once: {{name=value other=value}}."
        attributes[pair[1]] = pair[2]
    return match["before"], attributes, None


def blocks_plugin(md: MarkdownIt) -> None:
    """Containers as `container` tokens; braces of headings and boxes of list items moved into `meta`.

    `env["containers"]` holds the Containers of the text.
    """
    md.block.ruler.before("fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.core.ruler.after("block", "braces_and_boxes", _read_braces_and_boxes)


def _container(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    containers: Containers = state.env["containers"]
    container = containers.by_line.get(start_line + 1)
    if container is None or container.end > end_line + 1:
        return False
    if silent:
        return True
    container.is_met = True
    parent, line_max = state.parentType, state.lineMax
    opening = state.push("container_open", "div", 1)
    opening.map, opening.block, opening.meta = [start_line, container.end], True, {"container": container}
    state.lineMax = min(container.end - 1, end_line)
    state.md.block.tokenize(state, start_line + 1, state.lineMax)
    closing = state.push("container_close", "div", -1)
    closing.block = True
    state.parentType, state.lineMax = parent, line_max
    state.line = min(container.end, end_line)
    return True


def _read_braces_and_boxes(state: StateCore) -> None:
    containers: Containers = state.env["containers"]
    for place, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[place + 1]
            inline.content, attributes, problem = parse_attributes(inline.content)
            token.meta = {"attributes": attributes}
            if problem and token.map:
                containers.complain(token.map[0] + 1, problem)
        elif token.type == "list_item_open" and state.tokens[place + 1].type == "paragraph_open":
            inline = state.tokens[place + 2]
            match = BOX.match(inline.content)
            token.meta = _box(match)
            if match:
                inline.content = inline.content[match.end() :]


def _box(match: re.Match[str] | None) -> dict[str, Any]:
    return {"box": match["mark"].lower()} if match else {}
