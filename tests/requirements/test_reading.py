from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest

from app.catalogue.topics import TOPICS
from app.errors import Misconfigured
from app.requirements.reading import SHIPPED, read_rules, shipped_rules

TEXT = SHIPPED.read_text(encoding="utf-8")


def test_the_shipped_rules_name_their_source_and_what_is_open() -> None:
    rules = shipped_rules()
    training = [rule.sponsor for rule in rules if rule.kind == "training"]
    assert training == ["NSF", "DOE", "NIH", "NIH", "NASA", "USDA"]
    assert {rule.sponsor: rule.per for rule in rules if rule.kind == "certification"} == {"NSF": "person", "NIH": "award"}
    assert all(set(rule.topics) <= set(TOPICS) for rule in rules)
    assert all(urlsplit(rule.source_address).path.strip("/") and rule.open_points for rule in rules)
    in_force = {rule.slug: rule.in_force_from for rule in rules}
    assert in_force["nih"] == dt.date(2026, 5, 25)
    assert in_force["nasa"] == dt.date(2026, 8, 5)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("window_months: 12", "window_months: a year", "rules.yaml:9: nsf, window_months"),
        ("window_months: 12", "window_months: 0", "window_months"),
        ("in_force_from: 2025-12-02", "in_force_from: soon", "in_force_from"),
        ("status: in force", "status: perhaps", "status"),
        ("disclosure, conflict-of-commitment", "gossip, conflict-of-commitment", "there is no topic gossip"),
        ("  people:", "  persons:", "persons"),
        ("https://www.nsf.gov", "http://www.nsf.gov", "source_address"),
        ("doe:", "nsf:", "rules.yaml:25: "),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(old: str, new: str, complaint: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        read_rules(TEXT.replace(old, new, 1), name="rules.yaml")
    assert complaint in raised.value.message
