"""What a reviewer types about training from elsewhere."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput
from wtforms import BooleanField, HiddenField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.catalogue.topics import TOPICS, topic_words
from app.equivalents.examining import LARGEST, LARGEST_WORDS, examine
from app.equivalents.reading import providers
from app.equivalents.shapes import EMPLOYER, Evidence, Given, Kind, State
from app.oversight.forms import NO_TOKEN
from app.requirements.certifying import Occasion
from app.web.fields import DayField, ListField, ask_for_file_again, chosen_bytes, file_field, needs_day, text_field, words_field
from app.web.filters import reader_locale

STATES = {
    State.WAITING: _("Waiting"),
    State.ASKED: _("Asked about"),
    State.ACCEPTED: _("Accepted"),
    State.REFUSED: _("Refused"),
}
ACCEPT = ".pdf,.png,.jpg,.jpeg"
FILE_HINT = _("PDF, PNG or JPEG, %(size)s at the most.", size=LARGEST_WORDS)


def topics_field(label: Any, hint: Any = "") -> SelectMultipleField:
    choices = [SelectChoice(topic, topic) for topic in TOPICS]
    return SelectMultipleField(label, widget=GovCheckboxesInput(), description=hint, choices=choices)


def name_topics(field: SelectMultipleField) -> None:
    """In the reader's language."""
    words = topic_words(str(reader_locale()))
    field.choices = [SelectChoice(topic, words[topic]) for topic in TOPICS]


class QueueFilter(FlaskForm):
    words = text_field(_("Name or address"))
    state = ListField(_("State"), default=State.WAITING)

    def __init__(self, formdata: Any) -> None:
        super().__init__(formdata, meta=NO_TOKEN)
        self.state.offer(STATES.items(), _("All"))


class DecideForm(FlaskForm):
    """`seen` is the id of the newest decision that the page showed, `answer_seen` that of the answer to it; empty where there was
    none."""

    topics = topics_field(_("Topics that it addressed"), _("They decide under which sponsors' rules it counts."))
    reason = words_field(_("What you say to the person"), _("Needed to refuse or to ask. It stays on record and is mailed."))
    seen = HiddenField()
    answer_seen = HiddenField()

    def __init__(self, topics: list[str], seen: int | None, answer_seen: int | None, **bound: Any) -> None:
        super().__init__(data={"topics": topics, "seen": str(seen or ""), "answer_seen": str(answer_seen or "")}, **bound)
        name_topics(self.topics)

    def validate_seen(self, field: HiddenField) -> None:
        if field.data and not field.data.isdecimal():
            raise ValidationError(gettext("Load the page again"))

    validate_answer_seen = validate_seen

    @property
    def seen_id(self) -> int | None:
        return int(self.seen.data) if self.seen.data else None

    @property
    def answer_id(self) -> int | None:
        return int(self.answer_seen.data) if self.answer_seen.data else None


class ProofForm(FlaskForm):
    """For somebody else: a certificate, or the word of that person's own employer."""

    kind = ListField(_("What it is"))
    provider = ListField(_("Who offered the training"))
    employer = text_field(_("The employer"), _("Only where an employer answers for its own person."))
    title = text_field(_("The course"), _("As the certificate names it; of an employer's word, who says so and in what office."))
    completed_on = DayField(_("Completed, or said, on"))
    file = file_field(_("The file"), FILE_HINT, accept=ACCEPT)
    note = words_field(_("A note"))
    at_once = BooleanField(_("Accept it now, with the topics below"), widget=GovCheckboxInput())
    topics = topics_field(_("Topics that it addressed"), _("Empty: those that the provider's course is known to address."))

    def __init__(self) -> None:
        super().__init__()
        kinds = {Kind.COMPLETION: _("Training completed elsewhere"), Kind.ATTESTATION: _("Another employer's word")}
        self.kind.offer(kinds.items())
        self.provider.offer([(one.slug, one.name) for one in providers().values()], _("Choose"))
        name_topics(self.topics)

    def given(self) -> Given:
        """Raises `Invalid` for a file that cannot be taken."""
        content, kind = chosen_bytes(self.file, LARGEST), Kind(self.kind.data)
        return Given(
            kind=kind,
            provider=self.provider.data if kind is Kind.COMPLETION else EMPLOYER,
            title=self.title.data,
            employer=self.employer.data if kind is Kind.ATTESTATION else "",
            completed_on=self.completed_on.data,
            note=self.note.data,
            evidence=examine(content) if content is not None else None,
            topics=tuple(self.topics.data) or None,
        )

    def ask_again(self) -> None:
        ask_for_file_again(self.file)


class AnswerForm(FlaskForm):
    """What the person answered to a reviewer's question, as an officer was told it."""

    words = words_field(_("What the person answered"), _("And how it reached you. It stays on record."))
    file = file_field(_("Another file, if one came"), FILE_HINT, accept=ACCEPT)

    def evidence(self) -> Evidence | None:
        """Raises `Invalid` for a file that cannot be taken."""
        content = chosen_bytes(self.file, LARGEST)
        return examine(content) if content is not None else None

    def ask_again(self) -> None:
        ask_for_file_again(self.file)


class ImportForm(FlaskForm):
    file = file_field(_("CITI's export"), _("CSV, 9 MB at the most. Its columns are read by their names."), accept=".csv,.txt")


class HandInForm(FlaskForm):
    """How lines of an import are handed in."""

    at_once = BooleanField(_("Accept them now, where the topics are known or ticked below"), widget=GovCheckboxInput())
    topics = topics_field(_("Topics that these courses addressed"), _("Empty: those that the provider's course is known for."))

    def __init__(self) -> None:
        super().__init__()
        name_topics(self.topics)


class RecordTalentForm(FlaskForm):
    occasion = ListField(_("For whom"))
    certified_on = DayField(_("Given on"))
    where_given = text_field(_("Where it was given"), _("The sponsor's own system, as Research.gov or SciENcv."))

    def __init__(self, occasions: list[Occasion]) -> None:
        super().__init__()
        self.occasion.offer([(one.key, f"{one.rule.sponsor}, {one.team}" if one.team else one.rule.sponsor) for one in occasions])

    def validate_certified_on(self, field: DayField) -> None:
        needs_day(field)
