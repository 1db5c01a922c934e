"""Tables as CSV that no spreadsheet mistakes for a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so would be run as a formula. An apostrophe in front makes it text."""


def harmless(value: object) -> object:
    """The cell as it may stand in a file. Numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \n\ufeff").startswith(FORMULA):
        return f"'{value}"
    return value


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """One line for each row, for streaming. The first one carries the mark by which spreadsheets know UTF-8."""
    mark = "\ufeff"
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([harmless(value) for value in row])
        yield mark + out.getvalue()
        mark = ""
