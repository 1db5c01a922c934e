"""What a report is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import ValidationError

from app.accounts.models import Unit
from app.oversight.forms import NO_TOKEN, DayField, ListField, unit_choices
from app.oversight.wording import AFFILIATIONS

BY: dict[str, LazyString] = {
    "unit": _("Unit"),
    "affiliation": _("Role at the institution"),
    "sponsor": _("Sponsor"),
    "course": _("Course"),
}
KNOWN: dict[str, LazyString] = {"now": _("As known today"), "then": _("As known then")}
PEOPLE: dict[str, LazyString] = {"": _("Who is here on that day"), "left": _("Also who has left")}
STATE_WORDS: dict[str, LazyString] = {
    "missing": _("Missing"),
    "expired": _("Expired"),
    "lapses": _("Lapses soon"),
    "covered": _("Covered"),
}


class ReportFilter(FlaskForm):
    by = ListField(_("Counted by"), default="unit")
    demand = ListField(_("Measured by"))
    on = DayField(_("As of"))
    known = ListField(_("From what is on record"), default="now")
    unit = ListField(_("Unit"), default="")
    people = ListField(_("People"), default="")

    def __init__(self, formdata: Any, units: list[Unit], demands: Iterable[tuple[str, Any]], *, today: dt.date) -> None:
        offered = list(demands)
        super().__init__(formdata, meta=NO_TOKEN, data={"on": today, "demand": offered[0][0] if offered else ""})
        self.by.offer(BY.items())
        self.demand.offer(offered)
        self.known.offer(KNOWN.items())
        self.unit.offer(unit_choices(units), _("All units"))
        self.people.choices = []
        self.people.offer(PEOPLE.items())
        self._today = today
        if not self.on.raw_data:
            self.on.data = today

    def validate_on(self, field: DayField) -> None:
        if field.data and field.data > self._today:
            raise ValidationError(gettext("That day has not come: choose today or earlier"))


class PeopleReportFilter(ReportFilter):
    affiliation = ListField(_("Role at the institution"), default="")
    state = ListField(_("State"), default="")

    def __init__(self, formdata: Any, units: list[Unit], demands: Iterable[tuple[str, Any]], *, today: dt.date) -> None:
        super().__init__(formdata, units, demands, today=today)
        self.affiliation.offer(AFFILIATIONS.items(), _("All roles"))
        self.state.offer(STATE_WORDS.items(), _("All states"))
