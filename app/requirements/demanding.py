"""What a rule asks of completions, said in sorts of completions, of which there are few. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.equivalents.shapes import Kind
from app.requirements.reckoning import covered_through, months_after
from app.requirements.shapes import Policy, SponsorRule

YEAR = 12
"""Months after which a course that no rule speaks of is taken to be due again."""

COURSE = "course:"
"""What the slug of a demand begins with that is a course's, not a rule's."""


@dataclass(frozen=True, slots=True)
class Sort:
    """Completions here that are alike: `records.sorting.sort_of`."""

    key: str
    course: str
    label: str
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class ProofSort:
    """What was accepted from elsewhere and is alike. `kind` as of a `Submission`; another employer's word is for the whole.
    `text` is the list of topics as the database writes it."""

    kind: str
    provider: str
    text: str
    topics: frozenset[str]

    def addresses(self, topic: str) -> bool:
        return self.kind == Kind.ATTESTATION or topic in self.topics


@dataclass(frozen=True, slots=True)
class Need:
    """Any one of these, the newest counts. A demand is met when all its needs are."""

    sorts: frozenset[Sort]
    proofs: frozenset[ProofSort]


@dataclass(frozen=True, slots=True)
class Demand:
    """`slug` of a rule, or of a course after COURSE. `months` None: once is enough. A demand without needs is met by nothing."""

    slug: str
    title: str
    needs: tuple[Need, ...]
    months: int | None
    anniversary_counts: bool

    def through(self, completed_on: dt.date) -> dt.date | None:
        """The last day covered; None: for good."""
        return (
            None
            if self.months is None
            else covered_through(completed_on, self.months, anniversary_counts=self.anniversary_counts)
        )

    def since(self, day: dt.date) -> dt.date | None:
        """The earliest day of completion that covers `day`; None: any."""
        if self.months is None:
            return None
        first = months_after(day, -self.months) - dt.timedelta(days=3)
        return next(on for on in (first + dt.timedelta(days=n) for n in range(9)) if (self.through(on) or on) >= day)


def demand_of(rule: SponsorRule, policy: Policy, sorts: Iterable[Sort], proofs: Iterable[ProofSort], *, on: dt.date) -> Demand:
    """As `judging.judge` has it: each topic counts by its newest training. Topics that the same sorts address are one need."""
    refused = {(one.course, one.label) for one in policy.refused_versions if on >= one.from_on}
    counted = [
        one for one in sorts if (one.course, one.label) not in refused and (not rule.courses or one.course in rule.courses)
    ]
    taken = [one for one in proofs if _takes(rule, policy, one)]
    if rule.topics:
        needs = [
            Need(frozenset(s for s in counted if topic in s.topics), frozenset(p for p in taken if p.addresses(topic)))
            for topic in rule.topics
        ]
    else:
        needs = [Need(frozenset(counted), frozenset(taken))]
    title = f"{rule.sponsor}, {rule.title}"
    return Demand(rule.slug, title, tuple(dict.fromkeys(needs)), policy.months_for(rule), policy.anniversary_counts)


def demand_for_course(slug: str, title: str, policy: Policy, sorts: Iterable[Sort]) -> Demand:
    """A completion of this very course, within a year."""
    need = Need(frozenset(one for one in sorts if one.course == slug), frozenset())
    return Demand(COURSE + slug, title, (need,), YEAR, policy.anniversary_counts)


def needs_of(demands: Sequence[Demand]) -> list[Need]:
    return list(dict.fromkeys(need for demand in demands for need in demand.needs))


def _takes(rule: SponsorRule, policy: Policy, proof: ProofSort) -> bool:
    if proof.kind == Kind.ATTESTATION:
        return rule.attestation
    return rule.takes(proof.provider) and policy.takes(proof.provider)
