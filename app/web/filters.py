"""How pages write days, instants, minutes and counts, in the reader's language and zone."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from flask_babel import get_locale, get_timezone, gettext, ngettext
from markupsafe import Markup

from app.web.figures import printable

T = TypeVar("T")
TIME = Markup('<time datetime="{}">{}</time>')
PARAGRAPH = re.compile(r"\s*<p>(.*)</p>\s*", re.DOTALL)


def day(value: dt.date | dt.datetime, year: bool = True, zone: str | None = None) -> Markup:
    """4 December 2026, or without its year. An instant becomes the day it is for the reader, or in `zone`."""
    on = _local(value, zone).date() if isinstance(value, dt.datetime) else value
    return TIME.format(on.isoformat(), _day_words(on, year))


def instant(value: dt.datetime, zone: str | None = None) -> Markup:
    """4 December 2026, 14:05 CET. In the reader's zone unless `zone` says which."""
    local = _local(value, zone)
    locale = reader_locale()
    clock = format_time(local.time(), "HH:mm" if locale.language == "en" else "short", locale=locale)
    words = f"{_day_words(local.date(), True)}, {clock} {_zone_name(local)}"
    utc = value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return TIME.format(utc, words)


def minutes(value: int) -> str:
    return str(gettext("%(minutes)s min", minutes=count(value)))


def duration(value: int) -> str:
    """Minutes as the words of a heading: Two hours and nine minutes."""
    words = span(value)
    return words[:1].upper() + words[1:]


def span(value: int) -> str:
    """The same within a sentence."""
    hours, rest = divmod(max(0, value), 60)
    hour_words = ngettext("%(word)s hour", "%(word)s hours", hours, word=in_words(hours)) if hours else ""
    rest_words = ngettext("%(word)s minute", "%(word)s minutes", rest, word=in_words(rest)) if rest or not hours else ""
    both = gettext("%(hours)s and %(minutes)s", hours=hour_words, minutes=rest_words)
    return both if hour_words and rest_words else hour_words or rest_words


def in_words(number: int) -> str:
    """nine; in digits from sixty on."""
    words = gettext(
        "no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
        "nineteen|twenty|twenty-one|twenty-two|twenty-three|twenty-four|twenty-five|twenty-six|twenty-seven|twenty-eight|twenty-nine|"
        "thirty|thirty-one|thirty-two|thirty-three|thirty-four|thirty-five|thirty-six|thirty-seven|thirty-eight|thirty-nine|forty|"
        "forty-one|forty-two|forty-three|forty-four|forty-five|forty-six|forty-seven|forty-eight|forty-nine|fifty|fifty-one|fifty-two|"
        "fifty-three|fifty-four|fifty-five|fifty-six|fifty-seven|fifty-eight|fifty-nine"
    ).split("|")
    return words[number] if number < len(words) else count(number)


def count(value: int | float) -> str:
    return format_decimal(value, locale=reader_locale())


def unwrapped(html: str) -> Markup:
    """Sanitised HTML without the paragraph around it, where it is one paragraph: for legends and labels."""
    found = PARAGRAPH.fullmatch(html)
    return printable(found[1] if found and is_one_paragraph(html) else html)


def is_one_paragraph(html: str) -> bool:
    """Whether this sanitised HTML may stand in a legend or a label."""
    found = PARAGRAPH.fullmatch(html)
    inner = found[1] if found else html
    return re.search(r"</?(p|ul|ol|li|dl|div|table|pre|blockquote|figure|section|aside|h[1-6]|hr)\b", inner) is None


def mixed(values: Sequence[T], seed: str) -> list[T]:
    """The values in an order that says nothing: the same for the same seed, and never the given one where there are several."""
    order = sorted(range(len(values)), key=lambda place: hashlib.sha256(f"{seed} {place}".encode()).digest())
    if order == sorted(order):
        order = order[1:] + order[:1]
    return [values[place] for place in order]


def reader_locale() -> Locale:
    return get_locale() or Locale("en")


def _local(value: dt.datetime, zone: str | None) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("an instant without a zone cannot be shown")
    return value.astimezone(ZoneInfo(zone) if zone else get_timezone() or dt.UTC)


def _day_words(on: dt.date, year: bool) -> str:
    locale = reader_locale()
    if locale.language == "en":
        return format_date(on, "d MMMM y" if year else "d MMMM", locale=locale)
    return format_date(on, "long", locale=locale) if year else format_skeleton("MMMMd", on, locale=locale)


def _zone_name(local: dt.datetime) -> str:
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name[:1] in "+-" else name
