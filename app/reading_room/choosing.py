"""Which cases show a sign."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.library.shapes import Case, Library
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Choice:
    """`signs` are slug, sentence and how many cases show it; `pairs` holds each case with those to be read beside it."""

    sign: str | None
    signs: tuple[tuple[str, str, int], ...]
    pairs: tuple[tuple[Case, tuple[Case, ...]], ...]

    @property
    def words(self) -> str | None:
        return next((words for slug, words, _count in self.signs if slug == self.sign), None)


def choose_cases(library: Library, *, sign: str | None) -> Choice:
    """Raises `NotFound` for a sign that no case shows."""
    shown = [case for case in library.cases.values() if not sign or sign in case.signs]
    if sign and not shown:
        raise NotFound
    counts = {slug: sum(slug in case.signs for case in library.cases.values()) for slug in library.signs}
    signs = tuple((slug, words, counts[slug]) for slug, words in library.signs.items() if counts[slug])
    return Choice(sign or None, signs, tuple((case, library.beside(case)) for case in shown))
