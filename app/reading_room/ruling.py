"""The rules of sponsors as anybody may read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.requirements.models import RuleVersion
from app.requirements.queries import rules_known, versions_of
from app.requirements.rule_wording import changes_between
from app.requirements.shapes import SponsorRule


@dataclass(frozen=True, slots=True)
class Step:
    """A version, and what it changed in the one before it; nothing for the first."""

    version: RuleVersion
    changes: list[tuple[str, str, str]]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A rule with the versions it has had, the newest first. No steps: it came with Openward and was never loaded."""

    rule: SponsorRule
    steps: list[Step]


def all_rules(session: Session, *, at: dt.datetime) -> list[SponsorRule]:
    """Those that may hold first, then those that are over or withdrawn."""
    rules = [rule for _id, rule in rules_known(session, known_at=at)]
    return sorted(rules, key=lambda rule: rule.status == "withdrawn")


def account_of(session: Session, slug: str, *, at: dt.datetime, language: str) -> Account:
    """Raises `NotFound`."""
    rule = next((rule for _id, rule in rules_known(session, known_at=at) if rule.slug == slug), None)
    if rule is None:
        raise NotFound("There is no such rule.")
    versions = versions_of(session, slug)
    read = [SponsorRule.model_validate(version.body, strict=False) for version in versions]
    steps = [
        Step(version, changes_between(before, now, language) if before else [], before is None)
        for version, now, before in zip(versions, read, [*read[1:], None][: len(read)], strict=True)
    ]
    return Account(rule, steps)
