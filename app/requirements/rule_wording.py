"""What a rule says, in words for whoever reads it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.languages import day_in_words, translations
from app.requirements.shapes import SponsorRule


def _(words: str) -> str:
    """Marks words for translation; what reads them translates."""
    return words


FIELDS = {
    "kind": _("Kind"),
    "sponsor": _("Short name of the sponsor"),
    "name": _("Name of the sponsor"),
    "title": _("The rule"),
    "status": _("Status"),
    "in_force_from": _("In force from"),
    "in_force_until": _("In force until"),
    "applies_by": _("Which day decides whether it applies"),
    "window_months": _("Not older than, in months"),
    "event": _("Asked before"),
    "events": _("Events"),
    "people": _("Who"),
    "everyone": _("Everybody on the award"),
    "covered_roles": _("Roles it covers"),
    "exempt_roles": _("Roles it does not ask"),
    "joiners_days": _("Days for who joins"),
    "per": _("Given"),
    "topics": _("Topics"),
    "courses": _("Courses that count"),
    "equivalents": _("Training from elsewhere"),
    "attestation": _("Another employer's word counts"),
    "person_certifies": _("The person certifies"),
    "institution_certifies": _("The institution certifies"),
    "source_title": _("Source"),
    "source_address": _("Address of the source"),
    "checked_on": _("Last checked"),
    "open_points": _("Still open"),
}


def status_of(rule: SponsorRule, on: dt.date, language: str) -> tuple[str, str, str]:
    """How it stands on a day: which shape, the word, and since or until when."""
    _ = translations(language).gettext
    first, last = day_in_words(rule.in_force_from, language), rule.in_force_until
    if rule.status == "delayed":
        return "lapses", _("Delayed"), _("holds on no day; %(day)s was named") % {"day": first}
    if rule.status == "withdrawn" and last and last < rule.in_force_from:
        return "expired", _("Withdrawn"), _("before it ever held")
    if rule.status == "withdrawn" and last:
        return "expired", _("Withdrawn"), _("holds until %(day)s") % {"day": day_in_words(last, language)}
    if on < rule.in_force_from:
        return "joiner", _("Announced"), _("in force from %(day)s") % {"day": first}
    if last and last < on:
        return "expired", _("Over"), _("since %(day)s") % {"day": day_in_words(last, language)}
    if last:
        return "covered", _("In force"), _("until %(day)s") % {"day": day_in_words(last, language)}
    return "covered", _("In force"), _("since %(day)s") % {"day": first}


def changes_between(before: SponsorRule, after: SponsorRule, language: str) -> list[tuple[str, str, str]]:
    """What differs: the field, what it said, what it says."""
    translated = translations(language).gettext
    return [
        (translated(words), plainly(getattr(before, name), language), plainly(getattr(after, name), language))
        for name, words in FIELDS.items()
        if getattr(before, name) != getattr(after, name)
    ]


def plainly(value: Any, language: str) -> str:
    _ = translations(language).gettext
    if value is None or value == []:
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return day_in_words(value, language)
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return str(value)
