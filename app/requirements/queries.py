"""The rules and the policy as they were known at an instant. A version never changes, so what was read of one is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.catalogue.caching import Cache
from app.requirements.models import PolicyVersion, RuleVersion
from app.requirements.reading import shipped_rules
from app.requirements.reckoning import STRICTEST
from app.requirements.shapes import Policy, SponsorRule

_RULES: Cache[SponsorRule] = Cache(500)
"""By digest: what a rule says is what its digest is of."""
_POLICIES: Cache[Policy] = Cache(50)

KnownRules = list[tuple[int | None, SponsorRule]]


class Known(NamedTuple):
    """Rules and policy, each with the id of its version; None: as shipped, and the strictest reading."""

    rules: KnownRules
    policy_id: int | None
    policy: Policy


def rules_known(session: Session, *, known_at: dt.datetime) -> KnownRules:
    """The newest version of each rule that was recorded by then, with its id: the shipped ones in their order, then the others.

    Where nothing was recorded by then, those that Openward comes with, without an id.
    """
    return known(session, known_at=known_at).rules


def policy_known(session: Session, *, known_at: dt.datetime) -> tuple[int | None, Policy]:
    """The newest that was recorded by then, with its id; where there was none, the strictest reading."""
    found = known(session, known_at=known_at)
    return found.policy_id, found.policy


def known(session: Session, *, known_at: dt.datetime) -> Known:
    """Both, in one query while this process has read the versions before."""
    newest = select(func.max(RuleVersion.id)).where(RuleVersion.recorded_at <= known_at).group_by(RuleVersion.slug)
    rules = select(RuleVersion.id, RuleVersion.slug, RuleVersion.digest).where(RuleVersion.id.in_(newest))
    last = select(func.max(PolicyVersion.id)).where(PolicyVersion.recorded_at <= known_at).scalar_subquery()
    policy = select(PolicyVersion.id, literal("").label("slug"), PolicyVersion.digest).where(PolicyVersion.id == last)
    rows = session.execute(union_all(rules, policy)).all()
    policy_id, read = next(((row.id, _read_policy(session, row)) for row in rows if not row.slug), (None, STRICTEST))
    return Known(_read_rules(session, [row for row in rows if row.slug]), policy_id, read)


def newest_versions(session: Session) -> dict[str, RuleVersion]:
    """The newest of each rule, by its name."""
    newest = select(func.max(RuleVersion.id)).group_by(RuleVersion.slug)
    rows = session.scalars(select(RuleVersion).where(RuleVersion.id.in_(newest)).order_by(RuleVersion.slug))
    return {row.slug: row for row in rows}


def versions_of(session: Session, slug: str) -> Sequence[RuleVersion]:
    """The newest first; none where nothing was loaded."""
    return session.scalars(select(RuleVersion).where(RuleVersion.slug == slug).order_by(RuleVersion.id.desc())).all()


def policy_versions(session: Session) -> list[tuple[PolicyVersion, str | None]]:
    """The newest first, each with the name of who set it."""
    query = select(PolicyVersion, Person.name).outerjoin(Person, Person.id == PolicyVersion.set_by)
    return [(row[0], row[1]) for row in session.execute(query.order_by(PolicyVersion.id.desc()))]


def rule_version(session: Session, version_id: int) -> SponsorRule:
    """What one version says, the newest or not. Raises `NoResultFound`."""
    body = session.execute(select(RuleVersion.body).where(RuleVersion.id == version_id)).scalar_one()
    return SponsorRule.model_validate(body, strict=False)


def policy_version(session: Session, version_id: int) -> Policy:
    """The same for the policy."""
    body = session.execute(select(PolicyVersion.body).where(PolicyVersion.id == version_id)).scalar_one()
    return Policy.model_validate(body, strict=False)


def _read_rules(session: Session, rows: list[Row[*tuple[Any, ...]]]) -> KnownRules:
    if not rows:
        return [(None, rule) for rule in shipped_rules()]
    places = {rule.slug: place for place, rule in enumerate(shipped_rules())}
    ordered = sorted(rows, key=lambda row: (places.get(row.slug, len(places)), row.slug))
    return [(row.id, _read_rule(session, row)) for row in ordered]


def _read_rule(session: Session, row: Row[*tuple[Any, ...]]) -> SponsorRule:
    return _RULES.get(row.digest, lambda: rule_version(session, row.id))


def _read_policy(session: Session, row: Row[*tuple[Any, ...]]) -> Policy:
    return _POLICIES.get(row.digest, lambda: policy_version(session, row.id))
