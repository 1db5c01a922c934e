"""Tables as CSV that no spreadsheet mistakes for a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so would be run as a formula. An apostrophe in front makes it text."""

_FIRST = (*FORMULA, " ", "\ufeff")
SUSPECT = ('"\n', *(edge + first for edge in ',"\n' for first in _FIRST if edge + first != ",\r"))
"""One of these stands in the text of rows wherever `harmless` would change a cell, and seldom elsewhere."""


def harmless(value: object) -> object:
    """The cell as it may stand in a file. Numbers stay numbers."""
    if isinstance(value, str) and not value[:1].isalnum() and value.lstrip(" \n\ufeff").startswith(FORMULA):
        return f"'{value}"
    return value


def csv_lines(rows: Iterable[Sequence[object]], *, at_once: int = 1) -> Iterator[str]:
    """For streaming, `at_once` rows together. The first part carries the mark by which spreadsheets know UTF-8."""
    mark, remaining = "\ufeff", iter(rows)
    while block := list(islice(remaining, at_once)):
        text = _written(block)
        if any(pair in text for pair in SUSPECT) or text.startswith(_FIRST):
            text = _written([harmless(value) for value in row] for row in block)
        yield mark + text
        mark = ""


def _written(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
