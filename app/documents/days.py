"""Days as people and programs write them: one reader for forms, pasted lists and files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum

from app.errors import Invalid

YEARS = range(1950, 2101)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIME = re.compile(r"[T\s]+[0-9]{1,2}:[0-9]{2}.*$")
YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
SLASHED = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4}|[0-9]{2})")
DAY_MONTH = re.compile(r"([0-9]{1,2})[- .]+([a-z]{3,9})[- .,]+([0-9]{4}|[0-9]{2})")
SERIAL = re.compile(r"[1-7][0-9]{4}(\.[0-9]+)?")
MONTH_DAY = re.compile(r"([a-z]{3,9})[- .]+([0-9]{1,2})[- .,]+([0-9]{4})")


class Order(StrEnum):
    """Of 04/05/2026. Neither: the lines contradict each other."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    NEITHER = "neither"


def order_of(texts: Iterable[str]) -> Order:
    """By the days past the twelfth among them, what is no day in either order left aside. Without any, the month comes first, as
    providers in the United States write."""
    matches = (SLASHED.fullmatch(_bare(text)) for text in texts)
    found = [(int(one[1]) > 12, int(one[2]) > 12) for one in matches if one]
    day_first, month_first = (True, False) in found, (False, True) in found
    if day_first and month_first:
        return Order.NEITHER
    return Order.DAY_FIRST if day_first else Order.MONTH_FIRST


def read_day(text: str, order: Order = Order.NEITHER, *, years: range = YEARS, field: str | None = None) -> dt.date:
    """With slashes only where one order is possible, unless `order` says which. Raises `Invalid`, of that `field`, with what to
    write instead."""
    shown, bare = text.strip()[:40], _bare(text)
    try:
        parts = _parts(bare, order)
        found = dt.date(*parts) if parts else None
    except ValueError:
        raise Invalid("There is no day %(text)s: write it as 2026-12-04", text=shown, field=field) from None
    if found is None and SLASHED.fullmatch(bare):
        raise Invalid("%(text)s may be two days: write it as 2026-12-04", text=shown, field=field)
    if found is None and SERIAL.fullmatch(bare):
        raise Invalid("%(text)s is a spreadsheet’s number for a day: write it as 2026-12-04", text=shown, field=field)
    if found is None:
        raise Invalid("%(text)s is no day: write it as 2026-12-04", text=shown, field=field)
    if found.year not in years:
        first, last = str(years[0]), str(years[-1])
        raise Invalid("%(text)s is not between the years %(first)s and %(last)s", text=shown, first=first, last=last, field=field)
    return found


def _parts(bare: str, order: Order) -> tuple[int, int, int] | None:
    """Year, month and day; None for what is no day, or could be two. Raises `ValueError` for an unknown month."""
    if one := YEAR_FIRST.fullmatch(bare):
        return int(one[1]), int(one[2]), int(one[3])
    if one := DOTTED.fullmatch(bare):
        return int(one[3]), int(one[2]), int(one[1])
    if one := SLASHED.fullmatch(bare):
        return _by_order(int(one[1]), int(one[2]), _year(one[3]), order)
    if one := DAY_MONTH.fullmatch(bare):
        return _year(one[3]), _month(one[2]), int(one[1])
    if one := MONTH_DAY.fullmatch(bare):
        return _year(one[3]), _month(one[1]), int(one[2])
    return None


def _by_order(first: int, second: int, year: int, order: Order) -> tuple[int, int, int] | None:
    if first > 12 or (order is Order.DAY_FIRST and second <= 12):
        return year, second, first
    if second > 12 or order is Order.MONTH_FIRST or first == second:
        return year, first, second
    return None


def _bare(text: str) -> str:
    return TIME.sub("", text.strip()).strip().lower()


def _month(word: str) -> int:
    return MONTHS.index(word[:3]) + 1


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)
