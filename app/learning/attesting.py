"""What the institution tells anybody about a certificate: the same facts on the page, as JSON and in the console."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.credentials.codes import in_fours, read_code
from app.credentials.verifying import Standing, Verification, verify
from app.credentials.wording import Issuer
from app.languages import local_day
from app.requirements.holding import is_about_topics
from app.requirements.queries import KnownRules, known
from app.requirements.reckoning import covered_through, reckon
from app.requirements.shapes import Holding, Policy, Training
from app.settings import Settings

LONGEST = 60


class Window(NamedTuple):
    """From when to when a rule of so many months counts it, if it asks for these topics."""

    first: dt.date
    last: dt.date
    months: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found under what was typed, at this instant. `today` is the institution's day, by which rules reckon."""

    typed: str
    issuer: Issuer
    at: dt.datetime
    today: dt.date
    certificate: Verification | None
    holdings: tuple[Holding, ...]
    window: Window | None
    policy: Policy

    @property
    def code(self) -> str:
        """As it is printed; what was typed where it is unknown."""
        return in_fours(self.certificate.code) if self.certificate else self.typed

    @property
    def met(self) -> list[Holding]:
        return [holding for holding in self.holdings if holding.held_from]

    @property
    def unmet(self) -> list[Holding]:
        return [holding for holding in self.holdings if holding.missing]


def issuer_from(settings: Settings) -> Issuer:
    return Issuer(settings.institution, settings.base_address, settings.demo)


def look_up(session: Session, *, typed: str, settings: Settings, at: dt.datetime) -> Answer:
    """`typed` in whatever way people type a code."""
    code, today = read_code(typed), local_day(at, settings.zone)
    certificate = verify(session, code) if code else None
    rules, _id, policy = known(session, known_at=at)
    holdings = tuple(_worth(certificate, rules, policy, settings.zone, today)) if certificate else ()
    window = _window(certificate, holdings, policy, settings.zone) if certificate else None
    return Answer(typed[:LONGEST], issuer_from(settings), at, today, certificate, holdings, window, policy)


def _worth(certificate: Verification, rules: KnownRules, policy: Policy, zone: str, on: dt.date) -> list[Holding]:
    """By itself, under each rule in force; nothing once it is not in force, or its version is no longer taken here. `zone` is the
    institution's."""
    refused = policy.refuses(certificate.course, certificate.label, on)
    if certificate.standing is not Standing.IN_FORCE or refused:
        return []
    training = Training(local_day(certificate.completed_at, zone), frozenset(certificate.topics), certificate.course)
    return [reckon(rule, [training], policy) for _id, rule in rules if is_about_topics(rule) and rule.holds_on(on)]


def _window(certificate: Verification, holdings: Iterable[Holding], policy: Policy, zone: str) -> Window | None:
    """By the rule that asks soonest again."""
    windows = [months for holding in holdings if (months := policy.months_for(holding.rule))]
    if not windows:
        return None
    first, months = local_day(certificate.completed_at, zone), min(windows)
    return Window(first, covered_through(first, months, anniversary_counts=policy.anniversary_counts), months)


def certified_facts(answer: Answer) -> dict[str, Any]:
    """The keys are described in `docs/verifying.md` and stay as they are. Instants are ISO 8601 with their zone."""
    common = {
        "code": answer.code,
        "issuer": answer.issuer.institution,
        "looked_up_at": answer.at.isoformat(timespec="seconds"),
        "demonstration": answer.issuer.demo,
    }
    certificate = answer.certificate
    if certificate is None:
        return common | {"standing": "unknown", "is_in_force": False}
    zone = certificate.zone
    return common | {
        "standing": certificate.standing.value,
        "is_in_force": certificate.standing is Standing.IN_FORCE,
        "ended_at": _iso(certificate.ended_at, zone) if certificate.ended_at else None,
        "name": certificate.name,
        "name_is_in_full": certificate.in_full,
        "course": certificate.course,
        "title": certificate.title,
        "version": certificate.label,
        "version_digest": certificate.version_digest,
        "completed_at": _iso(certificate.completed_at, zone),
        "issued_at": _iso(certificate.issued_at, zone),
        "zone": zone,
        "minutes": certificate.minutes,
        "topics": list(certificate.topics),
        "rules": [_rule_facts(holding) for holding in answer.holdings],
        "verify_at": answer.issuer.address_of(certificate.code),
    }


def _rule_facts(holding: Holding) -> dict[str, Any]:
    rule = holding.rule
    return {
        "sponsor": rule.sponsor,
        "rule": rule.title,
        "source": rule.source_address,
        "checked_on": rule.checked_on.isoformat(),
        "covers_from": holding.held_from.isoformat() if holding.held_from else None,
        "covers_through": holding.held_through.isoformat() if holding.held_through else None,
        "topics_missing": list(holding.missing),
    }


def _iso(at: dt.datetime, zone: str) -> str:
    return at.astimezone(zoneinfo.ZoneInfo(zone)).isoformat(timespec="seconds")
