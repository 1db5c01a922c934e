"""Pictures are well formed, and say what the facts say."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web import figures

ASKED = dt.date(2026, 12, 15)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2032, 1, 1))


def bars(svg: str) -> list[tuple[float, float]]:
    rects = ET.fromstring(svg).findall("rect")
    return [
        (float(r.get("x", "0").rstrip("%")), float(r.get("width", "0").rstrip("%")))
        for r in rects[1:]
        if "%" in r.get("width", "")
    ]


@given(kind=st.sampled_from(["covered", "lapses", "expired", "joiner"]), begin=DAYS, length=st.integers(0, 800))
def test_a_bar_never_leaves_its_track(kind: str, begin: dt.date, length: int) -> None:
    drawn = bars(figures.cover(ASKED, kind, begin, begin + dt.timedelta(days=length)))
    assert drawn
    assert all(x >= 0 and x + width <= 100.1 for x, width in drawn if width > 0)


def test_a_gap_can_be_seen_however_small() -> None:
    lapses = bars(figures.cover(ASKED, "lapses", dt.date(2025, 12, 14), dt.date(2026, 12, 14)))
    assert lapses[-1][1] >= figures.LEAST_GAP


def test_what_is_covered_crosses_the_line() -> None:
    [(x, width)] = bars(figures.cover(ASKED, "covered", dt.date(2026, 3, 9), dt.date(2027, 3, 9)))
    assert x < figures.LINE < x + width


@pytest.mark.parametrize("kind", ["not-required", "unknown", "covered"])
def test_of_nothing_nothing_is_drawn(kind: str) -> None:
    assert figures.cover(ASKED, kind) == ""


@given(parts=st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_a_ring_has_an_arc_for_each_part(parts: list[float]) -> None:
    root = ET.fromstring(figures.ring(parts, "71 min", "of <200> & more"))
    assert len(root.findall("g")) == len(parts)
    moved = [i for i, g in enumerate(root.findall("g")) if g.get("transform")]
    assert moved == [i for i, part in enumerate(parts) if part < 100][:1] or len(parts) == 1


@pytest.mark.parametrize("percent", [-5, 0, 33.3, 100, 140])
def test_a_bar_holds_between_nothing_and_all(percent: float) -> None:
    widths = [float(r.get("width", "").rstrip("%")) for r in ET.fromstring(figures.bar(percent)).findall("rect")]
    assert widths[1:] == ([min(percent, 100)] if percent > 0 else [])


def test_an_icon_that_nobody_drew_is_refused() -> None:
    with pytest.raises(KeyError, match="no icon is named 'padlock'"):
        figures.icon("padlock")


def test_the_sprite_holds_what_is_asked_for_once() -> None:
    sprite = ET.fromstring(figures.sprite(["mark", "on", "on", "hatch"]))
    assert [symbol.get("id") for symbol in sprite.iter("symbol")] == ["i-mark", "i-on"]
    assert len(list(sprite.iter("pattern"))) == 3


@given(DAYS, st.integers(1, 500), st.integers(0, 900))
def test_today_stands_on_the_days_that_are_covered(begin: dt.date, length: int, later: int) -> None:
    end, today = begin + dt.timedelta(days=length), begin + dt.timedelta(days=later)
    svg = str(figures.days(begin, end, today, "today"))
    (bar,) = re.findall(r'<rect class="(held|past)" y="31" width="([\d.]+)%"', svg)
    (now,) = re.findall(r'<rect class="now" x="([\d.]+)%"', svg)
    assert bar[0] == ("held" if today <= end else "past")
    assert 0 <= float(now) <= 99
    assert (float(now) <= float(bar[1])) or today > end
