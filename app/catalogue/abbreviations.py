"""Short forms in capitals, and whether their first use says what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.catalogue.readability import words_in

KNOWN = frozenset({"CV", "DNA", "PDF", "USB"})
"""Those that need no long form: whoever reads here meets them daily. The only list of them."""

NAMES = frozenset({"CERN", "CHIPS", "JASON", "ORCID", "VU"})
"""Names written in capitals, whose long form would tell a reader nothing more."""

SHORT = re.compile(r"(?<![\w.])(?<!\d-)(?:(?:[A-Z]\.){2,}|[A-Za-z]*[A-Z]{2,}[A-Za-z0-9]*)(?!\w)")
BEFORE, NEAR = 14, 400
"""So many words, and characters, before a short form in brackets may hold its long form."""


class ShortForm(NamedTuple):
    """`name` is without full stops and without the s of a plural; `start` and `end` are its place in the text."""

    name: str
    start: int
    end: int


def short_forms(text: str) -> Iterator[ShortForm]:
    """Words with two capitals in a row, and capitals with full stops."""
    for match in SHORT.finditer(text):
        name = match[0].replace(".", "")
        name = name[:-1] if name.endswith("s") and name[:-1].isupper() else name
        if name not in KNOWN | NAMES:
            yield ShortForm(name, match.start(), match.end())


def is_expanded(text: str, short: ShortForm) -> bool:
    """The long form stands before it, and the short one in brackets, alone or with more; or it follows in brackets."""
    before, after = text[: short.start], text[short.end :]
    inside = re.match(r"\s*\(([^)]*)\)", after)
    if inside and _spells(short.name, words_in(inside[1])):
        return True
    return before.count("(") > before.count(")") and _spells(short.name, words_in(before[-NEAR:])[-BEFORE:])


def _spells(short: str, words: list[str]) -> bool:
    """Whether its letters stand in the words in this order, the first at the beginning of a word; two letters begin two words."""
    letters = [letter for letter in short.lower() if letter.isalpha()]
    for first, word in enumerate(words[:-1]):
        if word[0].lower() == letters[0]:
            rest = words[first:] if len(letters) > 2 else [one[0] for one in words[first:]]
            signs = iter("".join(rest).lower())
            if all(letter in signs for letter in letters):
                return True
    return False
