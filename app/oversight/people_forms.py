"""What staff type about the roster, units, merges, guests and assignments to many."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput
from wtforms import ValidationError

from app.accounts.models import Unit
from app.oversight.forms import NO_TOKEN, Choices, DayField, ListField, needs_future, reason_field, text_field, unit_choices
from app.oversight.wording import AFFILIATIONS
from app.records.obliging import MOST_DAYS

WAYS = {
    "once": _("Who fits today, once"),
    "standing": _("Who fits today, and whoever joins later"),
    "newcomers": _("Only who joins from today on"),
}
HANDED = {"mail": _("By mail"), "copy": _("I give the link away myself")}
BECAUSE = _("The learner reads it: you are named on the proposal that goes out on 15 December.")


class RosterForm(FlaskForm):
    file = FileField(_("CSV or XLSX file"), widget=GovFileInput())


class UnitNameForm(FlaskForm):
    name = text_field(_("Name"))


class UnitPlaceForm(FlaskForm):
    parent = ListField(_("Below"))

    def __init__(self, units: list[Unit], *, present: str = "", is_fresh: bool = False) -> None:
        """`is_fresh`: shows where the unit is now, whatever was sent."""
        super().__init__(**({"formdata": None} if is_fresh else {}), data={"parent": present})
        self.parent.offer(unit_choices(units), _("At the top"))


class OtherForm(FlaskForm):
    """Whom to merge with; it only asks."""

    other = text_field(_("Address of the other record"), _("Any address under which that record is known."))

    def __init__(self, formdata: Any) -> None:
        super().__init__(formdata, meta=NO_TOKEN)


class MergeForm(FlaskForm):
    reason = reason_field()


class LinkForm(FlaskForm):
    """A course for one person, and how the link gets there."""

    course = ListField(_("Course"))
    because = text_field(_("Why"), BECAUSE)
    way = ListField(_("How the link gets there"))

    def __init__(self, courses: Choices, *, prefix: str = "") -> None:
        super().__init__(prefix=prefix)
        self.course.offer(courses)
        self.way.offer(HANDED.items())


class GuestForm(LinkForm):
    name = text_field(_("Name"), _("The person can correct it."))
    address = text_field(_("Mail address"))
    unit = ListField(_("Unit that works with the guest"))
    due_on = DayField(_("Due by"), description=_("The last day. Empty: no date."))

    def __init__(self, courses: Choices, units: list[Unit], *, unit_needed: bool, today: dt.date) -> None:
        super().__init__(courses)
        self.unit.offer(unit_choices(units), None if unit_needed else _("No unit"))
        self._today = today

    def validate_due_on(self, field: DayField) -> None:
        needs_future(field, self._today)


class DutyForm(FlaskForm):
    """An assignment to many. All that is chosen must hold."""

    course = ListField(_("Course"))
    unit = ListField(_("Unit"), description=_("With all units below it."), default="")
    affiliation = ListField(_("What the person is there"), default="")
    team = ListField(_("Team"), default="")
    sponsor = ListField(_("Everyone on a team for"), default="")
    way = ListField(_("Whom it reaches"), default="once")
    due_on = DayField(_("Due by"), description=_("The last day. Empty: no date, or the days below."))
    due_days = text_field(_("Or so many days after joining"), _("Who is there already has as many days from today."))
    because = text_field(_("Why"), BECAUSE)

    def __init__(self, courses: Choices, units: list[Unit], teams: Choices, sponsors: Choices, *, unit_needed: bool) -> None:
        super().__init__()
        self.course.offer(courses)
        self.unit.offer(unit_choices(units), None if unit_needed else _("The whole institution"))
        self.affiliation.offer(AFFILIATIONS.items(), _("Anything"))
        self.team.offer(teams, _("No team in particular"))
        self.sponsor.offer(sponsors, _("No sponsor in particular"))
        self.way.offer(WAYS.items())

    @property
    def days(self) -> int | None:
        return int(self.due_days.data) if self.due_days.data else None

    def validate_due_days(self, field: Any) -> None:
        if field.data and not (field.data.isascii() and field.data.isdigit() and 1 <= int(field.data[:9]) <= MOST_DAYS):
            raise ValidationError(gettext("Write a number of days from 1 to %(most)s", most=MOST_DAYS))
        if field.data and self.due_on.data:
            raise ValidationError(gettext("Give a day or a number of days, not both"))
