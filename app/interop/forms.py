"""What staff type to make a token."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovSelect, GovTextInput
from wtforms import Field, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.access.principals import Principal, Scope
from app.accounts.models import Unit
from app.documents.days import read_day
from app.errors import Invalid
from app.interop.answering import OPERATIONS
from app.interop.wording import SCOPES
from app.tokens.reaching import PERMISSIONS
from app.web.languages import said


class DayInput(GovTextInput):
    """A calendar where the browser has one. What is no date is shown again as it was typed."""

    def __call__(self, field: Field, **kwargs: Any) -> Any:
        return super().__call__(field, **{**kwargs, "type": "text" if field.errors else "date"})


def _trimmed(value: str | None) -> str:
    return (value or "").replace("\0", "").strip()


class TokenForm(FlaskForm):
    name = StringField(
        _("Name"), widget=GovTextInput(), description=_("Which program reads with it: payroll export."), filters=[_trimmed]
    )
    scopes = SelectMultipleField(_("What it may read"), widget=GovCheckboxesInput())
    unit = SelectField(_("Unit"), widget=GovSelect(), description=_("It reads about this unit and those below."))
    ends_on = StringField(_("Last day"), widget=DayInput(), description=_("Within a year."), filters=[_trimmed])

    def __init__(self, maker: Principal, units: list[Unit], *, suggested: dt.date) -> None:
        super().__init__(data={"ends_on": suggested.isoformat(), "scopes": []})
        used = {one.scope for one in OPERATIONS}
        mine = [scope for scope in Scope if scope in used and maker.may(PERMISSIONS[scope])]
        self.scopes.choices = [SelectChoice(str(scope), SCOPES[scope]) for scope in mine]
        least = min((unit.path.count("/") for unit in units), default=0)
        indented = [SelectChoice(unit.slug, "\u2003" * (unit.path.count("/") - least) + unit.name) for unit in units]
        self.unit.choices = [SelectChoice("", gettext("As far as I reach")), *indented]

    @property
    def last_day(self) -> dt.date:
        """Raises `Invalid` for what is no day."""
        return read_day(self.ends_on.data, field="ends_on")

    def validate_scopes(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Choose what may be read with it"))


def blame(form: FlaskForm, error: Invalid) -> None:
    """Puts a rule's complaint beside its field, or above the form."""
    if error.field and error.field in form:
        form[error.field].errors = [*form[error.field].errors, said(error)]
    else:
        form.form_errors.append(said(error))
