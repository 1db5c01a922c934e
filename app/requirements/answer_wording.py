"""What an answer says in sentences: why somebody is in a state, and what mends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from gettext import NullTranslations

from app.catalogue.topics import topic_words
from app.languages import day_in_words, translations
from app.requirements.answers import Fix, Question, State
from app.requirements.gathering import Certified, Evidence
from app.requirements.judging import Verdict, deciding_day
from app.requirements.shapes import SponsorRule
from app.requirements.wording import role_words


def _(words: str) -> str:
    """Marks words for translation; the functions below translate them."""
    return words


class Sentences:
    """In one language, for one question under one rule."""

    def __init__(self, rule: SponsorRule, question: Question, language: str) -> None:
        self.rule, self.question, self.language = rule, question, language
        self._translations: NullTranslations = translations(language)

    def _say(self, words: str, **values: object) -> str:
        return self._translations.gettext(words) % values if values else self._translations.gettext(words)

    def _day(self, day: dt.date | None) -> str:
        return day_in_words(day, self.language) if day else "–"

    def why_not_asked(self) -> str:
        """Of a rule that does not apply on the day that decides."""
        rule, day = self.rule, deciding_day(self.rule, self.question)
        words = {"title": rule.title, "day": self._day(day), "from": self._day(rule.in_force_from)}
        if rule.status == "delayed":
            return self._say(_("%(title)s is delayed: no day is set from which it asks."), title=rule.title)
        if day < rule.in_force_from and rule.applies_by == "due":
            return self._say(_("%(title)s asks it of deadlines from %(from)s on; this one is %(day)s."), **words)
        if day < rule.in_force_from:
            return self._say(_("%(title)s is in force from %(from)s on; the day is %(day)s."), **words)
        return self._say(_("%(title)s held through %(until)s."), title=rule.title, until=self._day(rule.in_force_until))

    def role_not_asked(self, role: str) -> str:
        words = role_words(role, self.language).lower()
        return self._say(_("%(title)s does not ask it of this role: %(role)s."), title=self.rule.title, role=words)

    def unresolved(self, count: int, *, is_scoped: bool = False) -> str:
        """`is_scoped`: a name that was looked up in some units only."""
        if count == 0 and is_scoped:
            words = _("Nobody of your units has this name. An address, an ORCID iD or an employee number finds others too.")
            return self._say(words)
        if count == 0:
            return self._say(_("Nobody on record is known by this."))
        if count == 1:
            return self._say(_("Nobody is written exactly so; one person comes close."))
        return self._say(_("%(count)s people could be meant."), count=count)

    def because(self, verdict: Verdict) -> str:
        said = {
            State.COVERED: self._covered,
            State.ATTESTED: self._attested,
            State.JOINER: self._joiner,
            State.PENDING: self._pending,
            State.LAPSES: self._over,
            State.EXPIRED: self._over,
        }.get(verdict.state, self._missing)
        return said(verdict)

    def _covered(self, verdict: Verdict) -> str:
        newest = verdict.used[-1]
        words = {"title": newest.title, "day": self._day(newest.completed_on), "through": self._day(verdict.through)}
        text = (
            self._say(_("Completed %(title)s on %(day)s; it counts through %(through)s."), **words)
            if verdict.through
            else self._say(_("Completed %(title)s on %(day)s; once is enough."), title=newest.title, day=words["day"])
        )
        if newest.kind == "equivalent":
            text = f"{text} {self._say(_('Earned elsewhere, accepted on evidence.'))}"
        if verdict.late_days:
            late = self._translations.ngettext(
                "That was %(days)s day after the newcomer's time ended on %(until)s.",
                "That was %(days)s days after the newcomer's time ended on %(until)s.",
                verdict.late_days,
            )
            text = f"{text} {late % {'days': verdict.late_days, 'until': self._day(verdict.until)}}"
        return text

    def _attested(self, verdict: Verdict) -> str:
        word = next(one for one in reversed(verdict.used) if one.kind == "attestation")
        return self._say(
            _("%(employer)s gives its word for training of %(day)s; it counts through %(through)s."),
            employer=word.employer or word.title,
            day=self._day(word.completed_on),
            through=self._day(verdict.through),
        )

    def _joiner(self, verdict: Verdict) -> str:
        return self._say(
            _("Nothing counts yet; the rule gives a newcomer %(days)s days, through %(until)s."),
            days=self.rule.joiners_days,
            until=self._day(verdict.until),
        )

    def _pending(self, verdict: Verdict) -> str:
        newest = verdict.used[-1]
        return self._say(
            _("%(title)s of %(day)s was handed in and waits for review; once accepted it would cover this day."),
            title=newest.title,
            day=self._day(newest.completed_on),
        )

    def _over(self, verdict: Verdict) -> str:
        newest = verdict.used[-1]
        words = {
            "title": newest.title,
            "day": self._day(newest.completed_on),
            "through": self._day(verdict.through),
            "asked": self._day(verdict.asked_for),
        }
        if verdict.state is State.LAPSES:
            return self._say(_("Completed %(title)s on %(day)s; it counts through %(through)s, not until %(asked)s."), **words)
        return self._say(_("Completed %(title)s on %(day)s; it counted through %(through)s."), **words)

    def _missing(self, verdict: Verdict) -> str:
        if verdict.after:
            words = {
                "title": verdict.after.title,
                "day": self._day(verdict.after.completed_on),
                "asked": self._day(verdict.asked_for),
            }
            return self._say(_("Completed %(title)s on %(day)s, after %(asked)s."), **words)
        if verdict.missing:
            names = topic_words(self.language)
            topics = ", ".join(names[topic].lower() for topic in verdict.missing)
            return self._say(_("What is on record does not address: %(topics)s."), topics=topics)
        one = verdict.passed_over
        words = {"title": one.title, "label": one.label, "employer": one.employer or one.title} if one else {}
        text = self._say(_why_passed_over(one, self.rule), **words, day=self._day(one.completed_on if one else None))
        if verdict.until:
            text = f"{text} {self._say(_('The newcomer’s time ended on %(until)s.'), until=self._day(verdict.until))}"
        return text

    def certified(self, state: State, given: Certified | None, through: dt.date | None) -> str:
        if given is None:
            per_award = self.rule.per == "award"
            return self._say(
                _("No certification is on record for this award.") if per_award else _("No certification is on record.")
            )
        words = {"day": self._day(given.certified_on), "where": given.where_given, "through": self._day(through)}
        if state is State.COVERED:
            return self._say(_("Certified on %(day)s (%(where)s); it holds through %(through)s."), **words)
        return self._say(_("Certified on %(day)s (%(where)s); that held through %(through)s."), **words)

    def fix(self, fix: Fix) -> str:
        return {
            Fix.NONE: "",
            Fix.SEND_LINK: self._say(_("Send a personal link")),
            Fix.CHOOSE: self._say(_("Choose the right person")),
            Fix.INVITE: self._say(_("Invite this person")),
            Fix.REVIEW: self._say(_("Review what was handed in")),
        }[fix]


def _why_passed_over(one: Evidence | None, rule: SponsorRule) -> str:
    """Of the newest that is on record and does not count."""
    if one is None:
        return _("No training that counts is on record.")
    if one.kind == "attestation":
        return _("%(employer)s gives its word, and this rule takes no employer's word.")
    if rule.courses:
        return _("Completed %(title)s on %(day)s, which is none of the courses that this rule names.")
    if one.kind == "equivalent":
        return _("Completed %(title)s elsewhere on %(day)s; training of that provider is not taken here.")
    return _("Completed %(title)s on %(day)s; our policy takes its version %(label)s no longer.")


def fix_for(state: State) -> Fix:
    return {
        State.LAPSES: Fix.SEND_LINK,
        State.EXPIRED: Fix.SEND_LINK,
        State.MISSING: Fix.SEND_LINK,
        State.JOINER: Fix.SEND_LINK,
        State.PENDING: Fix.REVIEW,
        State.AMBIGUOUS: Fix.CHOOSE,
        State.UNKNOWN: Fix.INVITE,
    }.get(state, Fix.NONE)


def headline(covered: bool | None, states: Sequence[State], language: str) -> str:
    """The whole in one sentence. `states`: the worst of each person."""
    translated, total = translations(language), len(states)
    if not states:
        return translated.gettext("No rule of this sponsor asks for training here")
    if all(state is State.NOT_REQUIRED for state in states):
        return translated.gettext("Nobody is asked for training here")
    if covered:
        return translated.ngettext("The one person is covered", "All %(total)s are covered", total) % {"total": total}
    from_bad = sum(1 for state in states if state in (State.LAPSES, State.EXPIRED, State.MISSING))
    if covered is False:
        words = translated.ngettext("%(count)s of %(total)s is not covered", "%(count)s of %(total)s are not covered", from_bad)
        return words % {"count": from_bad, "total": total}
    open_ones = sum(1 for state in states if state in (State.PENDING, State.AMBIGUOUS, State.UNKNOWN))
    words = translated.ngettext(
        "It cannot be told yet: %(count)s of %(total)s is open",
        "It cannot be told yet: %(count)s of %(total)s are open",
        open_ones,
    )
    return words % {"count": open_ones, "total": total}
