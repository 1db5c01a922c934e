"""Until when somebody's training meets each rule, on a day and without a team: as a learner's and a certificate's page say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.equivalents.queries import Proof
from app.languages import local_day
from app.records.queries import Held
from app.requirements.queries import known
from app.requirements.reckoning import reckon
from app.requirements.shapes import Holding, Policy, SponsorRule, Training


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
    own = [training_from(held, zone) for held in standing if not policy.refuses(held.course, held.label, on)]
    asked = [rule for _id, rule in rules if is_about_topics(rule) and rule.holds_on(on)]
    return Worth(tuple(reckon(rule, own + _from_elsewhere(rule, policy, proofs), policy) for rule in asked), policy)


def is_about_topics(rule: SponsorRule) -> bool:
    return rule.kind == "training" and bool(rule.topics)


def _from_elsewhere(rule: SponsorRule, policy: Policy, proofs: Iterable[Proof]) -> list[Training]:
    """Another employer's word is for its own people, so it is weighed where a team is checked."""
    return [
        Training(proof.completed_on, proof.topics)
        for proof in proofs
        if proof.kind == "completion" and not proof.is_pending and rule.takes(proof.provider) and policy.takes(proof.provider)
    ]
