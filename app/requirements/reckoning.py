"""Until when a completion meets a rule. Pure: dates in, dates out.

Whether the exact anniversary still counts is settled nowhere ("within one year of such application", 42 U.S.C. 19234). The
stricter reading holds here: the day before it is the last, so that training which counts here is too old under no reading.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence

from app.requirements.shapes import Holding, SponsorRule, Training


def covered_through(completed_on: dt.date, months: int) -> dt.date:
    """The last day covered. In a shorter month the anniversary is the month's last day: of 29 February it is the 28th."""
    return _months_after(completed_on, months) - dt.timedelta(days=1)


def reckon(rule: SponsorRule, trainings: Iterable[Training]) -> Holding:
    """Each topic counts by its newest training; the rule is met until the first of them is too old."""
    newest: dict[str, dt.date] = {}
    for training in trainings:
        for topic in training.topics:
            newest[topic] = max(training.completed_on, newest.get(topic, training.completed_on))
    missing = tuple(topic for topic in rule.topics if topic not in newest)
    if missing:
        return Holding(rule, None, None, missing)
    needed = [newest[topic] for topic in rule.topics]
    return Holding(rule, max(needed), covered_through(min(needed), rule.window_months), ())


def reckon_all(rules: Sequence[SponsorRule], trainings: Sequence[Training], *, on: dt.date) -> list[Holding]:
    """Under each rule that holds on this day."""
    return [reckon(rule, trainings) for rule in rules if rule.holds_on(on)]


def _months_after(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
