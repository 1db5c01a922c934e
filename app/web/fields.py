"""Fields that forms of every journey share, and the complaints of rules put beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovTextArea, GovTextInput
from wtforms import DateField, Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.documents.days import read_day
from app.errors import Conflict, Invalid
from app.web.languages import said

Choices = Iterable[tuple[str, Any]]
YEARS = range(1990, 2101)


class DayInput(GovTextInput):
    """A calendar where the browser has one. What is no date is shown again as it was typed."""

    def __call__(self, field: Field, **kwargs: Any) -> Any:
        return super().__call__(field, **{**kwargs, "type": "text" if field.errors else "date"})


class DayField(DateField):
    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, widget=DayInput(), **kwargs)  # type: ignore[no-untyped-call]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not "".join(valuelist).strip():
            return
        try:
            self.data = read_day(valuelist[0], years=YEARS)
        except Invalid as error:
            raise ValueError(said(error)) from None


class ListField(SelectField):
    """One of what is offered."""

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, widget=GovSelect(), **kwargs)  # type: ignore[no-untyped-call]

    def offer(self, choices: Choices, empty: Any = None) -> None:
        first = [SelectChoice("", empty)] if empty is not None else []
        self.choices = first + [SelectChoice(value, words) for value, words in choices]

    def pre_validate(self, form: Any) -> None:
        if self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(gettext("Choose one from the list"))


def text_field(label: Any, hint: Any = "") -> StringField:
    return StringField(label, widget=GovTextInput(), description=hint, filters=[or_empty])


def words_field(label: Any, hint: Any = "", *, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, widget=GovTextArea(), description=hint, render_kw={"rows": str(rows)}, filters=[or_empty])


def file_field(label: Any, hint: Any = "", *, accept: str = "") -> FileField:
    """The browser offers what `accept` names; what a file is says only its content."""
    return FileField(label, widget=GovFileInput(), description=hint, render_kw={"accept": accept} if accept else {})


def reason_field() -> TextAreaField:
    return words_field(_("Why"), _("One sentence. It stays on record, with your name and the time."))


def or_empty(value: str | None) -> str:
    return (value or "").replace("\0", "").strip()


def blame(form: FlaskForm, error: Invalid | Conflict) -> None:
    """Puts a rule's complaint beside its field, or above the form."""
    name = error.field if isinstance(error, Invalid) else None
    if name and name in form:
        form[name].errors = [*form[name].errors, said(error)]
    else:
        form.form_errors.append(said(error))


def needs_day(field: DayField) -> None:
    if not field.data and not field.process_errors:
        raise ValidationError(gettext("Write the day, as 2026-12-04"))


def chosen_bytes(field: FileField, most: int) -> bytes | None:
    """What was chosen, one byte past `most` at the longest; None where nothing was."""
    return field.data.stream.read(most + 1) if field.data else None


def ask_for_file_again(field: FileField) -> None:
    """After a refusal: what was typed stays in the form, a file cannot."""
    if field.data and not field.errors:
        field.errors = [*field.errors, gettext("Choose the file again: a page cannot keep it")]
