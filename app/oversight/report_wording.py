"""The words over a report, and how it was reckoned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from app.languages import day_in_words, instant_in_words
from app.oversight.picturing import columns
from app.oversight.report_forms import BY, STATE_WORDS
from app.oversight.reporting import Asked
from app.requirements.summing import SMALLEST, Report, Row
from app.web.filters import count, reader_locale

SUMMARY_HEAD = ("group", "people", "covered", "of which lapse soon", "expired", "missing", "percent covered")


def heading(asked: Asked, report: Report) -> str:
    """The answer: 64 of 80 people are covered for NSF, Important Notice 149."""
    if report.whole.is_hidden:
        return str(_("Fewer than %(number)s people: too few to be told", number=SMALLEST))
    if asked.by == "sponsor":
        return str(
            ngettext(
                "%(people)s person, by sponsor",
                "%(people)s people, by sponsor",
                report.whole.total,
                people=count(report.whole.total),
            )
        )
    if asked.by == "course":
        return str(
            ngettext(
                "%(people)s person, by course",
                "%(people)s people, by course",
                report.whole.total,
                people=count(report.whole.total),
            )
        )
    return str(
        ngettext(
            "%(covered)s of %(people)s person is covered: %(demand)s",
            "%(covered)s of %(people)s people are covered: %(demand)s",
            report.whole.total,
            covered=count(report.whole.in_order),
            people=count(report.whole.total),
            demand=asked.demand.title,
        )
    )


def people_heading(asked: Asked, total: int) -> str:
    return str(
        ngettext(
            "%(people)s person: %(demand)s",
            "%(people)s people: %(demand)s",
            total,
            people=count(total),
            demand=asked.demand.title,
        )
    )


def reckoned(asked: Asked) -> str:
    """In words: which facts were counted."""
    language = str(get_locale() or "en")
    on, known = day_in_words(asked.asof.on, language), instant_in_words(asked.asof.known_at, asked.asof.zone, language)
    return str(
        _(
            "Counted are completions and accepted proofs until the end of %(on)s (%(zone)s), as on record at %(known)s, and "
            "another employer’s word where the rule takes it; what was void by then does not count. People and units are those "
            "of %(on)s: whoever was merged into another person counts as that one, and memberships end as they are known today.",
            on=on,
            known=known,
            zone=asked.asof.zone,
        )
    )


def facts_of(asked: Asked) -> dict[str, str]:
    """For the file: enough to ask the same again."""
    return {
        "report": "coverage",
        "by": asked.by,
        "measured_by": asked.demand.slug,
        "as_of": asked.asof.on.isoformat(),
        "known_at": asked.asof.known_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "zone": asked.asof.zone,
        "unit": asked.unit.slug if asked.unit else "",
    }


def summary_cells(report: Report) -> Iterator[list[str | int]]:
    for row in report.rows:
        yield [row.name or "none", *_numbers(row)]


def _numbers(row: Row) -> list[str | int]:
    if row.is_hidden:
        return [f"hidden: fewer than {SMALLEST}, or next to such a group", "", "", "", "", ""]
    return [row.total, row.in_order, row.lapses, row.expired, row.missing, row.percent]


def report_by(by: str) -> str:
    return str(BY.get(by, by))


def coverage_state(state: str) -> str:
    return str(STATE_WORDS.get(state, state))


def lapse_picture(report: Report) -> Markup:
    """Each bar under the first day it stands for."""
    return columns([(_short(month.from_on), month.count) for month in report.months])


def _short(on: dt.date) -> str:
    return str(format_date(on, "LLL", locale=reader_locale()))
