"""Days, instants, minutes and counts as a reader reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from app.web import filters

NIGHT = dt.datetime(2026, 12, 4, 23, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_timezone="Europe/Berlin")
    with app.test_request_context():
        yield


def test_a_day_stands_in_words() -> None:
    assert filters.day(dt.date(2026, 12, 4)) == '<time datetime="2026-12-04">4 December 2026</time>'
    assert filters.day(dt.date(2026, 12, 4), year=False) == '<time datetime="2026-12-04">4 December</time>'


def test_an_instant_is_the_readers_own() -> None:
    assert filters.instant(NIGHT) == '<time datetime="2026-12-04T23:30:00Z">5 December 2026, 00:30 CET</time>'
    assert filters.day(NIGHT) == '<time datetime="2026-12-05">5 December 2026</time>'


def test_an_instant_in_a_zone_of_its_own() -> None:
    assert "4 December 2026, 18:30 EST" in filters.instant(NIGHT, "America/New_York")
    assert "4 December 2026" in filters.day(NIGHT, zone="America/New_York")
    assert "5 December 2026" in filters.day(NIGHT)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        filters.instant(NIGHT.replace(tzinfo=None))


def test_other_languages_write_their_own_way() -> None:
    with force_locale("fr"):
        assert "4 décembre 2026" in filters.day(dt.date(2026, 12, 4))
        assert "4 décembre<" in filters.day(dt.date(2026, 12, 4), year=False)
        assert filters.count(1234) == "1\u202f234"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (129, "Two hours and nine minutes"),
        (60, "One hour"),
        (61, "One hour and one minute"),
        (45, "Forty-five minutes"),
        (0, "No minutes"),
        (3600, "60 hours"),
    ],
)
def test_durations_are_words_in_a_heading(minutes: int, words: str) -> None:
    assert filters.duration(minutes) == words


def test_minutes_and_counts_are_numbers() -> None:
    assert filters.minutes(71) == "71 min"
    assert filters.count(1234567) == "1,234,567"


@pytest.mark.parametrize(
    ("html", "is_one", "bare"),
    [
        ("<p>A <em>word</em></p>\n", True, "A <em>word</em>"),
        ("A word", True, "A word"),
        ("<p>One</p><p>Two</p>", False, "<p>One</p><p>Two</p>"),
        ("<p>One</p><ul><li>a</li></ul>", False, "<p>One</p><ul><li>a</li></ul>"),
        ("<p>One<picture></picture></p>", True, "One<picture></picture>"),
    ],
)
def test_one_paragraph_may_stand_in_a_label(html: str, is_one: bool, bare: str) -> None:
    assert filters.is_one_paragraph(html) is is_one
    assert filters.unwrapped(html) == bare


@given(values=st.lists(st.integers(), min_size=2, max_size=8, unique=True), seed=st.text())
def test_a_mixed_order_is_stable_and_never_the_given_one(values: list[int], seed: str) -> None:
    mixed = filters.mixed(values, seed)
    assert sorted(mixed) == sorted(values)
    assert mixed != values
    assert mixed == filters.mixed(values, seed)
