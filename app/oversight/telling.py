"""What the next page says at its top after an act."""

from __future__ import annotations

from typing import Any

from flask import flash


def tell(title: str, detail: str, kind: str) -> None:
    """`kind`: good, seal … as `note` has them."""
    words: Any = (title, detail)
    flash(words, kind)
