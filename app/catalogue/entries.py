"""What the entries of every register are made of: a heading with an id, a list of pairs below it, dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from app.catalogue.drafts import Complain, Draft
from app.catalogue.heads import SLUG_RULE, is_slug
from app.markdown.documents import Node, line_of, text_of

Pairs = dict[str, tuple[str, int]]
"""What each key says, and its line."""


def entries_of(draft: Draft[Any], complain: Complain) -> Iterator[tuple[str, str, Node, list[Node]]]:
    """Id, other words, heading and nodes of each level-2 heading."""
    entries: list[tuple[str, str, Node, list[Node]]] = []
    for node in draft.document.nodes:
        if node.type == "heading" and node.tag == "h2":
            slug, _, title = text_of(node.children).strip().partition(" ")
            if not is_slug(slug):
                complain(line_of(node), f'"{slug}" cannot be an id. {SLUG_RULE}')
            if any(slug == other for other, *_ in entries):
                complain(line_of(node), f'"{slug}" stands here twice. Keep one.')
            entries.append((slug, " ".join(title.split()), node, []))
        elif entries:
            entries[-1][3].append(node)
    yield from entries


def read_pairs(node: Node, keys: Sequence[str], complain: Complain, *, noun: str) -> Pairs:
    """`noun` is what the pairs describe: source, case …"""
    pairs: Pairs = {}
    for item in node.children:
        is_plain = len(item.children) == 1 and item.children[0].type == "paragraph"
        key, colon, value = item.children[0].children[0].content.partition(":") if is_plain else ("", "", "")
        value = " ".join(value.split())
        if not colon or not value:
            complain(line_of(item), f"This says nothing about the {noun}. Write a key, a colon and what it says: - {keys[0]}: …")
        elif key not in keys:
            complain(line_of(item), f'"{key}" is not a key of a {noun}. There are: {", ".join(keys)}.')
        elif key in pairs:
            complain(line_of(item), f'"{key}" stands here twice. Keep one.')
        else:
            is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
            pairs[key] = (value[1:-1] if is_quoted else value, line_of(item))
    return pairs


def read_date(pair: tuple[str, int] | None, complain: Complain) -> dt.date | None:
    if pair is None:
        return None
    try:
        if len(pair[0]) != 10:
            raise ValueError
        return dt.date.fromisoformat(pair[0])
    except ValueError:
        complain(pair[1], f"There is no day {pair[0]}. Dates are written year-month-day: 2026-11-22.")
        return None
