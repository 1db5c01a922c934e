"""What a reader of Markdown found wrong, and where."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """`line` counts from 1 in the file as it stands on disk."""

    line: int
    text: str
