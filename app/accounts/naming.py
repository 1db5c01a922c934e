"""Names as they are compared: people are written in many ways, and a proposal's list is nobody's directory."""

from __future__ import annotations

import re
import unicodedata

LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
TITLES = frozenset(("dr", "prof", "professor", "mr", "ms", "mrs", "mx", "phd", "md", "ing", "dipl", "sir", "dame"))
LONGEST = 200


def name_key(name: str) -> str:
    """The words of a name without accents, case, titles, initials' points and order: "García-López, Dr. María" and "maria garcia
    lopez" have the same key. Empty where nothing is left."""
    return " ".join(sorted(_words(name)))[:LONGEST]


def ends_key(name: str) -> str:
    """The first and the last word alone, for names that were written with or without what stands between. Words of one letter
    count as between. Empty where a name has fewer than two words."""
    given, comma, rest = name.partition(",")
    words = [word for word in _words(f"{rest} {given}" if comma else name) if len(word) > 1]
    return " ".join(sorted((words[0], words[-1])))[:LONGEST] if len(words) > 1 else ""


def _words(name: str) -> list[str]:
    folded = "".join(LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))
    words = re.findall(r"\w+", re.sub(r"['’.]", "", plain))
    return [word for word in words if word not in TITLES] or words
