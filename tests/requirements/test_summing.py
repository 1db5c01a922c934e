"""What is hidden of a report: nobody may reckon a small group from what is shown beside it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.requirements.summing import SMALLEST, Month, Report, Row, hide_small, too_few

DAY = dt.date(2026, 11, 1)


def report(rows: list[int], months: list[int], later: int, whole: int | None = None) -> Report:
    """Of groups of so many, all covered."""
    total = sum(rows) if whole is None else whole
    return Report(
        [Row(f"g{n}", f"Group {n}", covered=count) for n, count in enumerate(rows)],
        Row("", "", covered=total),
        [Month(DAY, DAY, count) for count in months],
        later,
    )


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([9, 7, 5], set()),
        ([9, 4, 7, 5], {1, 3}),
        ([9, 1, 7, 1], {1, 2, 3}),
        ([9, 3, 0, 2], {1, 3}),
        ([4, 0, 0], {0}),
        ([0, 0], set()),
        ([], set()),
    ],
)
def test_the_small_ones_and_what_would_give_them_away(counts: list[int], hidden: set[int]) -> None:
    assert too_few(counts) == hidden


@given(st.lists(st.integers(0, 20)))
def test_what_the_total_leaves_is_never_one_small_group(counts: list[int]) -> None:
    hidden = too_few(counts)
    assert all(count == 0 or count >= SMALLEST for n, count in enumerate(counts) if n not in hidden)
    if hidden and any(count for n, count in enumerate(counts) if n not in hidden):
        assert len(hidden) > 1
        assert sum(counts[n] for n in hidden) >= SMALLEST


def test_months_are_hidden_as_groups_are_and_so_is_what_comes_later() -> None:
    found = hide_small(report([20, 30], [12, 3, 0, 30], 5))
    assert [month.is_hidden for month in found.months] == [False, True, False, False]
    assert [month.count for month in found.months] == [12, 0, 0, 30]
    assert found.later is None
    assert not any(row.is_hidden for row in found.rows)


def test_of_a_few_people_in_all_nothing_is_told() -> None:
    found = hide_small(report([4], [4], 0))
    assert (found.rows, found.months, found.later) == ([], [], 0)
    assert found.whole.is_hidden
    assert found.whole.total == 0
