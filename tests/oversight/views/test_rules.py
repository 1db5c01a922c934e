"""Keeping sponsors' rules and the policy in the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.models import Person
from app.clock import now
from app.database.sessions import Database
from app.requirements.queries import policy_known, rules_known, versions_of
from app.requirements.reading import shipped_rules
from app.requirements.shapes import Policy, RefusedVersion, SponsorRule
from app.teams.models import Team, TeamEvent
from tests.oversight.conftest import Calder, nodes
from tests.visitor import Visitor

As = Callable[[Person], Visitor]
WHY = "The sponsor has published a new notice."
NEW: dict[str, Any] = {
    "slug": "foundation",
    "sponsor": "Foundation",
    "name": "The Calder Foundation",
    "title": "Terms of 2027",
    "in_force_from": "2027-01-01",
    "event": "the application",
    "events": ["proposal"],
    "people": "everybody named",
    "topics": ["disclosure"],
    "source_title": "Terms",
    "source_address": "https://foundation.example/terms",
    "reason": WHY,
}


def present(database: Database, slug: str) -> SponsorRule | None:
    with database.reading() as session:
        return next((rule for _id, rule in rules_known(session, known_at=now()) if rule.slug == slug), None)


def policy(database: Database) -> Policy:
    with database.reading() as session:
        return policy_known(session, known_at=now())[1]


def test_only_an_administrator_keeps_rules(calder: Calder, as_: As) -> None:
    assert "Add a rule" not in as_(calder.sam).get("/rules").text
    for person in (calder.sam, calder.vera, calder.phil):
        as_(person).get("/rules-to-keep/new", status=403)
        as_(person).get("/policy", status=403)
    assert "Add a rule" in as_(calder.ruth).get("/rules").text


def test_a_rule_is_added(calder: Calder, as_: As, database: Database) -> None:
    ruth = as_(calder.ruth).get("/rules").follow("Add a rule")
    ruth.press("Keep this version", **NEW)
    assert ruth.heading == "Foundation: Terms of 2027"
    assert "Announced in force from 1 January 2027" in ruth.text
    found = present(database, "foundation")
    assert found is not None
    assert (found.window_months, found.joiners_days, found.equivalents, found.per) == (12, None, ["any"], None)
    assert present(database, "nsf") is not None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("slug", "Not A Slug", "small letters, figures and hyphens"),
        ("slug", "nsf", "There is a rule of this name already"),
        ("name", "", "Write something here"),
        ("events", [], "Choose at least one"),
        ("window_months", "a year", "Write a whole number"),
        ("window_months", "0", "Write a number from 1 on"),
        ("in_force_from", "", "Write the day"),
        ("source_address", "foundation.example", "beginning with https://"),
        ("equivalents", "any, udemy", "There is no provider udemy"),
        ("reason", "", "Say why"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    calder: Calder, as_: As, database: Database, field: str, value: object, said: str
) -> None:
    ruth = as_(calder.ruth).get("/rules-to-keep/new")
    ruth.press("Keep this version", status=422, **(NEW | {field: value}))
    assert said in " ".join(one.to_text() for one in nodes(ruth, ".govuk-error-message"))
    assert nodes(ruth, "#sponsor")[0].attrs["value"] == "Foundation"
    assert present(database, "foundation") is None


def test_several_complaints_come_at_once_and_those_of_the_whole_stand_above(calder: Calder, as_: As) -> None:
    ruth = as_(calder.ruth).get("/rules-to-keep/new")
    ruth.press("Keep this version", status=422, **(NEW | {"name": "", "window_months": "x"}))
    assert len(nodes(ruth, ".govuk-error-message")) == 2
    ruth.press("Keep this version", status=422, **(NEW | {"topics": [], "window_months": "12"}))
    assert "name the topics that training must address" in nodes(ruth, ".govuk-error-summary")[0].to_text()


def test_a_rule_is_changed_and_its_history_kept(calder: Calder, as_: As, database: Database) -> None:
    ruth = as_(calder.ruth).get("/rules/nsf").follow("Change this rule")
    assert nodes(ruth, "#window_months")[0].attrs["value"] == "12"
    ruth.press("Keep this version", window_months="6", reason=WHY)
    assert "Not older than, in months: 12 6" in ruth.text
    changed = present(database, "nsf")
    assert changed is not None
    assert changed.window_months == 6
    with database.reading() as session:
        assert [version.origin for version in versions_of(session, "nsf")] == ["office", "shipped"]
    ruth.get("/rules-to-keep/nsf").press("Keep this version", status=422, reason=WHY)
    assert "Nothing differs from the present version" in ruth.text


def test_ticking_the_same_in_another_order_is_no_change(calder: Calder, as_: As, database: Database) -> None:
    rule = next(one for one in shipped_rules() if one.slug == "nsf")
    as_(calder.ruth).get("/rules-to-keep/nsf").press("Keep this version", window_months="6", reason=WHY)
    changed = present(database, "nsf")
    assert changed is not None
    assert changed.topics == rule.topics != sorted(rule.topics)


def test_two_administrators_at_once(calder: Calder, as_: As) -> None:
    ruth, other = as_(calder.ruth), as_(calder.ruth)
    ruth.get("/rules-to-keep/nsf").press("Keep this version", window_months="6", reason=WHY)
    ruth.get("/rules-to-keep/nsf")
    other.get("/rules-to-keep/nsf").press("Keep this version", window_months="3", reason=WHY)
    ruth.press("Keep this version", status=422, window_months="9", reason=WHY)
    assert "Somebody has changed this rule meanwhile" in ruth.text
    assert nodes(ruth, "#window_months")[0].attrs["value"] == "9"


def test_before_a_withdrawal_it_is_shown_what_it_touches(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        team = Team(title="Grid Storage", sponsor="nsf", made_at=now(), recorded_at=now())
        session.add(team)
        session.flush()
        for kind, days in (("proposal", 10), ("proposal", -10), ("award", 10)):
            day = now().date() + dt.timedelta(days=days)
            session.add(TeamEvent(team_id=team.id, kind=kind, happens_on=day, made_at=now(), recorded_at=now()))
    ruth = as_(calder.ruth).get("/rules/nsf").follow("Withdraw it")
    assert "Teams of this sponsor 1: Grid Storage" in ruth.text
    assert "Coming events it is asked at 1" in ruth.text
    ruth.press("Withdraw the rule", status=422, last_day="2020-01-01", reason=WHY)
    assert "The last day lies before the rule came into force" in ruth.text
    ruth.press("Withdraw the rule", last_day="2026-12-31", reason=WHY)
    assert "Withdrawn" in ruth.text
    assert WHY in ruth.text
    ruth.get("/rules-to-keep/none/withdraw", status=404)


def test_the_policy_is_set_and_its_history_shown(calder: Calder, as_: As, database: Database) -> None:
    ruth = as_(calder.ruth).get("/policy")
    assert "the strictest reading holds" in ruth.text
    assert "America/New_York" in ruth.text
    fields: dict[str, Any] = {"anniversary_counts": "y", "equivalents": ["citi"], "any_provider": []}
    fields |= {"warn_days": "90, 14", "stricter": "nsf 6\nDOE: 9"}
    ruth.press("Keep this policy", **fields, refused="keys 1.0 2027-01-01", reason=WHY)
    assert policy(database) == Policy(
        anniversary_counts=True,
        warn_days=[90, 14],
        stricter_months={"nsf": 6, "doe": 9},
        equivalents=["citi"],
        refused_versions=[RefusedVersion(course="keys", label="1.0", from_on=dt.date(2027, 1, 1))],
    )
    assert "keys 1.0 does not count from 2027-01-01" in ruth.text
    assert "Ruth Okafor" in ruth.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("warn_days", "soon", "whole numbers of days"),
        ("warn_days", "1,2,3,4,5,6,7", "six at the most"),
        ("stricter", "nsf", "write it as nsf 6"),
        ("stricter", "esa 6", "No rule is of a sponsor esa"),
        ("stricter", "nsf 0", "from 1 to 120 months"),
        ("refused", "keys 1.0", "write it as research-security 1.2 2027-01-01"),
        ("refused", "keys 1.0 2027-02-30", "write it as research-security 1.2 2027-01-01"),
        ("reason", "", "Say why"),
    ],
)
def test_a_wrong_policy_is_said_beside_its_field(
    calder: Calder, as_: As, database: Database, field: str, value: str, said: str
) -> None:
    ruth = as_(calder.ruth).get("/policy")
    fields: dict[str, Any] = {"anniversary_counts": "y", "reason": WHY, field: value}
    ruth.press("Keep this policy", status=422, **fields)
    assert said in nodes(ruth, f"#{field}-error")[0].to_text()
    assert policy(database) == Policy()
