"""Write a word or a few. The answer is kept as it was typed; case, spaces and ways to write one character do not matter."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from app.assessment.questions.fields import Answer, typed
from app.catalogue.shapes import Question

ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "\u00ad": None})


def parse(question: Question, fields: Mapping[str, Any], prefix: str = "") -> Answer | None:
    return typed(fields, prefix) or None


def is_whole(question: Question, answer: Answer) -> bool:
    return bool(answer)


def is_right(question: Question, answer: Answer) -> bool:
    return plain(str(answer)) in {plain(words) for words in question.accepted}


def plain(words: str) -> str:
    """What is compared: without case, and without a full stop at the end."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words.translate(ALIKE)).casefold())
    return " ".join(folded.split()).rstrip(" .")
