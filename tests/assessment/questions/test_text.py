from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.questions import is_right, parse
from app.assessment.questions.fields import LONGEST
from app.errors import Invalid
from tests.factories import questions

WORDS = questions.text("fundamental research", "Straße", "the holder's café")


@pytest.mark.parametrize(
    "typed", ["Fundamental  Research", "FUNDAMENTAL RESEARCH.", "STRASSE", "the holder’s cafe\u0301", "fundamental\u00a0research"]
)
def test_case_spaces_and_ways_to_write_a_character_do_not_matter(typed: str) -> None:
    assert is_right(WORDS, parse(WORDS, {"answer": typed}))


@pytest.mark.parametrize("typed", ["fundamental", "research fundamental", "basic research"])
def test_other_words_are_wrong(typed: str) -> None:
    assert not is_right(WORDS, parse(WORDS, {"answer": typed}))


def test_nothing_or_only_spaces_is_no_answer() -> None:
    assert parse(WORDS, {"answer": " \x00\n "}) is None


def test_too_long_an_answer_is_explained() -> None:
    with pytest.raises(Invalid, match="too long"):
        parse(WORDS, {"answer": "x" * (LONGEST + 1)})


@given(st.text(min_size=1, max_size=60))
def test_an_accepted_text_is_right_however_it_is_composed(words: str) -> None:
    question = questions.text(words)
    answer = parse(question, {"answer": unicodedata.normalize("NFD", words)})
    assert answer is None or is_right(question, answer) or any(unicodedata.category(char) == "Cc" for char in words)
    assert "\x00" not in str(answer)
