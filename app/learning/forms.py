"""What a learner types about training from elsewhere."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField, StringField, ValidationError

from app.equivalents.examining import LARGEST, LARGEST_WORDS, examine
from app.equivalents.reading import providers
from app.equivalents.shapes import EMPLOYER, Evidence, Given, Kind
from app.requirements.certifying import Occasion
from app.web.fields import DayField, ListField, ask_for_file_again, chosen_bytes, file_field, needs_day, text_field, words_field

ACCEPT = ".pdf,.png,.jpg,.jpeg"
FILE_HINT = _("PDF, PNG or JPEG, %(size)s at the most. Only you and the reviewers can open it.", size=LARGEST_WORDS)


class BringForm(FlaskForm):
    provider = ListField(_("Who offered it"))
    title = text_field(_("The course"), _("As the certificate names it."))
    completed_on = DayField(_("Completed on"), description=_("The day on the certificate."))
    file = file_field(_("The certificate"), FILE_HINT, accept=ACCEPT)
    note = words_field(_("A note for the reviewer"), _("If you like: a code by which it can be checked, or another name on it."))

    def __init__(self) -> None:
        super().__init__()
        self.provider.offer([(one.slug, one.name) for one in providers().values()], _("Choose"))

    def validate_provider(self, field: ListField) -> None:
        if not field.data:
            raise ValidationError(gettext("Choose who offered the training"))

    def validate_title(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(gettext("Write the course as the certificate names it"))

    def validate_completed_on(self, field: DayField) -> None:
        needs_day(field)

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(gettext("Choose the certificate, as PDF, PNG or JPEG"))

    def given(self) -> Given:
        """Raises `Invalid` for a file that cannot be taken."""
        content = chosen_bytes(self.file, LARGEST)
        return Given(
            kind=Kind.COMPLETION,
            provider=self.provider.data,
            title=self.title.data,
            completed_on=self.completed_on.data,
            note=self.note.data,
            evidence=examine(content) if content is not None else None,
        )

    def ask_again(self) -> None:
        ask_for_file_again(self.file)


class AttestForm(FlaskForm):
    employer = text_field(_("The employer"), _("The university, company or institute that you work for."))
    title = text_field(_("Who says so"), _("The name and the office of the person there who answers for it."))
    completed_on = DayField(_("Said on"), description=_("The day of the letter or message."))
    file = file_field(_("The letter, if you have one"), FILE_HINT, accept=ACCEPT)
    note = words_field(_("A note for the reviewer"), _("If you like: what exactly they say, or how to reach them."))

    def validate_employer(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(gettext("Write the name of the employer"))

    def validate_title(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(gettext("Write who says so, and in what office"))

    def validate_completed_on(self, field: DayField) -> None:
        needs_day(field)

    def given(self) -> Given:
        """Raises `Invalid` for a file that cannot be taken."""
        content = chosen_bytes(self.file, LARGEST)
        return Given(
            kind=Kind.ATTESTATION,
            provider=EMPLOYER,
            title=self.title.data,
            employer=self.employer.data,
            completed_on=self.completed_on.data,
            note=self.note.data,
            evidence=examine(content) if content is not None else None,
        )

    def ask_again(self) -> None:
        ask_for_file_again(self.file)


class AnswerForm(FlaskForm):
    """To a reviewer's question."""

    words = words_field(_("Your answer"), _("The reviewer reads it, and it stays on record."))
    file = file_field(_("Another file, if one is needed"), FILE_HINT, accept=ACCEPT)

    def evidence(self) -> Evidence | None:
        """Raises `Invalid` for a file that cannot be taken."""
        content = chosen_bytes(self.file, LARGEST)
        return examine(content) if content is not None else None

    def ask_again(self) -> None:
        ask_for_file_again(self.file)


class TalentForm(FlaskForm):
    occasion = ListField(_("For whom"))
    is_so = BooleanField(_("I am not a party to a malign foreign talent recruitment programme"), widget=GovCheckboxInput())

    def __init__(self, occasions: list[Occasion]) -> None:
        super().__init__()
        self.occasion.offer([(one.key, occasion_words(one)) for one in occasions])

    def validate_is_so(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(gettext("Tick the box if it is so. If it is not, or you cannot tell, ask your office"))


def occasion_words(one: Occasion) -> str:
    if one.team:
        return str(gettext("%(sponsor)s, for the award “%(team)s”", sponsor=one.rule.sponsor, team=one.team))
    return str(gettext("%(sponsor)s, once for you", sponsor=one.rule.sponsor))
