from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.days import YEARS, Order, order_of, read_day
from app.errors import Invalid

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
    assert read_day(text, Order.MONTH_FIRST) == JUNE_THIRD


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "31.02.2026", "13/13/2026", "3 Brumaire 2026", "46176", "1/2/3/4", "=1+1"]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(Invalid, match="write it as 2026-12-04"):
        read_day(text)


def test_what_a_spreadsheet_keeps_for_a_day_is_told_as_that() -> None:
    with pytest.raises(Invalid, match="45901 is a spreadsheet’s number for a day"):
        read_day("45901")


def test_a_complaint_names_field_and_years() -> None:
    with pytest.raises(Invalid, match="1999-12-31 is not between the years 2000 and 2100") as raised:
        read_day("1999-12-31", years=range(2000, 2101), field="review_on")
    assert raised.value.field == "review_on"


def test_days_past_the_twelfth_say_the_order_of_all() -> None:
    assert order_of(["04/05/2026", "13/05/2026"]) is Order.DAY_FIRST
    assert order_of(["04/05/2026", "05/13/2026 9:00"]) is Order.MONTH_FIRST
    assert order_of(["04/05/2026", "2026-04-05", "x"]) is Order.MONTH_FIRST
    assert order_of(["05/13/2026", "31/31/2026", "04/05/2026"]) is Order.MONTH_FIRST
    assert order_of(["13/05/2026", "05/13/2026"]) is Order.NEITHER
    assert read_day("04/05/2026", Order.DAY_FIRST) == dt.date(2026, 5, 4)
    with pytest.raises(Invalid, match="04/05/2026 may be two days"):
        read_day("04/05/2026")
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
    with suppress(Invalid):
        assert read_day(text, order).year in YEARS


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_reads_the_same_in_every_order_that_is_clear(day: dt.date) -> None:
    for form in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%Y-%m-%d} 00:00",
    ):
        assert read_day(form) == day
    if day.day > 12 or day.day == day.month:
        assert read_day(f"{day:%m/%d/%Y}") == read_day(f"{day:%d/%m/%Y}") == day
