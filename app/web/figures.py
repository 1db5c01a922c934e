"""Pictures drawn as inline SVG: icons, the ring of a course, bars against a date.

All are pure: the same facts draw the same figure. They carry classes and presentation attributes, never a style. Unless said
otherwise they are hidden from screen readers, so the page says the same in words.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

SYMBOLS = {
    "mark": '<path d="M12.6 7.3a10.4 10.4 0 1 0 10.4 10.4" fill="none" stroke="currentColor" stroke-width="5.4"/>'
    '<path d="M17.2 2.7A10.4 10.4 0 0 1 27.6 13.1" fill="none" stroke="currentColor" stroke-width="5.4"/>',
    "covered": '<path fill-rule="evenodd" '
    'd="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm4.3 5.8-5 5.6a.9.9 0 0 1-1.3 0L3.5 8.8l1.3-1.3 1.8 1.9 4.3-4.9Z"/>',
    "joiner": '<path d="M8 1.1a6.9 6.9 0 1 0 0 13.8A6.9 6.9 0 0 0 8 1.1Zm0 3v4.2l2.8 1.7" '
    'fill="none" stroke="currentColor" stroke-width="2.1"/>',
    "lapses": '<path fill-rule="evenodd" d="M8 .6 16 15H0ZM7 5.8v4.6h2V5.8Zm0 5.7v2h2v-2Z"/>',
    "expired": '<path fill-rule="evenodd" '
    'd="M1 1h14v14H1Zm3 4.4L6.6 8 4 10.6 5.4 12 8 9.4l2.6 2.6 1.4-1.4L9.4 8 12 5.4 10.6 4 8 6.6 5.4 4Z"/>',
    "missing": '<circle cx="8" cy="8" r="6.6" '
    'fill="none" stroke="currentColor" stroke-width="2.2" stroke-dasharray="3.45 1.73"/>',
    "not-required": '<path d="M2 8h12" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "unknown": '<path d="M8 .9 15.1 8 8 15.1.9 8Z" fill="none" stroke="currentColor" stroke-width="1.7"/>'
    '<path d="M6.2 6.5c0-2.4 3.6-2.3 3.6-.1 0 1.3-1.7 1.4-1.7 2.7" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<circle cx="8.1" cy="11" r=".95"/>',
    "on": '<path d="M2 8h11M8.6 3.4 13.2 8l-4.6 4.6" fill="none" stroke="currentColor" stroke-width="2"/>',
    "back": '<path d="M14 8H3m4.4-4.6L2.8 8l4.6 4.6" fill="none" stroke="currentColor" stroke-width="2"/>',
}
HATCH = "".join(
    f'<pattern id="h-{tone}" class="is-{tone}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="2" height="5" fill="currentColor"/></pattern>'
    for tone in ("soon", "time", "bad")
)
LINE = 14 / 17 * 100
"""Where the asked date stands on the scale of `cover`, in percent; the sheet draws the line at the same place."""
DAYS_BEFORE = 426
"""Fourteen months of the seventeen that the scale shows lie before the asked date."""
LEAST_GAP = 4.0
"""A gap is never drawn narrower than this, in percent."""


def printable(html: str) -> Markup:
    """HTML that was made or cleaned by our own code: it is printed as it stands."""
    return Markup(html)  # noqa: S704  # nosec B704


def icon(name: str, css: str = "ow-i") -> Markup:
    """A symbol of the sprite. It says nothing by itself: a word stands beside it."""
    if name not in SYMBOLS:
        raise KeyError(f"no icon is named {name!r}; there are {', '.join(SYMBOLS)}")
    return printable(f'<svg class="{escape(css)}" aria-hidden="true"><use href="#i-{name}"/></svg>')


def sprite(names: Iterable[str]) -> Markup:
    """The definitions that a page's figures refer to: icons by name, and `hatch` for `cover`. The order of names says nothing."""
    wanted = set(names)
    drawn = "".join(
        f'<symbol id="i-{name}" viewBox="{"0 0 32 32" if name == "mark" else "0 0 16 16"}">{SYMBOLS[name]}</symbol>'
        for name in SYMBOLS
        if name in wanted
    )
    drawn += HATCH if "hatch" in wanted else ""
    return printable(
        f'<svg width="0" height="0" aria-hidden="true" focusable="false" class="govuk-visually-hidden"><defs>{drawn}</defs></svg>'
    )


def _percent(value: float) -> str:
    return f"{value:.1f}%".replace(".0%", "%")


def cover(asked_on: dt.date, kind: str, held_from: dt.date | None = None, held_until: dt.date | None = None) -> Markup:
    """One person's training against the date that asks for it: solid is held, hatched is missing or only for now.

    `kind` is a state: covered, lapses, expired, joiner, missing. Of any other there is nothing to draw.
    """
    base = '<rect class="base" y="11.5" width="100%" height="1"/>'
    if kind == "missing":
        bars = f'<rect fill="url(#h-bad)" y="8" width="{_percent(LINE)}" height="8"/>'
    elif kind in ("covered", "lapses", "expired", "joiner") and held_from and held_until:
        bars = _bars(kind, _place(held_from, asked_on), _place(held_until, asked_on))
    else:
        return Markup()
    return printable(f'<svg class="ow-cover" aria-hidden="true">{base}{bars}</svg>')


def _place(day: dt.date, asked_on: dt.date) -> float:
    days = (day - asked_on).days + DAYS_BEFORE
    return max(0.0, min(100.0, days / DAYS_BEFORE * LINE))


def _bars(kind: str, begin: float, end: float) -> str:
    if kind == "joiner":
        return (
            f'<rect fill="url(#h-time)" x="{_percent(begin)}" y="8" width="{_percent(end - begin)}" height="8"/>'
            f'<rect class="temp" fill="currentColor" x="{_percent(end)}" y="4" width="2" height="16"/>'
        )
    gap = ""
    if kind != "covered":
        end = max(begin, min(end, LINE - LEAST_GAP))
        tone = "soon" if kind == "lapses" else "bad"
        gap = f'<rect fill="url(#h-{tone})" x="{_percent(end)}" y="8" width="{_percent(LINE - end)}" height="8"/>'
    css = "past" if kind == "expired" else "held"
    return (
        f'<rect class="{css}" x="{_percent(begin)}" y="8" width="{_percent(end - begin)}" height="8"/>'
        f'<circle class="{css}" cx="{_percent(begin)}" cy="12" r="5"/>{gap}'
    )


def ring(parts: Sequence[float], big: str, sub: str) -> Markup:
    """The mark as a chart: one arc a module, filled by the percents in `parts`; the first unfinished one stands open."""
    under_way = next((i for i, part in enumerate(parts) if part < 100), None)
    arcs = "".join(_arc(i, len(parts), part, is_open=i == under_way and len(parts) > 1) for i, part in enumerate(parts))
    return printable(
        '<svg class="ow-ring" viewBox="-52 -52 104 104" aria-hidden="true">'
        f'{arcs}<text y="2">{escape(big)}</text><text class="sub" y="13">{escape(sub)}</text></svg>'
    )


def _arc(index: int, count: int, percent: float, *, is_open: bool) -> str:
    gap, radius = 0.035, 42
    begin = -math.pi / 2 + 2 * math.pi * index / count + gap
    end = -math.pi / 2 + 2 * math.pi * (index + 1) / count - gap
    at = [f"{radius * f(angle):.1f}" for angle in (begin, end) for f in (math.cos, math.sin)]
    path = f"M{at[0]} {at[1]}A{radius} {radius} 0 {int(end - begin > math.pi)} 1 {at[2]} {at[3]}"
    middle = (begin + end) / 2
    moved = f' transform="translate({6 * math.cos(middle):.1f} {6 * math.sin(middle):.1f})"' if is_open else ""
    done = f'<path class="fg" d="{path}" pathLength="100" stroke-dasharray="{percent:.0f} 200"/>' if percent > 0 else ""
    return f'<g{moved}><path class="bg" d="{path}"/>{done}</g>'


def bar(percent: float, *, is_tall: bool = False) -> Markup:
    """A thin bar of progress. The words stand beside it."""
    height, css = (12, "ow-bar ow-bar--tall") if is_tall else (6, "ow-bar")
    part = max(0.0, min(100.0, percent))
    done = f'<rect class="fg" width="{_percent(part)}" height="{height}"/>' if part else ""
    return printable(f'<svg class="{css}" aria-hidden="true"><rect class="bg" width="100%" height="{height}"/>{done}</svg>')


def days(held_from: dt.date, held_through: dt.date, today: dt.date, word: str) -> Markup:
    """The days that a training covers, with the line of today; `word` is what stands above that line."""
    whole = max((max(held_through, today) - held_from).days, 1)
    now = max(0.0, min(99.0, (today - held_from).days / whole * 100))
    held = (held_through - held_from).days / whole * 100
    css = "held" if today <= held_through else "past"
    return printable(
        '<svg class="ow-cover" aria-hidden="true"><rect class="base" y="35.5" width="100%" height="1"/>'
        f'<rect class="{css}" y="31" width="{_percent(held)}" height="10"/>'
        f'<rect class="now" x="{_percent(now)}" y="20" width="2" height="28"/>'
        f'<text x="{_percent(max(7.0, min(93.0, now)))}" y="13">{escape(word)}</text></svg>'
    )
