"""Finding passages by words, their beginnings, and the other names that the glossary knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.catalogue.library.shapes import Term
from app.catalogue.library.spelling import respell
from app.catalogue.library.words import fold, telling_words

LONGEST = 200
MOST_WORDS = 8
MOST_PLACES = 30
WHOLE_BELOW = 3
"""Words shorter than this are looked for as they are, longer ones also as beginnings of others."""
LENGTH = 240

SQLITE = text(
    "SELECT passage.kind, passage.address, passage.title, passage.section, passage.body, passage.title_words "
    "FROM passage_words JOIN passage ON passage.id = passage_words.rowid "
    "WHERE passage_words MATCH :asked ORDER BY bm25(passage_words, 10.0, 5.0, 1.0), passage.id LIMIT :most"
)
POSTGRESQL = text(
    "SELECT kind, address, title, section, body, title_words FROM passage, to_tsquery('english', :asked) AS asked "
    "WHERE own_words @@ asked ORDER BY ts_rank(own_words, asked, 1) DESC, id LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand. `excerpt` is text in pieces, each with whether it is one of the words looked for."""

    kind: str
    address: str
    title: str
    section: str
    excerpt: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`also` are the names that were looked for besides; `is_loose` says that no place has all the words,
    `is_cut` that there are more places than these; `meant` is what may have been meant by words that stand nowhere."""

    asked: str
    places: tuple[Place, ...]
    also: tuple[str, ...] = ()
    is_loose: bool = False
    is_cut: bool = False
    meant: str = ""


def search(session: Session, asked: str, *, terms: Mapping[str, Term]) -> Found:
    """Places with all the words; where there are none, those with some of them."""
    asked = " ".join("".join(letter if letter.isprintable() else " " for letter in asked[:LONGEST]).split())
    folded = fold(asked)
    if not folded:
        return Found(asked, ())
    also = other_names(folded, terms.values())
    ways = [telling_words(way)[:MOST_WORDS] for way in (folded, *also)]
    rows = _ask(session, ways, all_words=True)
    is_loose = not rows and len(ways[0]) > 1
    if is_loose:
        rows = _ask(session, ways, all_words=False)
    words = tuple(dict.fromkeys(word for way in ways for word in way))
    best = sorted(rows, key=lambda row: not {row.title_words, fold(row.section)} & {folded, *also})
    places = _places(best, words)
    meant = respell(session, ways[0], stands=partial(_stands, session)) if is_loose or not rows else ""
    return Found(asked, places[:MOST_PLACES], tuple(also.values()), is_loose and bool(rows), len(places) > MOST_PLACES, meant)


def other_names(folded: str, terms: Iterable[Term]) -> dict[str, str]:
    """What to look for besides: where another name of a term stands in what is asked, the same with the term's own name.

    By the folded words; the values are the names of the terms.
    """
    ways: dict[str, str] = {}
    for term in terms:
        for name in map(fold, term.also):
            if name and f" {name} " in f" {folded} ":
                ways.setdefault(f" {folded} ".replace(f" {name} ", f" {fold(term.title)} ").strip(), term.title)
    ways.pop(folded, None)
    return ways


def _stands(session: Session, word: str) -> bool:
    return bool(_ask(session, [[word]], all_words=True))


def _ask(session: Session, ways: Sequence[Sequence[str]], *, all_words: bool) -> Sequence[Row[*tuple[Any, ...]]]:
    is_postgres = session.get_bind().dialect.name == "postgresql"
    both, either = ("&", "|") if is_postgres else ("AND", "OR")
    joint = f" {both if all_words else either} "
    asked = f" {either} ".join(f"({joint.join(_asked(word, is_postgres) for word in way)})" for way in ways)
    facts = {"asked": asked, "most": MOST_PLACES * 3}
    return session.connection().execute(POSTGRESQL if is_postgres else SQLITE, facts).all()


def _asked(word: str, is_postgres: bool) -> str:
    """`word` is folded, so it holds nothing that either engine would read as more than a word."""
    if len(word) < WHOLE_BELOW or word.isdigit():
        return f"'{word}'" if is_postgres else f'"{word}"'
    return f"'{word}':*" if is_postgres else f'"{word}"*'


def _places(rows: Sequence[Row[*tuple[Any, ...]]], words: Sequence[str]) -> tuple[Place, ...]:
    """The best section of each page; the others would only repeat it."""
    best: dict[str, Place] = {}
    for row in rows:
        whole = row.address.partition("#")[0] if row.kind == "page" else row.address
        if whole not in best:
            best[whole] = Place(row.kind, row.address, row.title, row.section, excerpt_of(row.body, words))
    return tuple(best.values())


def excerpt_of(body: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Some words around the first place where most of what is looked for stands, in pieces."""
    pattern = re.compile("|".join(rf"\b{re.escape(_stem(word))}\w*" for word in words), re.IGNORECASE)
    starts = [match.start() for match in pattern.finditer(body)]
    densest = max(starts, key=lambda start: len([1 for other in starts if start <= other < start + LENGTH]), default=0)
    begin = max(body.rfind(". ", 0, densest) + 2, densest - LENGTH // 2) if densest else 0
    if 0 < begin < densest and body[begin - 1] != " ":
        begin = body.find(" ", begin) + 1
    cut = body[begin : begin + LENGTH]
    if begin + LENGTH < len(body):
        cut = f"{cut.rpartition(' ')[0] or cut} …"
    if begin and body[begin - 2 : begin] != ". ":
        cut = f"… {cut}"
    pieces, last = [], 0
    for match in pattern.finditer(cut):
        pieces += [(cut[last : match.start()], False), (match[0], True)]
        last = match.end()
    return tuple(piece for piece in (*pieces, (cut[last:], False)) if piece[0])


def _stem(word: str) -> str:
    """Roughly what both engines compare; only for marking."""
    single = word.removesuffix("s") if len(word) > 3 else word
    return single if len(single) < 6 else single[: max(4, len(single) - 3)]
