"""What the institution tells anybody about a certificate: the same facts on the page, as JSON and in the console."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.credentials.codes import in_fours, read_code
from app.credentials.verifying import Standing, Verification, verify
from app.credentials.wording import Issuer
from app.languages import local_day
from app.requirements.reading import shipped_rules
from app.requirements.reckoning import covered_through, reckon_all
from app.requirements.shapes import Holding, Training
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

    @property
    def code(self) -> str:
        """As it is printed; what was typed where it is unknown."""
        return in_fours(self.certificate.code) if self.certificate else self.typed

    @property
    def met(self) -> list[Holding]:
        return [holding for holding in self.holdings if holding.held_through]

    @property
    def unmet(self) -> list[Holding]:
        return [holding for holding in self.holdings if holding.missing]


def issuer_from(settings: Settings) -> Issuer:
    return Issuer(settings.institution, settings.base_address, settings.demo)


def look_up(session: Session, *, typed: str, settings: Settings, at: dt.datetime) -> Answer:
    """`typed` in whatever way people type a code."""
    code, today = read_code(typed), local_day(at, settings.zone)
    certificate = verify(session, code) if code else None
    holdings, window = _worth(certificate, settings.zone, today)
    return Answer(typed[:LONGEST], issuer_from(settings), at, today, certificate, holdings, window)


def _worth(certificate: Verification | None, zone: str, on: dt.date) -> tuple[tuple[Holding, ...], Window | None]:
    """By itself, under each rule in force; nothing once it is not in force. `zone` is the institution's."""
    if certificate is None or certificate.standing is not Standing.IN_FORCE:
        return (), None
    training = Training(local_day(certificate.completed_at, zone), frozenset(certificate.topics))
    holdings = reckon_all(shipped_rules(), [training], on=on)
    windows = [holding.rule.window_months for holding in holdings if holding.rule.window_months]
    if not windows:
        return tuple(holdings), None
    months = min(windows)
    return tuple(holdings), Window(training.completed_on, covered_through(training.completed_on, months), months)


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
