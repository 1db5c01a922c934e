"""What people type to come in. The words of a complaint come from the rules of `accounts`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from babel import Locale
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextInput
from wtforms import EmailField, Field, HiddenField, PasswordField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.accounts.addressing import clean_address, clean_name
from app.accounts.passwords import check_password
from app.entry.zones import zone_choices
from app.errors import Conflict, Invalid
from app.web.languages import said
from app.web.requests import settings


class AddressInput(GovTextInput):
    input_type = "email"


class SecretInput(GovTextInput):
    """Never shows again what was typed."""

    input_type = "password"

    def __call__(self, field: Field, **kwargs: Any) -> Any:
        return super().__call__(field, **{**kwargs, "value": ""})


def follows(rule: Callable[[str], str]) -> Callable[[FlaskForm, Field], None]:
    """A validator that keeps what `rule` makes of the text, or complains in its words."""

    def check(_form: FlaskForm, field: Field) -> None:
        try:
            field.data = rule(field.data or "")
        except Invalid as error:
            raise ValidationError(said(error)) from None

    return check


def _given(_form: FlaskForm, field: Field) -> None:
    if not field.data:
        raise ValidationError(gettext("Type your password"))


def name_field() -> StringField:
    return StringField(
        _("Name"),
        [follows(clean_name)],
        widget=GovTextInput(),
        description=_("As it should stand on certificates."),
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )


def address_field(label: str, hint: str = "", autocomplete: str = "username") -> EmailField:
    words = {"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"}
    return EmailField(label, [follows(clean_address)], widget=AddressInput(), description=hint, render_kw=words)


def new_password_field(label: str) -> PasswordField:
    hint = _("At least 12 characters. Three or four words that do not belong together are good.")
    return PasswordField(label, widget=SecretInput(), description=hint, render_kw={"autocomplete": "new-password"})


def present_password_field() -> PasswordField:
    words = {"autocomplete": "current-password"}
    return PasswordField(_("Present password"), [_given], widget=SecretInput(), render_kw=words)


def zone_field() -> SelectField:
    return SelectField(_("Time zone"), widget=GovSelect(), description=_("Dates and times are shown in it."))


class NewPasswordForm(FlaskForm):
    """`about`: what must not stand in the password, besides what the form itself asks for."""

    about: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        asked = [self[name].data or "" for name in ("name", "address") if name in self]
        try:
            check_password(field.data or "", about=[*asked, *self.about, settings().institution])
        except Invalid as error:
            raise ValidationError(said(error)) from None


class RegisterForm(NewPasswordForm):
    name = name_field()
    address = address_field(_("Mail address"), _("We send a letter to it. It is also what you sign in with."))
    password = new_password_field(_("Password"))
    zone = zone_field()
    next = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone.choices = zone_choices(also=settings().zone)


class SignInForm(FlaskForm):
    """`kept` is the code of a form that waits; it is not called `held`, which would mark that form as saved."""

    address = address_field(_("Mail address"))
    password = PasswordField(_("Password"), [_given], widget=SecretInput(), render_kw={"autocomplete": "current-password"})
    next = HiddenField()
    kept = HiddenField()


class WhoForm(FlaskForm):
    """The first question where providers are configured: the address says who recognises the person."""

    address = address_field(
        _("Mail address"), _("It tells where you are recognised: by your institution's sign-on, or by a password here.")
    )
    next = HiddenField()
    kept = HiddenField()


class MailboxForm(FlaskForm):
    address = address_field(_("Mail address"), _("A letter goes to it. Records and certificates are kept under it."), "email")


class LinkForm(FlaskForm):
    """The present password is asked of whoever has one."""

    present_password = present_password_field()
    provider = HiddenField()


def code_field() -> StringField:
    words = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    hint = _("The six figures your app shows now.")
    return StringField(_("Code"), widget=GovTextInput(), description=hint, filters=[_or_empty], render_kw=words)


def device_field(name: str, hint: str) -> StringField:
    """Filled in beforehand: most have one device, and need not think of a name."""
    return StringField(_("Name"), [follows(_device_name)], default=name, widget=GovTextInput(), description=hint)


def _device_name(text: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > 60:
        raise Invalid("Give it a name of at most 60 characters, so that you know it again")
    return words


def _or_empty(value: str | None) -> str:
    return (value or "").replace("\0", "").strip()


class AppForm(FlaskForm):
    name = device_field(_("My phone"), _("So that you know the device again."))
    typed = code_field()


class KeyForm(FlaskForm):
    name = device_field(_("My passkey"), _("So that you know it again: the key on my ring, my laptop."))
    credential = HiddenField()


class ProveForm(FlaskForm):
    """One of the two fields is filled in, or a script sends what the browser's passkey said."""

    typed = code_field()
    recovery = StringField(
        _("Recovery code"),
        widget=GovTextInput(),
        description=_("Sixteen characters. Spaces do not matter."),
        filters=[_or_empty],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )
    credential = HiddenField()
    next = HiddenField()


class ConfirmForm(FlaskForm):
    present_password = present_password_field()
    next = HiddenField()


class ForgottenForm(FlaskForm):
    address = address_field(_("Mail address"))


class ButtonForm(FlaskForm):
    """Nothing to type: one press."""


class InvitedForm(NewPasswordForm):
    name = name_field()
    password = new_password_field(_("Password"))


class ResetForm(NewPasswordForm):
    password = new_password_field(_("New password"))


class NameForm(FlaskForm):
    name = name_field()


class AddressForm(FlaskForm):
    address = address_field(_("New mail address"), _("A letter goes to it. Until you confirm, the present one counts."), "email")
    present_password = present_password_field()


class PasswordForm(NewPasswordForm):
    present_password = present_password_field()
    password = new_password_field(_("New password"))


class PreferencesForm(FlaskForm):
    language = SelectField(_("Language"), widget=GovSelect(), description=_("Of pages and letters, where a translation exists."))
    zone = zone_field()

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, zone=zone, **kwargs)
        self.zone.choices = zone_choices(also=zone)
        self.language.choices = [SelectChoice(code, language_name(code)) for code in settings().languages]


def language_name(code: str) -> str:
    """In that language itself."""
    name = Locale.parse(code.replace("-", "_")).get_display_name() or code
    return name[:1].upper() + name[1:]


def present_language() -> str:
    return str(get_locale() or settings().languages[0])


def blame(form: FlaskForm, error: Invalid | Conflict) -> None:
    """Puts a rule's complaint beside its field, or above the form."""
    name = error.field if isinstance(error, Invalid) else None
    field = form[name] if name and name in form else None
    if field is None:
        form.form_errors.append(said(error))
    else:
        field.errors = [*field.errors, said(error)]
