"""The picture of who lapses when: bars in parts of the width, from zero."""

from __future__ import annotations

import re

from app.oversight.picturing import HIGH, columns


def test_the_tallest_bar_is_the_measure_and_nothing_has_none() -> None:
    drawn = str(columns([("Nov", 40), ("Dec", 0), ("Jan", 1), ("<Feb>", 1234)]))
    bars = re.findall(r'<rect class="(soon|fg)"[^>]* height="(\d+)"/>', drawn)
    assert bars == [("soon", "4"), ("fg", "1"), ("fg", str(HIGH))]
    assert re.findall(r'<text class="sub[^>]*>([^<]*)<', drawn) == ["Nov", "Dec", "Jan", "&lt;Feb&gt;"]
    assert ">1,234<" in drawn
    assert "viewBox" not in drawn


def test_of_nobody_there_is_no_picture() -> None:
    assert columns([("Nov", 0)]) == ""
    assert columns([]) == ""
