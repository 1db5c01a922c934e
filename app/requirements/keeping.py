"""Making new versions of rules and of the policy. A version is never changed: what was asked of it before has the same answer."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.digesting import canonical
from app.audit.recording import record_act
from app.errors import Conflict, Invalid, NotFound
from app.markdown.heads import HeadModel
from app.records.recording import given_reason
from app.requirements.models import PolicyVersion, RuleVersion
from app.requirements.queries import newest_versions, rule_version
from app.requirements.reading import shipped_rules
from app.requirements.shapes import Policy, SponsorRule

SHIPPED, OFFICE = "shipped", "office"
CAME_WITH = "The rules that came with Openward"


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one rule of the file. Kept: the office has set it, and what it set differs."""

    slug: str
    outcome: Outcome


def digest_of(facts: HeadModel) -> str:
    """The SHA-256 of the canonical JSON."""
    return _digest(canonical(facts.model_dump(mode="json")))


def load_rules(
    session: Session,
    rules: Iterable[SponsorRule],
    *,
    by: int | None,
    at: dt.datetime,
    reason: str | None = None,
    over_office: bool = False,
    first: bool = False,
) -> list[Loaded]:
    """A new version of each rule that differs from the newest one. What the office has set stays, unless `over_office`.

    With `first` nothing happens where there is a version of any rule.
    """
    newest, loaded = newest_versions(session), []
    if first and newest:
        return []
    for rule in rules:
        present = newest.get(rule.slug)
        if present is None:
            outcome = Outcome.NEW
        elif present.digest == digest_of(rule):
            outcome = Outcome.SAME
        else:
            outcome = Outcome.KEPT if present.origin == OFFICE and not over_office else Outcome.CHANGED
        if outcome in (Outcome.NEW, Outcome.CHANGED):
            _add_rule(session, rule, origin=SHIPPED, by=by, at=at, reason=reason)
        loaded.append(Loaded(rule.slug, outcome))
    changed = [one.slug for one in loaded if one.outcome in (Outcome.NEW, Outcome.CHANGED)]
    if changed:
        record_act(session, "rules.loaded", ("rules", None), at=at, by=by, reason=reason, rules=changed)
    return loaded


def shipped_and_not_loaded(session: Session) -> list[str]:
    """Rules that came with this version and differ from those that hold. Not those that the office has set, and nothing where
    none was ever loaded: there the shipped ones hold."""
    newest = newest_versions(session)
    if not newest:
        return []
    mine = [rule for rule in shipped_rules() if rule.slug not in newest or newest[rule.slug].origin == SHIPPED]
    return [rule.slug for rule in mine if rule.slug not in newest or newest[rule.slug].digest != digest_of(rule)]


def set_rule(
    session: Session, rule: SponsorRule, *, by: int | None, at: dt.datetime, reason: str, based_on: int | None
) -> RuleVersion:
    """`based_on` is the version that was at hand when it was written, None for a rule that is new or was shipped and never
    loaded.

    Raises `Conflict` where another version came meanwhile, or nothing differs.
    """
    words = given_reason(reason)
    loaded_now = _load_shipped_first(session, at=at)
    _hold(session)
    present = newest_versions(session).get(rule.slug)
    if present is not None and based_on is None and loaded_now:
        based_on = present.id
    if present is not None and based_on is None:
        raise Invalid("There is a rule of this name already. Choose another name, or change that rule.", field="slug")
    if (present.id if present else None) != based_on:
        raise Conflict("Somebody has changed this rule meanwhile. Load the page again and compare.")
    if present is not None and present.digest == digest_of(rule):
        raise Conflict("Nothing differs from the present version. Nothing was kept.")
    version = _add_rule(session, rule, origin=OFFICE, by=by, at=at, reason=words)
    act = "rule.changed" if present else "rule.added"
    record_act(session, act, ("rule", version.id), at=at, by=by, reason=words, rule=rule.slug)
    return version


def retire_rule(
    session: Session, *, slug: str, last_day: dt.date, reason: str, by: int | None, at: dt.datetime, based_on: int | None
) -> RuleVersion:
    """Withdrawn: it holds until `last_day`. The day before it came into force: it never held."""
    words = given_reason(reason)
    _load_shipped_first(session, at=at)
    _hold(session)
    present = newest_versions(session).get(slug)
    if present is None:
        raise NotFound("There is no such rule.")
    if based_on is not None and present.id != based_on:
        raise Conflict("Somebody has changed this rule meanwhile. Load the page again and compare.")
    rule = rule_version(session, present.id)
    if rule.status == "withdrawn" and rule.in_force_until == last_day:
        raise Conflict("This rule is withdrawn from that day already. Nothing was changed.")
    facts = rule.model_dump(mode="json") | {"status": "withdrawn", "in_force_until": last_day.isoformat()}
    try:
        retired = SponsorRule.model_validate(facts, strict=False)
    except ValidationError:
        raise Invalid("The last day lies before the rule came into force", field="last_day") from None
    version = _add_rule(session, retired, origin=OFFICE, by=by, at=at, reason=words)
    record_act(session, "rule.withdrawn", ("rule", version.id), at=at, by=by, reason=words, rule=slug)
    return version


def set_policy(
    session: Session, policy: Policy, *, by: int | None, at: dt.datetime, reason: str, based_on: int | None
) -> PolicyVersion:
    """Raises `Conflict` where another version came meanwhile, or nothing differs."""
    words = given_reason(reason)
    _hold(session)
    present = session.execute(select(PolicyVersion).order_by(PolicyVersion.id.desc()).limit(1)).scalar_one_or_none()
    if (present.id if present else None) != based_on:
        raise Conflict("Somebody has changed the policy meanwhile. Load the page again and compare.")
    digest = digest_of(policy)
    if digest == (present.digest if present else digest_of(Policy())):
        raise Conflict("Nothing differs from the present policy. Nothing was kept.")
    version = PolicyVersion(
        body=policy.model_dump(mode="json"),
        digest=digest,
        reason=words,
        reason_digest=_digest(words),
        set_by=by,
        recorded_at=at,
    )
    session.add(version)
    session.flush()
    record_act(session, "policy.set", ("policy", version.id), at=at, by=by, reason=words)
    return version


def _load_shipped_first(session: Session, *, at: dt.datetime) -> bool:
    """While nothing is recorded the shipped rules hold; they go on holding beside the first one that the office sets. Tells
    whether they were loaded."""
    return bool(load_rules(session, shipped_rules(), by=None, at=at, reason=CAME_WITH, first=True))


def _hold(session: Session) -> None:
    """Of two administrators at once the second sees what the first has done."""
    session.execute(select(RuleVersion.id).order_by(RuleVersion.id.desc()).limit(1).with_for_update()).all()


def _add_rule(
    session: Session, rule: SponsorRule, *, origin: str, by: int | None, at: dt.datetime, reason: str | None
) -> RuleVersion:
    version = RuleVersion(
        slug=rule.slug,
        body=rule.model_dump(mode="json"),
        digest=digest_of(rule),
        origin=origin,
        reason=reason,
        reason_digest=_digest(reason) if reason else None,
        loaded_by=by,
        recorded_at=at,
    )
    session.add(version)
    session.flush()
    return version


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
