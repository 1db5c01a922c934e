"""Who lapses when, drawn. The table beside it says the same, so the picture is hidden from screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from app.web.figures import printable

WIDE, HIGH, FOOT = 48, 120, 20
"""One column, the tallest bar, and the words below it."""


def columns(bars: Sequence[tuple[str, int]]) -> Markup:
    """(word, count) each: a bar from zero, its number above and its word below. The first one is what presses."""
    tallest = max((count for _word, count in bars), default=0)
    if not tallest:
        return Markup()
    drawn = "".join(_column(place, word, count, tallest) for place, (word, count) in enumerate(bars))
    width, bottom = WIDE * len(bars), HIGH + FOOT
    line = f'<rect class="base" y="{bottom}" width="{width}" height="1"/>'
    return printable(f'<svg class="ow-chart" viewBox="0 0 {width} {bottom + FOOT}" aria-hidden="true">{drawn}{line}</svg>')


def _column(place: int, word: str, count: int, tallest: int) -> str:
    height = max(round(HIGH * count / tallest), 1 if count else 0)
    left, middle, bottom = WIDE * place, WIDE * place + WIDE // 2, HIGH + FOOT
    css = "soon" if place == 0 else "fg"
    number = f'<text x="{middle}" y="{bottom - height - 5}">{count}</text>' if count else ""
    bar = f'<rect class="{css}" x="{left + 8}" y="{bottom - height}" width="{WIDE - 16}" height="{height}"/>' if count else ""
    return f'{bar}{number}<text class="sub" x="{middle}" y="{bottom + 15}">{escape(word)}</text>'
