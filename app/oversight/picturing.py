"""Who lapses when, drawn. The table beside it says the same, so the picture is hidden from screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from app.web.figures import printable

HIGH, FOOT, TOP = 128, 24, 24
"""The tallest bar, the words below it and the number above it, in pixels; across, all is in parts of the width."""


def columns(bars: Sequence[tuple[str, int]]) -> Markup:
    """(word, count) each: a bar from zero, its number above and its word below. The first one is what presses. On a narrow screen
    the sheet leaves out the numbers and every second word."""
    tallest = max((count for _word, count in bars), default=0)
    if not tallest:
        return Markup()
    wide = 100 / len(bars)
    drawn = "".join(_column(place, wide, word, count, tallest) for place, (word, count) in enumerate(bars))
    line = f'<rect class="base" y="{TOP + HIGH}" width="100%" height="1"/>'
    return printable(f'<div class="ow-chart" aria-hidden="true"><svg>{drawn}{line}</svg></div>')


def _column(place: int, wide: float, word: str, count: int, tallest: int) -> str:
    height = max(round(HIGH * count / tallest), 1 if count else 0)
    left, middle, top = wide * (place + 0.15), wide * (place + 0.5), TOP + HIGH - height
    shown = (
        f'<text class="sub {"even" if place % 2 else "odd"}" x="{middle:.2f}%" y="{TOP + HIGH + FOOT - 6}">{escape(word)}</text>'
    )
    if not count:
        return shown
    tone = "soon" if place == 0 else "fg"
    bar = f'<rect class="{tone}" x="{left:.2f}%" y="{top}" width="{wide * 0.7:.2f}%" height="{height}"/>'
    return f'{bar}<text x="{middle:.2f}%" y="{top - 6}">{count:,}</text>{shown}'
