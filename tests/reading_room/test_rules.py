"""The public table of sponsors' rules."""

from __future__ import annotations

import datetime as dt

import pytest

from app.clock import now
from app.database.sessions import Database
from app.languages import local_day
from app.requirements.keeping import load_rules, retire_rule, set_rule
from app.requirements.queries import newest_versions
from app.requirements.reading import shipped_rules
from app.requirements.rule_wording import FIELDS, changes_between, status_of
from app.requirements.shapes import SponsorRule
from tests.factories.content import publish_sample
from tests.visitor import Visitor

NSF = next(rule for rule in shipped_rules() if rule.slug == "nsf")
TODAY = dt.date(2026, 11, 22)


def altered(**facts: object) -> SponsorRule:
    return SponsorRule.model_validate(NSF.model_dump() | facts)


def test_every_rule_with_its_source_and_what_is_open(visitor: Visitor) -> None:
    visitor.get("/").follow("What sponsors ask")
    assert visitor.heading == "What sponsors ask"
    for rule in shipped_rules():
        assert f"{rule.sponsor}: {rule.title}" in visitor.text
        assert all(point in visitor.text for point in rule.open_points)
    assert "last checked" in visitor.text
    assert "Add a rule" not in visitor.text


def test_one_rule_says_that_it_came_with_openward(visitor: Visitor) -> None:
    visitor.get("/rules").follow("Topics, what counts, and how this rule has changed")
    assert visitor.heading == f"NSF: {NSF.title}"
    assert "It came with Openward and has not changed here." in visitor.text
    assert "Cybersecurity" in visitor.text
    visitor.get("/rules/none", status=404)


def test_a_rule_that_names_a_course_takes_nothing_from_elsewhere(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session)
        rule = altered(slug="named", topics=[], courses=["keys", "other-support-in-five-minutes"])
        set_rule(session, rule, by=None, at=now(), reason="A new notice.", based_on=None)
    visitor.get("/rules/named")
    assert "One of these courses: Looking after keys" in visitor.text
    assert "other-support-in-five-minutes" in visitor.text
    assert "Only the courses named here count, none from elsewhere." in visitor.text
    assert not rule.takes("citi")


def test_the_history_says_what_changed_and_why(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        load_rules(session, shipped_rules(), by=None, at=now(), reason="The rules that came with Openward")
        based_on = newest_versions(session)["nsf"].id
        set_rule(session, altered(window_months=6), by=None, at=now(), reason="A new notice.", based_on=based_on)
    visitor.get("/rules/nsf")
    assert "6 months" in visitor.text
    changes = visitor.page.query("tbody tr")
    assert "Not older than, in months: 12 6" in " ".join(changes[0].to_text().split())
    assert "A new notice." in changes[0].to_text()
    assert "The first version" in changes[1].to_text()


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "1 day ago"), (40, "40 days ago")])
def test_how_long_ago_it_was_checked_is_said(visitor: Visitor, database: Database, days: int, words: str) -> None:
    checked_on = local_day(now(), "America/New_York") - dt.timedelta(days=days)
    with database.transaction() as session:
        load_rules(session, [altered(checked_on=checked_on)], by=None, at=now())
    assert f"last checked {words}" in visitor.get("/rules").text


def test_a_withdrawn_rule_stays_and_says_so(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        day = dt.date(2026, 12, 31)
        retire_rule(session, slug="nsf", last_day=day, reason="The notice is void.", by=None, at=now(), based_on=None)
    visitor.get("/rules/nsf")
    assert "Withdrawn holds until 31 December 2026" in visitor.text
    rules = [" ".join(row.to_text().split()) for row in visitor.get("/rules").page.query("tbody tr")]
    assert rules[-1].startswith("NSF Important Notice 149")


@pytest.mark.parametrize(
    ("facts", "shape", "words"),
    [
        ({}, "covered", ("In force", "since 2 December 2025")),
        ({"in_force_until": dt.date(2027, 1, 1)}, "covered", ("In force", "until 1 January 2027")),
        ({"in_force_until": dt.date(2026, 1, 1)}, "expired", ("Over", "since 1 January 2026")),
        ({"status": "announced", "in_force_from": dt.date(2027, 1, 1)}, "joiner", ("Announced", "in force from 1 January 2027")),
        ({"status": "delayed"}, "lapses", ("Delayed", "holds on no day; 2 December 2025 was named")),
        (
            {"status": "withdrawn", "in_force_until": dt.date(2026, 12, 31)},
            "expired",
            ("Withdrawn", "holds until 31 December 2026"),
        ),
        ({"status": "withdrawn", "in_force_until": dt.date(2025, 12, 1)}, "expired", ("Withdrawn", "before it ever held")),
    ],
)
def test_a_state_is_told_in_shape_and_words(facts: dict[str, object], shape: str, words: tuple[str, str]) -> None:
    assert status_of(altered(**facts), TODAY, "en") == (shape, *words)


def test_every_field_has_words() -> None:
    assert set(FIELDS) == set(SponsorRule.model_fields) - {"slug"}


def test_changes_are_told_plainly() -> None:
    after = altered(attestation=True, joiners_days=30, in_force_until=dt.date(2027, 1, 1), open_points=["One.", "Two."])
    assert changes_between(NSF, NSF, "en") == []
    assert changes_between(NSF, after, "en")[:3] == [
        ("In force until", "nothing", "1 January 2027"),
        ("Days for who joins", "nothing", "30"),
        ("Another employer's word counts", "no", "yes"),
    ]
