"""Notes, cases and definitions: what stands beside the prose, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.catalogue.addresses import term_address
from app.catalogue.drafts import Complain
from app.markdown.documents import Node, line_of, text_of, walk


def check_aside(node: Node, name: str, complain: Complain) -> None:
    if not text_of(node.children).strip():
        complain(line_of(node), f"The {name} is empty. Write something between its colons.")
    for child in walk(node.children):
        if child.type == "heading":
            complain(line_of(child), f"A {name} has no heading inside; its title stands on the line that opens it.")
        elif child.type == "container":
            complain(line_of(child), f"A {name} holds no other block. Close it first.")
    complain_of_boxes(node.children, complain)


def complain_of_boxes(nodes: Sequence[Node], complain: Complain) -> None:
    for node in walk(nodes):
        if node.type == "list_item" and node.meta.get("box"):
            complain(
                line_of(node), "An item with a box stands outside of a check. Put it into ::: check, or write a ::: checklist."
            )
            return


def note_html(title: str, body: str) -> str:
    head = f'<p class="ow-note__title">{escape(title)}</p>\n' if title else ""
    return f'<div class="ow-block ow-note" role="note">{head}{body}</div>\n'


def definition_html(here: str, title: str, body: str, *, term: str | None) -> str:
    """`term` is the slug under which the glossary has it."""
    bold = f"<b>{escape(title)}.</b>"
    words = f"<p>{bold} {body.removeprefix('<p>')}" if body.startswith("<p>") else f"<p>{bold}</p>\n{body}"
    link = f'<p><a href="{term_address(term)}" aria-label="Glossary: {escape(title)}">Glossary</a></p>' if term else ""
    return f'<aside class="ow-margin" id="{escape(here)}" aria-label="Definition: {escape(title)}">{words}{link}</aside>\n'


def case_html(here: str, title: str, body: str, *, level: int) -> str:
    head = f'<span class="ow-block__kind">Case</span>\n<h{level} id="{escape(here)}">{escape(title)}</h{level}>\n'
    return f'<section class="ow-block ow-case" aria-labelledby="{escape(here)}">{head}{body}</section>\n'
