"""The picture of who lapses when: bars in parts of the width, from zero."""

from __future__ import annotations

from justhtml import JustHTML

from app.oversight.picturing import HIGH, columns


def test_the_tallest_bar_is_the_measure_and_nothing_has_none() -> None:
    page = JustHTML(str(columns([("Nov", 40), ("Dec", 0), ("Jan", 1), ("<Feb>", 1234)])), fragment=True, sanitize=False)
    bars = page.query("rect.soon, rect.fg")
    assert [bar.attrs["height"] for bar in bars] == ["4", "1", str(HIGH)]
    assert [bar.attrs["class"] for bar in bars] == ["soon", "fg", "fg"]
    assert [word.to_text() for word in page.query("text.sub")] == ["Nov", "Dec", "Jan", "<Feb>"]
    assert "1,234" in page.to_text()
    assert page.query("svg")[0].attrs.get("viewBox") is None


def test_of_nobody_there_is_no_picture() -> None:
    assert columns([("Nov", 0)]) == ""
    assert columns([]) == ""
