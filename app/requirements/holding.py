"""Until when somebody's training meets each rule, on a day and without a team: as a learner's and a certificate's page say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.equivalents.queries import Proof
from app.languages import local_day
from app.records.queries import Held
from app.requirements.queries import known
from app.requirements.reckoning import reckon, training_by_word
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
    elsewhere where the rule and the institution take it. As a check of that day would have it."""
    rules, _id, policy = known(session, known_at=known_at)
    standing = [held for held in completions if held.voided_at is None]
    own = [training_from(held, zone) for held in standing if not policy.refuses(held.course, held.label, on)]
    asked = [rule for _id, rule in rules if is_about_topics(rule) and rule.holds_on(on)]
    return Worth(tuple(_holding(rule, policy, own, proofs, on) for rule in asked), policy)


def _holding(rule: SponsorRule, policy: Policy, own: list[Training], proofs: Iterable[Proof], on: dt.date) -> Holding:
    """By what the person completed; where that does not hold and the rule takes it, with another employer's word."""
    decided = [proof for proof in proofs if not proof.is_pending]
    taken = [
        proof for proof in decided if proof.kind == "completion" and rule.takes(proof.provider) and policy.takes(proof.provider)
    ]
    mine = own + [Training(proof.completed_on, proof.topics) for proof in taken]
    holding = reckon(rule, mine, policy)
    words = [proof for proof in decided if proof.kind == "attestation"]
    if holding.holds_on(on) or not rule.attestation or not words:
        return holding
    attested = reckon(rule, mine + [training_by_word(rule, proof.completed_on) for proof in words], policy)
    if not attested.holds_on(on):
        return holding
    newest = max(words, key=lambda proof: proof.completed_on)
    return replace(attested, attested_by=newest.employer or newest.title)


def is_about_topics(rule: SponsorRule) -> bool:
    return rule.kind == "training" and bool(rule.topics)
