"""Words and dates in a person's language, for whatever is made outside a request: letters, certificates."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).resolve().parent / "translations"
LETTER_COUNTRIES = {"US", "CA", "MX", "PH", "CL", "CO", "CR", "GT", "PA", "PR", "VE", "DO", "SV", "NI"}
"""Where paper is Letter size (CLDR); A4 everywhere else."""


@functools.cache
def translations(language: str) -> NullTranslations:
    return Translations.load(str(FOLDER), [language.replace("-", "_")])


def marked(words: str) -> str:
    """Words that are kept as they are and translated where they are shown: `make strings` finds them by this."""
    return words


def locale_of(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


def local_day(at: dt.datetime, zone: str) -> dt.date:
    """The date in `zone` at this instant."""
    return at.astimezone(zoneinfo.ZoneInfo(zone)).date()


def day_in_words(day: dt.date, language: str) -> str:
    return format_date(day, format="d MMMM y" if language.startswith("en") else "long", locale=locale_of(language))


def instant_in_words(at: dt.datetime, zone: str, language: str) -> str:
    """`4 December 2026, 14:05 CET`: the zone stands beside the time, since two people may read it in two places."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    time = format_datetime(local, format="HH:mm", tzinfo=local.tzinfo, locale=locale_of(language))
    return f"{day_in_words(local.date(), language)}, {time} {local.tzname() or zone}"


def paper_size(language: str, zone: str) -> str:
    """`letter` or `a4`, by the country of the language if it names one, else by whether the zone is in North America."""
    territory = locale_of(language).territory
    if territory:
        return "letter" if territory in LETTER_COUNTRIES else "a4"
    return "letter" if zone.startswith(("America/", "US/", "Canada/")) else "a4"
