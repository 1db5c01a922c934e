"""How hard a text is to read: words, sentences, syllables, and the school grade they add up to. For English.

The grade is that of Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas for Navy enlisted personnel",
Research Branch Report 8-75 (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59. Syllables are counted by the rules of
Greg Fast's Lingua::EN::Syllable, and a few of our own for science, -ed and -es; they err here and there, either way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:[’'.,‑-][^\W_]+)*")
END = re.compile(r"[.!?…]+[)\]”’\"'»]*(?=\s)")
OPENERS = "([“‘\"'«"
STOPS = frozenset(("al", "cf", "dr", "e.g", "i.e", "mr", "mrs", "ms", "prof", "st", "u.s", "u.s.c", "v", "vs"))
NUMBERED = frozenset(("art", "fig", "no", "p", "pp", "sec", "vol"))
"""Words whose full stop ends no sentence; the latter where a number follows."""

VOWELS = re.compile(r"[aeiouy]+")
SILENT = ("[^td]ed$", "[^aeiouycgszxh]es$")
FEWER = [re.compile(rule) for rule in ("cial", "tia", "cius", "cious", "giu", "ion", "iou", "sia$", ".ely$", *SILENT)]
MORE = [
    re.compile(rule)
    for rule in (
        "ia",
        "riet",
        "dien",
        "scien",
        "iu",
        "io",
        "ii",
        "[aeiouym]bl$",
        "[aeiou]{3}",
        "^mc",
        "ism$",
        r"([^aeiouy])\1l$",
        "[^l]lien",
        "^coa[dglx].",
        "[^gq]ua[^auieo]",
        "dnt$",
    )
]


class Sentence(NamedTuple):
    """`start` is where it begins in its text."""

    start: int
    text: str

    @property
    def words(self) -> int:
        return len(words_in(self.text))


class Measure(NamedTuple):
    """Counts that can be added up."""

    sentences: int
    words: int
    syllables: int

    @property
    def mean(self) -> float:
        """Words in a sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def grade(self) -> float:
        if not self.words:
            return 0.0
        return 0.39 * self.mean + 11.8 * self.syllables / self.words - 15.59


def words_in(text: str) -> list[str]:
    """A hyphenated word is one, and so is a number."""
    return WORD.findall(text)


def split_sentences(text: str) -> list[Sentence]:
    """Those that hold a word. What is left at the end is one, with or without a full stop."""
    found, start = [], 0
    for end in END.finditer(text):
        if _ends_sentence(text, start, end):
            found.append((start, end.end()))
            start = end.end()
    found.append((start, len(text)))
    pieces = [(first + _blank(text[first:last]), text[first:last].strip()) for first, last in found]
    return [Sentence(first, piece) for first, piece in pieces if words_in(piece)]


def count_syllables(word: str) -> int:
    """At least one."""
    folded = unicodedata.normalize("NFKD", word.lower())
    letters = re.sub("[^a-z]", "", folded)
    is_silent = word.lower().endswith("e") and not letters.endswith("le")
    stem = letters[:-1] if is_silent else letters
    count = len(VOWELS.findall(stem))
    count -= sum(1 for rule in FEWER if rule.search(stem))
    count += sum(1 for rule in MORE if rule.search(stem))
    return max(1, count)


def measure(texts: Iterable[str]) -> Measure:
    sentences = [sentence for text in texts for sentence in split_sentences(text)]
    words = [word for sentence in sentences for word in words_in(sentence.text)]
    pieces = [piece for word in words for piece in re.split("[‑-]", word) if piece]
    return Measure(len(sentences), len(words), sum(count_syllables(piece) for piece in pieces))


def add(measures: Iterable[Measure]) -> Measure:
    known = list(measures)
    return Measure(sum(one.sentences for one in known), sum(one.words for one in known), sum(one.syllables for one in known))


def _ends_sentence(text: str, start: int, end: re.Match[str]) -> bool:
    """What follows begins anew, and the full stop belongs to no shortened word."""
    following = text[end.end() :].lstrip().lstrip(OPENERS)[:1]
    if following and following.islower():
        return False
    before = text[start : end.start()].rsplit(maxsplit=1)
    last = before[-1].lstrip(OPENERS) if before else ""
    is_initial = len(last) == 1 and last.isupper() and last != "I"
    is_numbered = last.lower() in NUMBERED and following.isdigit()
    return not (end[0][0] == "." and (last.lower() in STOPS or is_initial or is_numbered))


def _blank(text: str) -> int:
    return len(text) - len(text.lstrip())
