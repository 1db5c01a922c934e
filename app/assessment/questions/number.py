"""Write a number. The answer is kept as it was typed; it is right when one way to read it lies within the tolerance.

Both points and commas are decimal signs somewhere and part thousands elsewhere, so 5,000 may be read as 5000 and as 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from app.assessment.questions.fields import FIELD, Answer, typed
from app.catalogue.shapes import Question
from app.errors import Invalid

SIGNS = str.maketrans({"−": "-", "–": "-", "٫": ".", "٬": ",", "’": "'"})
AROUND = " $€£¥%"
PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
GROUPED = re.compile(r"[+-]?(?!0)\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d*)?")


def parse(question: Question, fields: Mapping[str, Any], prefix: str = "") -> Answer | None:
    words = typed(fields, prefix)
    if words and not list(readings(words)):
        raise Invalid("This cannot be read as a number. Write it in digits, as 12 or 2.5.", field=prefix + FIELD)
    return words or None


def readings(words: str) -> Iterator[Decimal]:
    """Every number the words may stand for, at most two."""
    digits = "".join(words.translate(SIGNS).strip(AROUND).split())
    if PLAIN.fullmatch(digits):
        yield Decimal(digits.replace(",", "."))
    grouped = GROUPED.fullmatch(digits)
    if grouped:
        yield Decimal(digits.replace(grouped[1], "").replace(",", "."))


def is_whole(question: Question, answer: Answer) -> bool:
    return bool(answer)


def is_right(question: Question, answer: Answer) -> bool:
    wanted, tolerance = Decimal(question.number or "0"), Decimal(question.tolerance or "0")
    return any(wanted - tolerance <= number <= wanted + tolerance for number in readings(str(answer)))
