"""Days as people and programs write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIME = re.compile(r"[T\s]+[0-9]{1,2}:[0-9]{2}.*$")
YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
SLASHED = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4}|[0-9]{2})")
DAY_MONTH = re.compile(r"([0-9]{1,2})[- .]+([a-z]{3,9})[- .,]+([0-9]{4}|[0-9]{2})")
MONTH_DAY = re.compile(r"([a-z]{3,9})[- .]+([0-9]{1,2})[- .,]+([0-9]{4})")


class Order(StrEnum):
    """Of 04/05/2026. Neither: the lines contradict each other."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    NEITHER = "neither"


def order_of(texts: Iterable[str]) -> Order:
    """By the days past the twelfth among them; without any, the month comes first, as providers in the United States write."""
    found = [SLASHED.fullmatch(_bare(text)) for text in texts]
    day_first = any(int(one[1]) > 12 for one in found if one)
    month_first = any(int(one[2]) > 12 for one in found if one)
    if day_first and month_first:
        return Order.NEITHER
    return Order.DAY_FIRST if day_first else Order.MONTH_FIRST


def read_day(text: str, order: Order = Order.MONTH_FIRST) -> dt.date | None:
    """None for what is no day, or could be two."""
    bare = _bare(text)
    try:
        if one := YEAR_FIRST.fullmatch(bare):
            return dt.date(int(one[1]), int(one[2]), int(one[3]))
        if one := DOTTED.fullmatch(bare):
            return dt.date(int(one[3]), int(one[2]), int(one[1]))
        if one := SLASHED.fullmatch(bare):
            return _by_order(int(one[1]), int(one[2]), _year(one[3]), order)
        if one := DAY_MONTH.fullmatch(bare):
            return dt.date(_year(one[3]), _month(one[2]), int(one[1]))
        if one := MONTH_DAY.fullmatch(bare):
            return dt.date(_year(one[3]), _month(one[1]), int(one[2]))
    except ValueError:
        return None
    return None


def _by_order(first: int, second: int, year: int, order: Order) -> dt.date | None:
    if first > 12 or (order is Order.DAY_FIRST and second <= 12):
        return dt.date(year, second, first)
    if second > 12 or order is Order.MONTH_FIRST:
        return dt.date(year, first, second)
    return dt.date(year, first, second) if first == second else None


def _bare(text: str) -> str:
    return TIME.sub("", text.strip()).strip().lower()


def _month(word: str) -> int:
    return MONTHS.index(word[:3]) + 1


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)
