"""What staff type. The fields that every journey shares are in `web.fields`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import ValidationError

from app.accounts.models import Unit
from app.oversight.wording import AFFILIATIONS, ROLES
from app.web.fields import Choices as Choices
from app.web.fields import DayField as DayField
from app.web.fields import ListField as ListField
from app.web.fields import blame as blame
from app.web.fields import needs_day as _needs_day
from app.web.fields import reason_field as reason_field
from app.web.fields import text_field as text_field
from app.web.fields import words_field

NO_TOKEN = {"csrf": False}
"""For forms that only ask: they change nothing."""


def needs_future(field: DayField, today: dt.date) -> None:
    if field.data and field.data < today:
        raise ValidationError(gettext("The date lies in the past: choose today or later"))


class PeopleFilter(FlaskForm):
    words = text_field(_("Name or address"))
    unit = ListField(_("Unit"), default="")

    def __init__(self, formdata: Any, units: list[Unit]) -> None:
        super().__init__(formdata, meta=NO_TOKEN)
        self.unit.offer(unit_choices(units), _("All units"))


class CompletionsFilter(FlaskForm):
    words = text_field(_("Name or address"))
    course = ListField(_("Course"), default="")
    unit = ListField(_("Unit"), default="")
    since = DayField(_("From"))
    until = DayField(_("Until"))
    state = ListField(_("State"), default="")
    kind = ListField(_("Kind"), default="")

    def __init__(self, formdata: Any, units: list[Unit], courses: Choices) -> None:
        super().__init__(formdata, meta=NO_TOKEN)
        self.unit.offer(unit_choices(units), _("All units"))
        self.course.offer(courses, _("All courses"))
        self.state.offer([("standing", _("Standing")), ("voided", _("Voided"))], _("Standing and voided"))
        self.kind.offer([("elsewhere", _("Accepted from elsewhere"))], _("Completed here"))

    def validate_until(self, field: DayField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(gettext("The last day lies before the first one"))


class AuditFilter(FlaskForm):
    words = text_field(_("Name or address"), _("Of who did it, or whom it is about."))
    action = ListField(_("Action"), default="")

    def __init__(self, formdata: Any, actions: Choices) -> None:
        super().__init__(formdata, meta=NO_TOKEN)
        self.action.offer(actions, _("All actions"))


class ReasonForm(FlaskForm):
    reason = reason_field()


class InviteForm(FlaskForm):
    name = text_field(_("Name"), _("The person can correct it."))
    address = text_field(_("Mail address"))
    unit = ListField(_("Unit"))
    affiliation = ListField(_("What the person is there"))

    def __init__(self, units: list[Unit], *, unit_needed: bool) -> None:
        super().__init__()
        self.unit.offer(unit_choices(units), None if unit_needed else _("No unit yet"))
        self.affiliation.offer(AFFILIATIONS.items())


class AssignForm(FlaskForm):
    course = ListField(_("Course"))
    due_on = DayField(_("Due by"), description=_("The last day. Empty: no date."))
    because = text_field(_("Why"), _("The learner reads it: you are named on the proposal that goes out on 15 December."))

    def __init__(self, courses: Choices, *, today: dt.date) -> None:
        super().__init__(prefix="assign_")
        self.course.offer(courses)
        self._today = today

    def validate_due_on(self, field: DayField) -> None:
        needs_future(field, self._today)


class ExcuseForm(FlaskForm):
    assignment = ListField(_("Assignment"))
    reason = reason_field()

    def __init__(self, assignments: Choices) -> None:
        super().__init__(prefix="excuse_")
        self.assignment.offer(assignments)


class AskAgainForm(FlaskForm):
    """An excuse that holds no longer."""

    assignment = ListField(_("Excused from"))
    due_on = DayField(_("Due by"), description=_("The last day. Empty: no date."))
    reason = reason_field()

    def __init__(self, assignments: Choices, *, today: dt.date) -> None:
        super().__init__(prefix="again_")
        self.assignment.offer(assignments)
        self._today = today

    def validate_due_on(self, field: DayField) -> None:
        needs_future(field, self._today)


class GrantForm(FlaskForm):
    role = ListField(_("Role"))
    unit = ListField(_("Unit"), description=_("The role holds in it and below. An officer needs one."))
    teams = words_field(
        _("Awards"),
        _(
            "For an auditor of single awards, who then sees nothing else: on each line a team's number or name. "
            "Write a part of it and you are told which names come near."
        ),
    )
    module = ListField(_("Module"), description=_("For an instructor of one module only."))
    ends_on = DayField(_("Last day"), description=_("Empty: until it is withdrawn. An auditor needs one."))

    def __init__(self, units: list[Unit], modules: Choices) -> None:
        super().__init__(prefix="grant_")
        self.role.offer(ROLES.items())
        self.unit.offer(unit_choices(units), _("The whole institution"))
        self.module.offer(modules, _("All modules"))


class JoinForm(FlaskForm):
    unit = ListField(_("Unit"))
    affiliation = ListField(_("What the person is there"))
    from_on = DayField(_("First day"))

    def __init__(self, units: list[Unit], *, today: dt.date) -> None:
        super().__init__(prefix="join_", data={"from_on": today})
        self.unit.offer(unit_choices(units))
        self.affiliation.offer(AFFILIATIONS.items())

    def validate_from_on(self, field: DayField) -> None:
        _needs_day(field)


class LinkForm(FlaskForm):
    provider = ListField(_("Sign-on"))
    subject = text_field(
        _("Subject"), _("Exactly as the provider gives it: the number or name that stays when an address changes.")
    )
    reason = reason_field()

    def __init__(self, providers: Choices) -> None:
        super().__init__(prefix="link_")
        self.provider.offer(providers)


class LeaveForm(FlaskForm):
    unit = ListField(_("Unit"))
    until_on = DayField(_("Last day"))

    def __init__(self, units: Choices, *, today: dt.date) -> None:
        super().__init__(prefix="leave_", data={"until_on": today})
        self.unit.offer(units)

    def validate_until_on(self, field: DayField) -> None:
        _needs_day(field)


class UnitForm(FlaskForm):
    name = text_field(_("Name"))
    slug = text_field(_("Short name"), _("In small letters, figures and hyphens, as school-of-physics. It never changes."))
    parent = ListField(_("Below"))

    def __init__(self, units: list[Unit]) -> None:
        super().__init__()
        self.parent.offer(unit_choices(units), _("At the top"))


def unit_choices(units: list[Unit]) -> list[tuple[str, str]]:
    """Indented as they lie below one another."""
    least = min((unit.path.count("/") for unit in units), default=0)
    return [(unit.slug, "\u2003" * (unit.path.count("/") - least) + unit.name) for unit in units]
