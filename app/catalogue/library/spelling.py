"""What somebody may have meant who wrote a word that stands nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.library.models import Passage

ALIKE = 0.75
"""How much of two words has to agree, of 1."""
SHORTEST = 4
"""Shorter words have too many neighbours."""


def respell(session: Session, words: Sequence[str], *, stands: Callable[[str], bool]) -> str:
    """The folded words with the nearest one in place of each that nowhere `stands`; empty where nothing is nearer."""
    unknown = [word for word in words if len(word) >= SHORTEST and not stands(word)]
    if not unknown:
        return ""
    known = _names(session)
    nearest = {word: found[0] for word in unknown if (found := get_close_matches(word, known, n=1, cutoff=ALIKE))}
    return " ".join(nearest.get(word, word) for word in words) if nearest else ""


def _names(session: Session) -> list[str]:
    """The words of titles, headings and other names, each once."""
    lines = session.execute(select(Passage.title_words, Passage.also_words)).all()
    return sorted({word for line in lines for words in line for word in words.split() if len(word) >= SHORTEST})
