from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import Act, Unsealed
from app.errors import Conflict, Invalid, NotFound
from app.requirements.keeping import (
    Loaded,
    Outcome,
    load_rules,
    retire_rule,
    set_policy,
    set_rule,
    shipped_and_not_loaded,
)
from app.requirements.models import RuleVersion
from app.requirements.queries import newest_versions, policy_known, rules_known
from app.requirements.reading import shipped_rules
from app.requirements.shapes import Policy, SponsorRule

AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=30)
WHY = "The sponsor has published a new notice."
NSF = next(rule for rule in shipped_rules() if rule.slug == "nsf")
SHORTER = NSF.model_copy(update={"window_months": 6})


def rule(session: Session, slug: str, known_at: dt.datetime) -> SponsorRule | None:
    return next((one for _id, one in rules_known(session, known_at=known_at) if one.slug == slug), None)


def newest_id(session: Session, slug: str = "nsf") -> int:
    return newest_versions(session)[slug].id


def load(session: Session, *rules: SponsorRule, over_office: bool = False, at: dt.datetime = AT) -> dict[str, Outcome]:
    loaded = load_rules(session, rules or shipped_rules(), by=None, at=at, over_office=over_office)
    return {one.slug: one.outcome for one in loaded}


def test_until_something_is_loaded_the_shipped_rules_hold(session: Session) -> None:
    assert rules_known(session, known_at=AT) == [(None, rule) for rule in shipped_rules()]
    assert policy_known(session, known_at=AT) == (None, Policy())


def test_a_version_is_made_only_where_something_differs(session: Session) -> None:
    assert set(load(session).values()) == {Outcome.NEW}
    assert set(load(session, at=LATER).values()) == {Outcome.SAME}
    assert load(session, SHORTER, at=LATER) == {"nsf": Outcome.CHANGED}
    assert session.scalar(select(func.count(RuleVersion.id))) == len(shipped_rules()) + 1
    assert [one.slug for _id, one in rules_known(session, known_at=LATER)] == [one.slug for one in shipped_rules()]


def test_what_was_known_then_is_still_what_was_known_then(session: Session) -> None:
    load(session)
    set_rule(session, SHORTER, by=None, at=LATER, reason=WHY, based_on=newest_id(session))
    assert rule(session, "nsf", AT) == NSF
    assert rule(session, "nsf", LATER - dt.timedelta(microseconds=1)) == NSF
    assert rule(session, "nsf", LATER) == SHORTER


def test_what_the_office_set_is_not_overwritten_unless_told(session: Session) -> None:
    load(session)
    set_rule(session, SHORTER, by=None, at=AT, reason=WHY, based_on=newest_id(session))
    assert load(session, NSF, at=LATER) == {"nsf": Outcome.KEPT}
    assert rule(session, "nsf", LATER) == SHORTER
    assert load(session, NSF, over_office=True, at=LATER) == {"nsf": Outcome.CHANGED}
    assert rule(session, "nsf", LATER) == NSF


def test_the_first_rule_of_the_office_stands_beside_the_shipped_ones(session: Session) -> None:
    own = NSF.model_copy(update={"slug": "foundation", "sponsor": "Foundation"})
    set_rule(session, own, by=None, at=AT, reason=WHY, based_on=None)
    assert [one.slug for _id, one in rules_known(session, known_at=AT)] == [*(one.slug for one in shipped_rules()), "foundation"]


def test_two_administrators_do_not_overwrite_each_other(session: Session) -> None:
    load(session)
    seen = newest_id(session)
    set_rule(session, SHORTER, by=None, at=AT, reason=WHY, based_on=seen)
    with pytest.raises(Conflict, match="meanwhile"):
        set_rule(session, NSF.model_copy(update={"window_months": 9}), by=None, at=AT, reason=WHY, based_on=seen)
    with pytest.raises(Conflict, match="Nothing differs"):
        set_rule(session, SHORTER, by=None, at=AT, reason=WHY, based_on=newest_id(session))
    with pytest.raises(Invalid, match="already") as raised:
        set_rule(session, SHORTER, by=None, at=AT, reason=WHY, based_on=None)
    assert raised.value.field == "slug"


def test_a_retired_rule_holds_until_its_last_day(session: Session) -> None:
    load(session)
    last = dt.date(2026, 6, 30)
    retire_rule(session, slug="nsf", last_day=last, reason=WHY, by=None, at=AT, based_on=newest_id(session))
    retired = rule(session, "nsf", AT)
    assert retired is not None
    assert (retired.status, retired.holds_on(last), retired.holds_on(last + dt.timedelta(days=1))) == ("withdrawn", True, False)


def test_a_rule_may_be_withdrawn_before_it_ever_held(session: Session) -> None:
    load(session)
    never = NSF.in_force_from - dt.timedelta(days=1)
    retire_rule(session, slug="nsf", last_day=never, reason=WHY, by=None, at=AT, based_on=None)
    retired = rule(session, "nsf", AT)
    assert retired is not None
    assert not retired.holds_on(NSF.in_force_from)
    day = never - dt.timedelta(days=1)
    with pytest.raises(Invalid, match="before the rule came into force"):
        retire_rule(session, slug="nsf", last_day=day, reason=WHY, by=None, at=AT, based_on=None)
    with pytest.raises(NotFound):
        retire_rule(session, slug="none", last_day=never, reason=WHY, by=None, at=AT, based_on=None)


@pytest.mark.parametrize("reason", ["", "  no ", "x" * 1001])
def test_a_change_says_why(session: Session, reason: str) -> None:
    with pytest.raises(Invalid) as raised:
        set_rule(session, SHORTER, by=None, at=AT, reason=reason, based_on=None)
    assert raised.value.field == "reason"


def test_the_policy_has_versions_too(session: Session) -> None:
    first = set_policy(session, Policy(anniversary_counts=True), by=None, at=AT, reason=WHY, based_on=None)
    stricter = Policy(anniversary_counts=True, stricter_months={"nsf": 6}, equivalents=["citi"])
    set_policy(session, stricter, by=None, at=LATER, reason=WHY, based_on=first.id)
    assert policy_known(session, known_at=AT) == (first.id, Policy(anniversary_counts=True))
    assert policy_known(session, known_at=LATER)[1] == stricter
    with pytest.raises(Conflict, match="meanwhile"):
        set_policy(session, Policy(), by=None, at=LATER, reason=WHY, based_on=first.id)


def test_the_policy_that_holds_already_is_no_change(session: Session) -> None:
    with pytest.raises(Conflict, match="Nothing differs"):
        set_policy(session, Policy(), by=None, at=AT, reason=WHY, based_on=None)


def test_each_change_is_sealed_and_on_the_audit_log(session: Session) -> None:
    load(session)
    session.execute(Unsealed.__table__.delete())  # type: ignore[attr-defined]
    set_rule(session, SHORTER, by=None, at=AT, reason=WHY, based_on=newest_id(session))
    set_policy(session, Policy(anniversary_counts=True), by=None, at=AT, reason=WHY, based_on=None)
    session.flush()
    assert sorted(session.scalars(select(Unsealed.kind))) == ["act", "act", "policy_version", "rule_version"]
    acts = session.scalars(select(Act).order_by(Act.id)).all()
    assert [(act.action, act.reason) for act in acts] == [("rules.loaded", None), ("rule.changed", WHY), ("policy.set", WHY)]


def test_it_is_told_what_came_with_a_newer_version(session: Session) -> None:
    assert shipped_and_not_loaded(session) == []
    load(session, *(one for one in shipped_rules() if one.slug != "usda"))
    assert shipped_and_not_loaded(session) == ["usda"]
    load(session)
    load(session, SHORTER, at=LATER)
    assert shipped_and_not_loaded(session) == ["nsf"]
    set_rule(session, NSF.model_copy(update={"window_months": 3}), by=None, at=LATER, reason=WHY, based_on=newest_id(session))
    assert shipped_and_not_loaded(session) == []


def test_loading_for_the_first_time_changes_nothing_that_holds(session: Session) -> None:
    assert len(load_rules(session, shipped_rules(), by=None, at=AT, first=True)) == len(shipped_rules())
    assert load_rules(session, [SHORTER], by=None, at=LATER, first=True) == []
    assert Loaded("nsf", Outcome.CHANGED) in load_rules(session, [SHORTER], by=None, at=LATER)
