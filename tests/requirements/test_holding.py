"""What somebody's training is worth today, without a team: the same as a check of that day would say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.equivalents.queries import Proof
from app.records.queries import Held
from app.requirements.answers import GOOD, Named, Question, State
from app.requirements.gathering import Evidence
from app.requirements.holding import _holding, worth_of
from app.requirements.judging import judge
from app.requirements.keeping import retire_rule, set_policy
from app.requirements.reading import shipped_rules
from app.requirements.shapes import Holding, Policy, Training

RULES = {rule.slug: rule for rule in shipped_rules()}
TOPICS = frozenset(RULES["doe"].topics)
ON = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC)
DAYS = st.dates(dt.date(2025, 6, 1), dt.date(2026, 11, 22))


def proof(on: dt.date, kind: str = "completion", *, pending: bool = False, **facts: Any) -> Proof:
    usual: dict[str, Any] = {
        "person_id": 1, "submission_id": 1, "code": f"{kind}-{on}", "kind": kind, "provider": "citi", "title": "Ina Falk",
        "employer": "Nordfjord Institute" if kind == "attestation" else None, "completed_on": on,
        "topics": TOPICS if kind == "completion" else frozenset(), "is_pending": pending, "decided_by": None, "decided_at": None,
    }  # fmt: skip
    return Proof(**(usual | facts))


def as_evidence(one: Proof) -> Evidence:
    kind, brought_by = "equivalent" if one.kind == "completion" else one.kind, (one.provider, one.employer or "", one.is_pending)
    return Evidence(kind, one.code, one.title, "", "", one.completed_on, None, one.topics, *brought_by)


def worth(session: Session, *proofs: Proof, completions: Sequence[Held] = ()) -> dict[str, Holding]:
    found = worth_of(session, completions, proofs, zone="America/New_York", on=ON, known_at=AT)
    return {holding.rule.slug: holding for holding in found.holdings}


def test_another_employers_word_counts_where_the_rule_takes_it(session: Session) -> None:
    word = proof(dt.date(2026, 3, 1), "attestation")
    held = worth(session, word)
    assert held["doe"].holds_on(ON)
    assert (held["doe"].attested_by, held["doe"].held_through) == ("Nordfjord Institute", dt.date(2027, 2, 28))
    assert (held["nsf"].holds_on(ON), held["nsf"].attested_by) == (False, "")
    both = worth(session, word, proof(dt.date(2026, 5, 1)))
    assert (both["doe"].attested_by, both["doe"].held_through) == ("", dt.date(2027, 4, 30))


@pytest.mark.parametrize(
    "word",
    [proof(dt.date(2026, 3, 1), "attestation", pending=True), proof(dt.date(2025, 3, 1), "attestation")],
    ids=["waits", "over"],
)
def test_a_word_that_waits_or_is_over_changes_nothing(session: Session, word: Proof) -> None:
    assert worth(session, word)["doe"].attested_by == ""
    assert not worth(session, word)["doe"].holds_on(ON)


def test_what_the_institution_does_not_take_does_not_count(session: Session) -> None:
    assert worth(session, proof(dt.date(2026, 5, 1)))["nsf"].holds_on(ON)
    set_policy(session, Policy(equivalents=["secure-ctm"]), by=None, at=AT, reason="As the office decided", based_on=None)
    assert not worth(session, proof(dt.date(2026, 5, 1)))["nsf"].holds_on(ON)


def test_a_rule_that_does_not_hold_that_day_is_left_out(session: Session) -> None:
    assert "nasa" in worth(session)
    retire_rule(session, slug="nasa", last_day=dt.date(2026, 11, 21), reason="It was withdrawn", by=None, at=AT, based_on=None)
    assert "nasa" not in worth(session)
    assert not {"nsf-talent", "nih-other-support"} & set(worth(session))


@given(
    st.lists(st.tuples(DAYS, st.sampled_from(("completion", "attestation")), st.booleans()), max_size=5),
    st.lists(DAYS, max_size=2),
    st.sampled_from(("nsf", "doe")),
    st.booleans(),
)
def test_it_agrees_with_a_check_of_that_day(
    brought: list[tuple[dt.date, str, bool]], own: list[dt.date], slug: str, lenient: bool
) -> None:
    rule, policy = RULES[slug], Policy(anniversary_counts=lenient)
    proofs = [proof(on, kind, pending=pending) for on, kind, pending in brought]
    holding = _holding(rule, policy, [Training(on, TOPICS) for on in own], proofs, ON)
    evidence = [Evidence("completion", f"own-{on}", "Keys", "keys", "1", on, None, TOPICS) for on in own]
    evidence += [as_evidence(one) for one in proofs]
    evidence.sort(key=lambda one: one.completed_on)
    verdict = judge(rule, policy, Named("Ana"), evidence, question=Question(slug, "proposal", ON, ()), today=ON)
    assert holding.holds_on(ON) == (verdict.state in GOOD)
    assert bool(holding.attested_by) == (verdict.state is State.ATTESTED)
    if verdict.state in GOOD:
        assert holding.held_through == verdict.through
