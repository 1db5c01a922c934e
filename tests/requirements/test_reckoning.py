from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.requirements.reading import shipped_rules
from app.requirements.reckoning import covered_through, reckon
from app.requirements.shapes import Training

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
MONTHS = st.integers(1, 72)
NSF = next(rule for rule in shipped_rules() if rule.slug == "nsf")
ALL = frozenset(NSF.topics)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("completed", "months", "last"),
    [
        ("2025-06-03", 12, "2026-06-02"),
        ("2024-02-29", 12, "2025-02-27"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2023-02-28", 12, "2024-02-27"),
        ("2026-01-31", 1, "2026-02-27"),
        ("2026-08-31", 6, "2027-02-27"),
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-12-31", 12, "2027-12-30"),
    ],
)
def test_the_last_day_is_the_one_before_the_anniversary(completed: str, months: int, last: str) -> None:
    assert covered_through(day(completed), months) == day(last)


@given(DAYS, DAYS, MONTHS)
def test_later_training_never_ends_earlier(one: dt.date, other: dt.date, months: int) -> None:
    early, late = sorted((one, other))
    assert covered_through(early, months) <= covered_through(late, months)


@given(DAYS, MONTHS)
def test_a_longer_window_never_ends_earlier(completed: dt.date, months: int) -> None:
    assert covered_through(completed, months) < covered_through(completed, months + 1)


@given(DAYS, MONTHS)
def test_it_is_never_the_anniversary_nor_more_than_a_month_end_away(completed: dt.date, months: int) -> None:
    after = covered_through(completed, months) + dt.timedelta(days=1)
    assert (after.year * 12 + after.month) - (completed.year * 12 + completed.month) == months
    assert after.day == completed.day or (after.day < completed.day and (after + dt.timedelta(days=1)).day == 1)


def test_training_before_and_after_the_boundary() -> None:
    holding = reckon(NSF, [Training(day("2025-06-03"), ALL)])
    assert not holding.holds_on(day("2025-06-02"))
    assert holding.holds_on(day("2025-06-03"))
    assert holding.holds_on(day("2026-06-02"))
    assert not holding.holds_on(day("2026-06-03"))


def test_the_newest_training_counts() -> None:
    holding = reckon(NSF, [Training(day("2026-03-01"), ALL), Training(day("2024-03-01"), ALL)])
    assert holding.held_through == day("2027-02-28")


def test_modules_add_up_and_the_oldest_needed_one_ends_it() -> None:
    first, second = frozenset(NSF.topics[:3]), frozenset(NSF.topics[3:])
    holding = reckon(NSF, [Training(day("2026-01-10"), first), Training(day("2026-05-10"), second)])
    assert (holding.held_from, holding.held_through) == (day("2026-05-10"), day("2027-01-09"))
    assert reckon(NSF, [Training(day("2026-01-10"), first)]).missing == tuple(NSF.topics[3:])


def test_nothing_is_held_without_training() -> None:
    holding = reckon(NSF, [])
    assert (holding.held_from, holding.held_through) == (None, None)
    assert holding.missing == tuple(NSF.topics)
    assert not holding.holds_on(day("2026-06-02"))


@given(st.lists(st.builds(Training, DAYS, st.sets(st.sampled_from(NSF.topics)).map(frozenset)), max_size=6), DAYS)
def test_more_training_never_shortens(trainings: list[Training], when: dt.date) -> None:
    before, after = reckon(NSF, trainings), reckon(NSF, [*trainings, Training(when, ALL)])
    assert after.held_through is not None
    assert before.held_through is None or after.held_through >= before.held_through
