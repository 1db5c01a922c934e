"""The sheet's colours can be told apart, in light and in dark, and the sheet stays small and plain."""

from __future__ import annotations

import gzip
import re

import pytest

from app.web.assets import shrink_css
from app.web.places import APP, STATIC

SHEET = (STATIC / "css" / "openward.css").read_text()
TOKENS = {
    name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", SHEET)
}
TEXT, CONTROL = 6.4, 3.0
VOICES = ["ink", "ink-2", "act", "act-deep", "seal", "good", "time", "soon", "bad"]
NOTICES = ["seal", "good", "time", "soon", "bad"]
PAIRS = [
    *((voice, ground, TEXT) for voice in VOICES for ground in ("paper", "wash")),
    *((tone, f"{tone}-wash", TEXT) for tone in [*NOTICES, "act"]),
    *(("ink", f"{tone}-wash", TEXT) for tone in [*NOTICES, "act"]),
    *((voice, f"{tone}-wash", TEXT) for voice in ("act", "ink-2") for tone in NOTICES),
    ("act-deep", "act-wash", TEXT),
    ("on-act", "act", TEXT),
    ("on-act", "act-deep", TEXT),
    ("ink", "well", TEXT),
    *((control, ground, CONTROL) for control in ("edge", "focus") for ground in ("paper", "wash")),
    *((control, f"{tone}-wash", CONTROL) for control in ("focus",) for tone in NOTICES),
]


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_written_can_be_read(front: str, ground: str, least: float, scheme: str) -> None:
    side = ["light", "dark"].index(scheme)
    ratio = contrast(TOKENS[front][side], TOKENS[ground][side])
    assert ratio >= least, f"{front} on {ground}, {scheme}: {ratio:.2f} is below {least}"


def test_colours_come_from_tokens_alone() -> None:
    body = re.sub(r"/\*.*?\*/", "", SHEET.split("@font-face", 1)[1], flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", body)) <= {"#fff", "#000"}


def test_the_sheet_is_small() -> None:
    assert len(gzip.compress(shrink_css(SHEET).encode(), 9)) <= 12_000


def test_the_sheet_asks_no_other_site() -> None:
    assert re.findall(r"@import|https?://|data:", SHEET) == []


def test_classes_that_templates_name_are_in_the_sheet() -> None:
    """A class that nobody styles is a slip of the pen. govuk-frontend's own names may stand without a rule."""
    sheets = "".join(path.read_text() for path in (APP / "static/css").glob("*.css"))
    styled = set(re.findall(r"\.((?:ow|is)-[\w-]+)", sheets))
    named: set[str] = set()
    for path in (APP / "templates").rglob("*.html"):
        if path.relative_to(APP / "templates").parts[0] != "mail":
            for value in re.findall(r'class="([^"]*)"', re.sub(r"\{[%{#].*?[%}#]\}", " ", path.read_text())):
                named |= {word for word in value.split() if re.fullmatch(r"(?:ow|is)-[\w-]*\w", word)}
    assert named - styled == set()
