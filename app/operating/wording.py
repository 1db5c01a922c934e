"""Numbers in the sentences of the console."""

from __future__ import annotations


def counted(number: int, word: str) -> str:
    """1 letter, 2 letters."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
