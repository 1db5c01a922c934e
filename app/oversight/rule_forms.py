"""What an administrator types about rules and the policy. The rules of `requirements.shapes` judge it; their complaints are put
beside the fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput
from pydantic import ValidationError as Refused
from wtforms import BooleanField, HiddenField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.catalogue.topics import TOPICS, topic_words
from app.equivalents.reading import providers
from app.errors import Invalid
from app.requirements.reading import SLUG
from app.requirements.shapes import SponsorRule
from app.requirements.wording import EVENT_WORDS, ROLE_WORDS, event_words, role_words
from app.web.fields import DayField, ListField, needs_day, or_empty, reason_field, text_field, words_field
from app.web.filters import reader_locale

LISTS = ("courses", "equivalents")
TICKED = ("events", "covered_roles", "exempt_roles", "topics")
"""Fields without an order: ticking the same again is no change."""
OPTIONAL = ("in_force_until", "window_months", "joiners_days", "per", "person_certifies", "institution_certifies")
STATUSES = {
    "in force": _("In force"),
    "announced": _("Announced"),
    "delayed": _("Delayed: it holds on no day"),
    "withdrawn": _("Withdrawn: it holds until its last day"),
}


def ticks(label: Any, hint: Any = "", names: Iterable[str] = ()) -> SelectMultipleField:
    choices = [SelectChoice(name, name) for name in names]
    return SelectMultipleField(label, widget=GovCheckboxesInput(), description=hint, choices=choices)


class BasedForm(FlaskForm):
    """`based_on` is the version that was at hand when the form was shown; empty where there was none."""

    based_on = HiddenField()
    reason = reason_field()

    def validate_based_on(self, field: HiddenField) -> None:
        if field.data and not field.data.isdecimal():
            raise ValidationError(gettext("Load the page again"))

    @property
    def based_on_id(self) -> int | None:
        return int(self.based_on.data) if self.based_on.data else None


class RuleForm(BasedForm):
    slug = text_field(_("Short name of the rule"), _("In small letters, figures and hyphens, as nsf-talent. It never changes."))
    kind = ListField(_("What it asks for"))
    sponsor = text_field(_("Short name of the sponsor"), _("As NSF. Rules of one sponsor have the same."))
    name = text_field(_("Name of the sponsor"))
    title = text_field(_("The rule, as its notice names it"))
    status = ListField(_("Status"))
    in_force_from = DayField(_("In force from"))
    in_force_until = DayField(_("Last day"), description=_("Empty: no end is known."))
    applies_by = ListField(_("Which day decides whether it applies"))
    window_months = text_field(_("Training is not older than, in months"), _("Empty: once is enough."))
    event = text_field(_("Asked before"), _("In words that continue “before”: the submission of the proposal."))
    events = ticks(_("Events at which it is asked"), names=EVENT_WORDS)
    people = text_field(_("Of whom, in words"), _("As: senior and key personnel."))
    everyone = BooleanField(_("Everybody on the award, whatever the role"), widget=GovCheckboxInput())
    covered_roles = ticks(_("Roles it covers"), names=ROLE_WORDS)
    exempt_roles = ticks(_("Roles it does not ask"), _("Any other role, and one that nobody named, is asked."), ROLE_WORDS)
    joiners_days = text_field(_("Days for who joins later"), _("Empty: none are named."))
    per = ListField(_("A certification is given"))
    topics = ticks(_("Topics that training addresses"), names=TOPICS)
    courses = text_field(
        _("Courses that count"),
        _("Short names, apart by commas: then no others, and nothing from elsewhere. Empty: any training on the topics."),
    )
    equivalents = text_field(_("Training from elsewhere"), _("“any”, or short names of providers apart by commas. Empty: none."))
    attestation = BooleanField(_("Another employer's word for its own people counts"), widget=GovCheckboxInput())
    person_certifies = text_field(_("Where the person certifies"))
    institution_certifies = text_field(_("Where the institution certifies"))
    source_title = text_field(_("Source"), _("The title of the page or notice."))
    source_address = text_field(_("Its address"), _("It begins with https://"))
    checked_on = DayField(_("Compared with the source on"))
    open_points = words_field(_("Still open"), _("One point a line. They are printed wherever the rule is used."), rows=4)

    def __init__(self, rule: SponsorRule | None, *, based_on: int | None, today: dt.date) -> None:
        super().__init__(data=_facts_of(rule, today) | {"based_on": str(based_on or "")})
        self._offer()
        self.rule = rule
        if rule is not None:
            del self.slug

    def _offer(self) -> None:
        language = str(reader_locale())
        self.kind.offer([("training", _("Training")), ("certification", _("Each person's own word about talent programmes"))])
        self.status.offer(STATUSES.items())
        self.applies_by.offer([("event", _("The day of the event")), ("due", _("The sponsor's deadline"))])
        self.per.offer([("person", _("Once for each person")), ("award", _("For each award"))], _("It is about training"))
        self.events.choices = [SelectChoice(name, event_words(name, language)) for name in EVENT_WORDS]
        for field in (self.covered_roles, self.exempt_roles):
            field.choices = [SelectChoice(name, role_words(name, language)) for name in ROLE_WORDS]
        words = topic_words(language)
        self.topics.choices = [SelectChoice(topic, words[topic]) for topic in TOPICS]

    def validate_in_force_from(self, field: DayField) -> None:
        needs_day(field)

    def validate_checked_on(self, field: DayField) -> None:
        needs_day(field)

    def read(self) -> SponsorRule:
        """Of a form that is valid. Raises `Invalid`, with each complaint beside its field."""
        slug = self.rule.slug if self.rule else self.slug.data
        if not SLUG.fullmatch(slug) or len(slug) > 100:
            raise Invalid("Write the short name in small letters, figures and hyphens, as nsf-talent", field="slug")
        self._check_providers()
        try:
            return SponsorRule.model_validate({"slug": slug} | self._facts(), strict=False)
        except Refused as refused:
            raise self._blame(refused) from None

    def _facts(self) -> dict[str, Any]:
        names = [name for name in SponsorRule.model_fields if name != "slug"]
        facts = {name: self[name].data for name in names if name not in OPTIONAL}
        facts |= {name: self[name].data or None for name in OPTIONAL}
        facts |= {name: parts(self[name].data) for name in LISTS}
        if self.rule:
            same = {name: was for name in TICKED if set(was := getattr(self.rule, name)) == set(facts[name])}
            facts |= same
        return facts | {"open_points": [line.strip() for line in self.open_points.data.splitlines() if line.strip()]}

    def _check_providers(self) -> None:
        unknown = [one for one in parts(self.equivalents.data) if one != "any" and one not in providers()]
        if unknown:
            known = ", ".join(("any", *providers()))
            words = ", ".join(unknown)
            raise Invalid("There is no provider %(words)s. Known are: %(known)s.", field="equivalents", words=words, known=known)

    def _blame(self, refused: Refused) -> Invalid:
        """The first complaint is returned, the others stand beside their fields already."""
        complaints = []
        for problem in refused.errors():
            name = str(problem["loc"][0]) if problem["loc"] else None
            words = MENDED.get(problem["type"], problem["msg"].removeprefix("Value error, "))
            complaints.append(Invalid(str(words), field=name))
        for one in complaints[1:]:
            if one.field in self:
                self[one.field].errors = [*self[one.field].errors, one.message]
        return complaints[0]


MENDED = {
    "string_too_short": _("Write something here"),
    "string_too_long": _("Shorten it to 300 characters"),
    "too_short": _("Choose at least one"),
    "int_parsing": _("Write a whole number"),
    "greater_than_equal": _("Write a number from 1 on"),
    "less_than_equal": _("The number is too large"),
    "string_pattern_mismatch": _("Write the whole address, beginning with https://"),
}


class WithdrawForm(BasedForm):
    last_day = DayField(_("The last day on which it holds"), description=_("The day before it came into force: it never held."))

    def __init__(self, *, based_on: int | None) -> None:
        super().__init__(data={"based_on": str(based_on or "")})

    def validate_last_day(self, field: DayField) -> None:
        needs_day(field)


def parts(text: str) -> list[str]:
    """What stands apart by commas."""
    return [part.strip() for part in or_empty(text).split(",") if part.strip()]


def _facts_of(rule: SponsorRule | None, today: dt.date) -> dict[str, Any]:
    """As the fields show them."""
    if rule is None:
        return {"checked_on": today, "equivalents": "any", "window_months": "12", "kind": "training", "status": "in force"}
    facts = rule.model_dump()
    facts |= {name: ", ".join(facts[name]) for name in LISTS}
    facts |= {name: str(facts[name] or "") for name in ("window_months", "joiners_days")}
    facts |= {"per": rule.per or "", "open_points": "\n".join(rule.open_points)}
    return facts
