"""The frame that all letters share, seen through the letter that brings the sealed head."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.mail.composing import Composer
from app.settings import load_settings
from app.web.places import TEMPLATES
from tests.conftest import SETTINGS


def composer(**given: object) -> Composer:
    return Composer(load_settings(_env_file=None, **{**SETTINGS, **given}), TEMPLATES / "mail")


@pytest.mark.parametrize("demo", [False, True])
def test_the_frame(demo: bool, tmp_path: Path) -> None:
    letter = composer(demo=demo, institution="Rook & Calder").compose("head", language="en", head="seal 7", day="2026-11-22")
    assert letter.subject == "Seal of Rook & Calder, 2026-11-22"
    assert letter.text.startswith("DEMONSTRATION" if demo else "Keep this letter")
    assert letter.text.rstrip().endswith("Rook & Calder\nhttps://localhost")
    assert ("DEMONSTRATION" in letter.html) is demo
    assert "Rook &amp; Calder" in letter.html
    assert "<script" not in letter.html
    assert '<html lang="en">' in letter.html


def test_long_letters_keep_their_paragraphs() -> None:
    letter = composer().compose("head", language="en", head="seal 7\nmark ab\nmade now", day="2026-11-22")
    assert "\n\nseal 7\nmark ab\nmade now\n\n" in letter.text
