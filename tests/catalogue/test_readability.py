from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.readability import STOPS, Measure, add, count_syllables, measure, split_sentences, words_in

PLAIN_WORD = st.text("abcdefghilmnoprstu", min_size=1, max_size=12).filter(lambda word: word not in STOPS)
PLAIN_WORDS = st.lists(PLAIN_WORD, min_size=1, max_size=12)


def sentence_of(words: list[str]) -> str:
    return " ".join(["Then", *words]) + "."


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two? Three! Four", 4),
        ("She asked: “Is it so? Then go.” He went.", 3),
        ("“Is it so?” he asked.", 1),
        ("Ask Dr. Moss of the U.S. Department, e.g. by mail.", 1),
        ("See No. 3 and sec. 4. Then ask.", 2),
        ("The answer is no. Then ask.", 2),
        ("J. Kim signed. It was late…", 2),
        ("It costs 3.5 dollars at example.org today.", 1),
        ("** … ? !", 0),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_pauses(text: str, sentences: int) -> None:
    assert len(split_sentences(text)) == sentences


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("a", 1),
        ("the", 1),
        ("makes", 1),
        ("walked", 1),
        ("wanted", 2),
        ("changes", 2),
        ("table", 2),
        ("science", 2),
        ("security", 4),
        ("disclosure", 3),
        ("collaboration", 5),
        ("university", 5),
        ("Gothenburg", 3),
        ("café", 2),
        ("42", 1),
        ("研究", 1),
    ],
)
def test_syllables_as_they_are_spoken(word: str, count: int) -> None:
    assert count_syllables(word) == count


def test_the_grade_is_the_published_formula() -> None:
    """Kincaid and others (1975), by hand: 6 words, 6 syllables, 1 sentence; 0.39 * 6 + 11.8 - 15.59."""
    found = measure(["The cat sat on the mat."])
    assert found == Measure(1, 6, 6)
    assert found.grade == pytest.approx(-1.45)
    assert Measure(0, 0, 0).grade == 0


@given(st.text(max_size=400))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    sentences = split_sentences(text)
    assert [word for sentence in sentences for word in words_in(sentence.text)] == words_in(text)
    for sentence in sentences:
        assert text[sentence.start :].startswith(sentence.text)


@given(st.lists(PLAIN_WORDS, min_size=1, max_size=8))
def test_sentences_put_together_are_found_again(written: list[list[str]]) -> None:
    found = split_sentences(" ".join(sentence_of(words) for words in written))
    assert [sentence.words for sentence in found] == [1 + len(words) for words in written]


@given(st.text(max_size=60))
def test_every_word_has_a_syllable_and_few_more_than_letters(word: str) -> None:
    assert 1 <= count_syllables(word) <= max(1, 3 * len(word))


@given(st.lists(st.lists(PLAIN_WORDS, min_size=1, max_size=3), max_size=4))
def test_measures_add_up(pages: list[list[list[str]]]) -> None:
    texts = [[sentence_of(words) for words in page] for page in pages]
    assert add(measure(page) for page in texts) == measure([text for page in texts for text in page])


@given(PLAIN_WORDS)
def test_longer_sentences_ask_for_more_school(words: list[str]) -> None:
    short = measure([sentence_of(words), sentence_of(words)])
    long = measure([sentence_of(words).rstrip(".") + " " + sentence_of(words).lower()])
    assert long.grade > short.grade
