"""Is this person covered under this rule, for this event, on this day? Pure: facts in, a verdict out.

The window runs back from the day of the event, or from a person's own first day of work where the event is that. Whether the rule
applies at all is asked of the event's day or of the sponsor's deadline, as the rule says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.requirements.answers import Named, Question, State
from app.requirements.gathering import Certified, Evidence
from app.requirements.reckoning import covered_through, reckon, training_by_word
from app.requirements.shapes import Event, Holding, Policy, SponsorRule, Training


@dataclass(frozen=True, slots=True)
class Verdict:
    """`through`: until when what is on record counts. `until`: the last of a joiner's days. `used`: what the state rests on.

    `missing`: topics that nothing on record addresses. `late_days`: by how much a joiner who is covered now was late. `after`:
    the newest completion that came after the day that was asked for. `passed_over`: where nothing counts, the newest that might
    have.
    """

    state: State
    asked_for: dt.date
    through: dt.date | None = None
    until: dt.date | None = None
    used: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    late_days: int = 0
    after: Evidence | None = None
    passed_over: Evidence | None = None


def applies(rule: SponsorRule, question: Question) -> bool:
    return rule.holds_on(deciding_day(rule, question))


def deciding_day(rule: SponsorRule, question: Question) -> dt.date:
    return question.due_on or question.on if rule.applies_by == "due" else question.on


def day_asked_for(question: Question, named: Named) -> dt.date:
    return named.starts_on if question.event == Event.START_OF_WORK and named.starts_on else question.on


def judge(
    rule: SponsorRule, policy: Policy, named: Named, evidence: Sequence[Evidence], *, question: Question, today: dt.date
) -> Verdict:
    """For somebody who is known. `today` is the day of the asking: what lapses later is told from what is over."""
    asked_for = day_asked_for(question, named)
    counted = [one for one in evidence if _counts(one, rule, policy, asked_for)]
    in_time = [one for one in counted if one.completed_on <= asked_for]
    decided = [one for one in in_time if not one.is_pending]
    own = [one for one in decided if one.kind != "attestation"]
    until = _joiner_until(rule, question, named)
    for state, given in ((State.COVERED, own), (State.ATTESTED, decided)):
        holding = _reckon(rule, policy, given)
        if holding.holds_on(asked_for):
            late = _late(holding, until)
            used = _used(given, holding, rule)
            return Verdict(state, asked_for, through=holding.held_through, until=until, used=used, late_days=late)
    if until is not None and asked_for <= until:
        return Verdict(State.JOINER, asked_for, until=until)
    pending = _reckon(rule, policy, in_time)
    if pending.holds_on(asked_for):
        waiting = tuple(one for one in in_time if one.is_pending)
        return Verdict(State.PENDING, asked_for, through=pending.held_through, until=until, used=waiting)
    holding = _reckon(rule, policy, decided)
    if holding.held_through is not None:
        state = State.LAPSES if holding.held_through >= today else State.EXPIRED
        return Verdict(state, asked_for, through=holding.held_through, until=until, used=_used(decided, holding, rule))
    later = [one for one in counted if one.completed_on > asked_for and not one.is_pending]
    return Verdict(
        State.MISSING,
        asked_for,
        until=until,
        used=tuple(decided[-1:]),
        missing=holding.missing if decided else (),
        after=later[-1] if later else None,
        passed_over=next((one for one in reversed(evidence) if not _is_of_use(one, rule, counted, asked_for)), None),
    )


def judge_certification(
    rule: SponsorRule, named: Named, given: Sequence[Certified], *, question: Question, today: dt.date
) -> tuple[State, Certified | None, dt.date | None]:
    """Its own clock: the newest word given for this person, or for this award, and through which day it holds."""
    asked_for = day_asked_for(question, named)
    mine = [
        one
        for one in given
        if one.sponsor == rule.sponsor_slug
        and one.certified_on <= asked_for
        and (rule.per == "person" or one.team_id == question.team_id)
    ]
    if not mine:
        return State.MISSING, None, None
    newest = max(mine, key=lambda one: one.certified_on)
    if rule.window_months is None:
        return State.COVERED, newest, None
    through = covered_through(newest.certified_on, rule.window_months, anniversary_counts=True)
    if asked_for <= through:
        return State.COVERED, newest, through
    return (State.LAPSES if through >= today else State.EXPIRED), newest, through


def _counts(one: Evidence, rule: SponsorRule, policy: Policy, asked_for: dt.date) -> bool:
    if one.kind == "attestation":
        return rule.attestation
    if one.kind == "equivalent":
        return rule.takes(one.provider) and policy.takes(one.provider)
    return not policy.refuses(one.course, one.label, asked_for)


def _is_of_use(one: Evidence, rule: SponsorRule, counted: Sequence[Evidence], asked_for: dt.date) -> bool:
    """Whether it counts, or says nothing about the day that was asked for."""
    return one.is_pending or one.completed_on > asked_for or (one in counted and not rule.courses)


def _reckon(rule: SponsorRule, policy: Policy, evidence: Sequence[Evidence]) -> Holding:
    return reckon(rule, [_training(one, rule) for one in evidence], policy)


def _training(one: Evidence, rule: SponsorRule) -> Training:
    return training_by_word(rule, one.completed_on) if one.kind == "attestation" else one.training


def _used(evidence: Sequence[Evidence], holding: Holding, rule: SponsorRule) -> tuple[Evidence, ...]:
    """The newest of each topic that is needed, oldest first."""
    newest: dict[str, Evidence] = {}
    for one in evidence:
        training = _training(one, rule)
        if rule.courses and training.course not in rule.courses:
            continue
        for topic in rule.topics or ("",):
            if not topic or topic in training.topics:
                newest[topic] = one
    return tuple(dict.fromkeys(one for one in evidence if one in newest.values()))


def _joiner_until(rule: SponsorRule, question: Question, named: Named) -> dt.date | None:
    """Newcomers have their days once work has begun; who is named on the proposal itself is no newcomer."""
    if rule.joiners_days is None or named.joined_on is None or question.event == Event.PROPOSAL:
        return None
    return named.joined_on + dt.timedelta(days=rule.joiners_days)


def _late(holding: Holding, until: dt.date | None) -> int:
    return max((holding.held_from - until).days, 0) if until and holding.held_from else 0
