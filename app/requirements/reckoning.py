"""Until when a completion meets a rule. Pure: dates in, dates out.

Whether the exact anniversary still counts is settled nowhere ("within one year of such application", 42 U.S.C. 19234). Unless
the institution's policy says otherwise the stricter reading holds: the day before it is the last, so that training which
counts here is too old under no reading.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

from app.requirements.shapes import Holding, Policy, SponsorRule, Training

STRICTEST = Policy()


def covered_through(completed_on: dt.date, months: int, *, anniversary_counts: bool = False) -> dt.date:
    """The last day covered. In a shorter month the anniversary is the month's last day: of 29 February it is the 28th."""
    anniversary = months_after(completed_on, months)
    return anniversary if anniversary_counts else anniversary - dt.timedelta(days=1)


def reckon(rule: SponsorRule, trainings: Iterable[Training], policy: Policy = STRICTEST) -> Holding:
    """Each topic counts by its newest training; the rule is met until the first of them is too old. A rule that names courses
    counts the newest completion of any of them."""
    counted = [training for training in trainings if not rule.courses or training.course in rule.courses]
    newest: dict[str, dt.date] = {}
    for training in counted:
        for topic in training.topics:
            newest[topic] = max(training.completed_on, newest.get(topic, training.completed_on))
    missing = tuple(topic for topic in rule.topics if topic not in newest)
    if missing or not counted:
        return Holding(rule, None, None, missing)
    needed = [newest[topic] for topic in rule.topics] or [max(training.completed_on for training in counted)]
    months = policy.months_for(rule)
    if months is None:
        return Holding(rule, max(needed), None, ())
    return Holding(rule, max(needed), covered_through(min(needed), months, anniversary_counts=policy.anniversary_counts), ())


def training_by_word(rule: SponsorRule, given_on: dt.date) -> Training:
    """Another employer's word is for the whole of what the rule asks."""
    return Training(given_on, frozenset(rule.topics), rule.courses[0] if rule.courses else "")


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month (or an earlier one, with negative `months`), or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
