"""What staff type about checks and teams."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovTextArea
from wtforms import TextAreaField, ValidationError

from app.accounts.models import Unit
from app.oversight.forms import Choices, DayField, ListField, text_field, unit_choices
from app.requirements.wording import EVENT_WORDS

PEOPLE_HINT = _(
    "One on each line: a name, an address, an ORCID iD or an employee number. After it, if you like, apart by semicolons: role; "
    "employer; joined on; starts on."
)

AWARD_END = _("Its last day, or that of the final report. Names stay on record for years after it; empty: without end.")


def people_field() -> TextAreaField:
    return TextAreaField(
        _("People"), widget=GovTextArea(), description=PEOPLE_HINT, render_kw={"rows": "8", "spellcheck": "false"}
    )


def day_needed(field: DayField) -> None:
    if not field.data and not field.process_errors:
        raise ValidationError(gettext("Write the day, as 2026-12-04"))


def event_choices() -> list[tuple[str, str]]:
    return [(event, gettext(words)) for event, words in EVENT_WORDS.items()]


class CheckForm(FlaskForm):
    sponsor = ListField(_("Sponsor"))
    event = ListField(_("What for"), default="proposal")
    on = DayField(_("On which day"), description=_("The day of the submission, or of the start of work."))
    due_on = DayField(_("The sponsor’s deadline"), description=_("Only where it is another day. Some rules ask of it."))
    people = people_field()
    file = FileField(_("Or a file"), widget=GovFileInput(), description=_("CSV or XLSX; its first line names the columns."))

    def __init__(self, sponsors: Choices, **given: Any) -> None:
        super().__init__(**given)
        self.sponsor.offer(sponsors)
        self.event.offer(event_choices())

    def validate_on(self, field: DayField) -> None:
        day_needed(field)

    def validate_due_on(self, field: DayField) -> None:
        if field.data and self.on.data and field.data < self.on.data:
            raise ValidationError(gettext("The deadline lies before the day of the event"))


class TeamForm(FlaskForm):
    title = text_field(_("Name of the team"), _("The title of the proposal will do."))
    sponsor = ListField(_("Sponsor"))
    reference = text_field(_("Number"), _("The sponsor’s or your own, if there is one."))
    unit = ListField(_("Unit"), description=_("Its officers see the team."))
    ends_on = DayField(_("End of the award"), description=AWARD_END)
    people = people_field()

    def __init__(self, sponsors: Choices, units: list[Unit], *, unit_needed: bool, **given: Any) -> None:
        super().__init__(**given)
        self.sponsor.offer(sponsors)
        self.unit.offer(unit_choices(units), None if unit_needed else _("The whole institution"))


class TeamFactsForm(FlaskForm):
    """What may be put right at any time."""

    title = text_field(_("Name of the team"))
    reference = text_field(_("Number"), _("The sponsor’s or your own, if there is one."))
    ends_on = DayField(_("End of the award"), description=AWARD_END)

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix="about_", data=given)


class TeamPeopleForm(FlaskForm):
    people = people_field()
    from_on = DayField(_("On the team from"))

    def __init__(self, *, today: dt.date) -> None:
        super().__init__(prefix="add_", data={"from_on": today})

    def validate_from_on(self, field: DayField) -> None:
        day_needed(field)


class EventForm(FlaskForm):
    event = ListField(_("What for"))
    on = DayField(_("On which day"))
    due_on = DayField(_("The sponsor’s deadline"), description=_("Only where it is another day."))

    def __init__(self) -> None:
        super().__init__(prefix="event_")
        self.event.offer(event_choices())

    def validate_on(self, field: DayField) -> None:
        day_needed(field)

    def validate_due_on(self, field: DayField) -> None:
        if field.data and self.on.data and field.data < self.on.data:
            raise ValidationError(gettext("The deadline lies before the day of the event"))


class LeavingForm(FlaskForm):
    until_on = DayField(_("Last day on the team"))

    def __init__(self, *, today: dt.date) -> None:
        super().__init__(data={"until_on": today})

    def validate_until_on(self, field: DayField) -> None:
        day_needed(field)


class GuestForm(FlaskForm):
    name = text_field(_("Name"), _("The person can correct it."))
    address = text_field(_("Mail address"))
    unit = ListField(_("Unit that works with the guest"), description=_("Its officers see the guest among their people."))

    def __init__(self, units: list[Unit], *, unit_needed: bool, **given: Any) -> None:
        super().__init__(**given)
        self.unit.offer(unit_choices(units), None if unit_needed else _("No unit"))


class WhoForm(FlaskForm):
    who = text_field(_("Who it is"), _("An address, an ORCID iD or an employee number."))
