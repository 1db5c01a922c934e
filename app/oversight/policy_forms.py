"""What an administrator types about the institution's policy."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice

from app.equivalents.reading import providers
from app.errors import Invalid
from app.oversight.rule_forms import BasedForm, parts, ticks
from app.requirements.shapes import Policy, RefusedVersion
from app.web.fields import text_field, words_field

STRICTER = re.compile(r"([a-z0-9-]+)\s*[:=]?\s+([0-9]{1,3})|([a-z0-9-]+)[:=]([0-9]{1,3})")
REFUSED = re.compile(r"([a-z0-9-]+)\s+(\S+)\s+(?:from\s+)?([0-9]{4}-[0-9]{2}-[0-9]{2})")
MOST_DAYS = 6


class PolicyForm(BasedForm):
    anniversary_counts = BooleanField(_("Training of 3 June still covers 3 June a year later"), widget=GovCheckboxInput())
    warn_days = text_field(
        _("Days before something lapses on which people are told"), _("Apart by commas, six at the most: 60, 30, 7.")
    )
    stricter = words_field(_("A shorter window for a sponsor"), _("One a line: the sponsor, then months, as nsf 6."))
    any_provider = BooleanField(_("Whatever a reviewer has accepted counts"), widget=GovCheckboxInput())
    equivalents = ticks(_("Otherwise only training by"), _("Without the tick above. None: no training from elsewhere counts."))
    refused = words_field(
        _("Versions of courses that count no longer"),
        _("One a line: course, version and first day on which it does not count, as research-security 1.2 2027-01-01."),
    )

    def __init__(self, policy: Policy, *, based_on: int | None) -> None:
        super().__init__(
            data={
                "based_on": str(based_on or ""),
                "anniversary_counts": policy.anniversary_counts,
                "warn_days": ", ".join(map(str, policy.warn_days)),
                "stricter": "\n".join(f"{sponsor} {months}" for sponsor, months in policy.stricter_months.items()),
                "any_provider": "any" in policy.equivalents,
                "equivalents": [one for one in policy.equivalents if one != "any"],
                "refused": "\n".join(f"{one.course} {one.label} {one.from_on}" for one in policy.refused_versions),
            }
        )
        self.equivalents.choices = [SelectChoice(one.slug, one.name) for one in providers().values()]

    def read(self, sponsors: Iterable[str]) -> Policy:
        """`sponsors` are those that have a rule. Raises `Invalid` with the field at fault."""
        return Policy(
            anniversary_counts=self.anniversary_counts.data,
            warn_days=_days(self.warn_days.data),
            stricter_months=_stricter(self.stricter.data, set(sponsors)),
            equivalents=["any"] if self.any_provider.data else sorted(self.equivalents.data),
            refused_versions=_refused(self.refused.data),
        )


def _days(text: str) -> list[int]:
    found = parts(text)
    if len(found) > MOST_DAYS or not all(one.isdecimal() and 0 < int(one) <= 366 for one in found):
        raise Invalid("Write whole numbers of days from 1 to 366, apart by commas, six at the most", field="warn_days")
    return sorted({int(one) for one in found}, reverse=True)


def _stricter(text: str, sponsors: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in _lines(text):
        read = STRICTER.fullmatch(line.lower())
        if read is None:
            raise Invalid("“%(line)s” is not a sponsor and months: write it as nsf 6", field="stricter", line=line)
        sponsor, months = (read[1], read[2]) if read[1] else (read[3], read[4])
        known = ", ".join(sorted(sponsors))
        if sponsor not in sponsors:
            raise Invalid(
                "No rule is of a sponsor %(sponsor)s. Known are: %(known)s.", field="stricter", sponsor=sponsor, known=known
            )
        if not 1 <= int(months) <= 120:
            raise Invalid("A window has from 1 to 120 months", field="stricter")
        found[sponsor] = int(months)
    return found


def _refused(text: str) -> list[RefusedVersion]:
    return [_refused_one(line) for line in _lines(text)]


def _refused_one(line: str) -> RefusedVersion:
    read = REFUSED.fullmatch(line)
    try:
        day: Any = dt.date.fromisoformat(read[3]) if read else None
    except ValueError:
        day = None
    if read is None or day is None:
        raise Invalid(
            "“%(line)s” is not a course, version and day: write it as research-security 1.2 2027-01-01",
            field="refused",
            line=line,
        )
    return RefusedVersion(course=read[1], label=read[2], from_on=day)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
