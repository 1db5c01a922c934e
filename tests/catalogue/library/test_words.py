from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.library.words import fold, sections_of, telling_words, text_of_html


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("NSPM-33", "nspm 33"),
        ("Façade  and\nSTRASSE_ß", "facade and strasse ss"),
        ("42 U.S.C. 19234(c)", "42 u s c 19234 c"),
        ("\x00 ' \" * & | ! ( ) :", ""),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folded_twice_is_folded_once_and_holds_words_alone(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert all(word.isalnum() or not word.isascii() for word in folded.split())


def test_words_that_say_nothing_are_left_out_unless_alone() -> None:
    assert telling_words("what is the dual use of it") == ("dual", "use")
    assert telling_words("who is who") == ("who", "is")


def test_text_in_parts_by_heading() -> None:
    html = '<p>One &amp; all</p><h2 id="a--b">B <em>or</em> not</h2><ul><li>x</li><li>y</li></ul><h3>deep</h3><p>z</p>'
    assert sections_of(html) == [("", "", "One & all"), ("a--b", "B or not", "x y deep z")]
    assert text_of_html(html) == "One & all B or not x y deep z"
