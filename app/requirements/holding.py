"""Until when somebody's training meets each rule, on a day and without a team: as a learner's and a certificate's page say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.equivalents.queries import Proof
from app.languages import local_day
from app.records.queries import Held
from app.requirements.queries import known
from app.requirements.reckoning import reckon
from app.requirements.shapes import Holding, Policy, SponsorRule, Training

ANY = "any"


@dataclass(frozen=True, slots=True)
class Worth:
    """`policy` is what the holdings were reckoned by."""

    holdings: tuple[Holding, ...]
    policy: Policy


def training_from(held: Held, zone: str) -> Training:
    """`zone` is the institution's."""
    return Training(local_day(held.completed_at, zone), frozenset(held.topics), held.course)


def worth_of(
    session: Session, completions: Iterable[Held], proofs: Sequence[Proof], *, zone: str, on: dt.date, known_at: dt.datetime
) -> Worth:
    """Under each rule about topics of training that holds on this day: what stands of the completions, and what was accepted from
    elsewhere where the rule and the institution take it."""
    rules, _id, policy = known(session, known_at=known_at)
    standing = [held for held in completions if held.voided_at is None]
    own = [training_from(held, zone) for held in standing if not is_refused(held.course, held.label, policy, on)]
    asked = [rule for _id, rule in rules if is_about_topics(rule) and rule.holds_on(on)]
    return Worth(tuple(reckon(rule, own + _from_elsewhere(rule, policy, proofs), policy) for rule in asked), policy)


def is_about_topics(rule: SponsorRule) -> bool:
    return rule.kind == "training" and bool(rule.topics)


def is_refused(course: str, label: str, policy: Policy, on: dt.date) -> bool:
    """Whether the institution no longer takes this version of the course for events of that day."""
    return any((one.course, one.label) == (course, label) and one.from_on <= on for one in policy.refused_versions)


def is_taken(provider: str, rule: SponsorRule, policy: Policy) -> bool:
    """Whether training by this provider counts for the rule, here."""
    return is_named(rule.equivalents, provider) and is_named(policy.equivalents, provider)


def is_named(taken: Collection[str], provider: str) -> bool:
    """Whether a list of a rule or of the policy takes this provider."""
    return ANY in taken or provider in taken


def _from_elsewhere(rule: SponsorRule, policy: Policy, proofs: Iterable[Proof]) -> list[Training]:
    """Another employer's word is for its own people, so it is weighed where a team is checked."""
    return [
        Training(proof.completed_on, proof.topics)
        for proof in proofs
        if proof.kind == "completion" and not proof.is_pending and is_taken(proof.provider, rule, policy)
    ]
