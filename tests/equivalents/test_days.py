from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.equivalents.days import Order, order_of, read_day

JUNE_THIRD = dt.date(2026, 6, 3)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-03", "2026/6/3", "2026-06-03T14:05:00Z", "2026-06-03 14:05",
        "06/03/2026", "6/3/26", "06-03-2026", "6/3/2026 2:05 PM",
        "3.6.2026", "03.06.2026", "3 June 2026", "03-Jun-2026", "03-Jun-26", "June 3, 2026", "Jun 3 2026", " 2026-06-03 ",
    ],
)  # fmt: skip
def test_a_day_as_it_may_be_written(text: str) -> None:
    assert read_day(text) == JUNE_THIRD


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "31.02.2026", "13/13/2026", "3 Brumaire 2026", "46176", "1/2/3/4", "=1+1"]
)
def test_what_is_no_day(text: str) -> None:
    assert read_day(text) is None


def test_days_past_the_twelfth_say_the_order_of_all() -> None:
    assert order_of(["04/05/2026", "13/05/2026"]) is Order.DAY_FIRST
    assert order_of(["04/05/2026", "05/13/2026 9:00"]) is Order.MONTH_FIRST
    assert order_of(["04/05/2026", "2026-04-05", "x"]) is Order.MONTH_FIRST
    assert order_of(["13/05/2026", "05/13/2026"]) is Order.NEITHER
    assert read_day("04/05/2026", Order.DAY_FIRST) == dt.date(2026, 5, 4)
    assert read_day("04/05/2026", Order.NEITHER) is None
    assert read_day("04/04/2026", Order.NEITHER) == dt.date(2026, 4, 4)
    assert read_day("13/05/2026", Order.NEITHER) == dt.date(2026, 5, 13)


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y"]))
def test_a_day_comes_back_as_it_was_written(day: dt.date, shape: str) -> None:
    assert read_day(day.strftime(shape)) == day


@given(st.lists(DAYS, min_size=1), st.sampled_from(["%m/%d/%Y", "%d/%m/%Y"]))
def test_one_order_holds_for_a_whole_file(days: list[dt.date], shape: str) -> None:
    texts = [day.strftime(shape) for day in days]
    order = order_of(texts)
    told = any(day.day > 12 for day in days)
    if told or shape == "%m/%d/%Y":
        assert [read_day(text, order) for text in texts] == days


@given(st.text(max_size=40), st.sampled_from(Order))
def test_nothing_breaks_it(text: str, order: Order) -> None:
    found = read_day(text, order)
    assert found is None or found.year >= 1
