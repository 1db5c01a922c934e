from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.requirements.demanding import Demand, ProofSort, Sort, demand_for_course, demand_of
from app.requirements.reading import shipped_rules
from app.requirements.shapes import Policy, RefusedVersion

NSF = next(rule for rule in shipped_rules() if rule.slug == "nsf")
ALL = frozenset(NSF.topics)
WHOLE = Sort("a", "whole", "1.0", ALL)
HALF = Sort("b", "half", "1.0", frozenset(NSF.topics[:3]))
WORD = ProofSort("attestation", "employer", "[]", frozenset())
CITI = ProofSort("completion", "citi", "[]", frozenset(NSF.topics[:1]))
ON = dt.date(2026, 11, 22)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))


def test_topics_that_the_same_sorts_address_are_one_need() -> None:
    needs = demand_of(NSF, Policy(), [WHOLE, HALF], [CITI], on=ON).needs
    assert {(need.sorts, need.proofs) for need in needs} == {
        (frozenset({WHOLE, HALF}), frozenset({CITI})),
        (frozenset({WHOLE, HALF}), frozenset()),
        (frozenset({WHOLE}), frozenset()),
    }


def test_a_refused_version_and_a_provider_that_is_not_taken_do_not_count() -> None:
    policy = Policy(
        equivalents=["secure"], refused_versions=[RefusedVersion(course="whole", label="1.0", from_on=dt.date(2026, 11, 22))]
    )
    demand = demand_of(NSF, policy, [WHOLE, HALF], [CITI], on=ON)
    assert all(WHOLE not in need.sorts and not need.proofs for need in demand.needs)
    before = demand_of(NSF, policy, [WHOLE], [], on=ON - dt.timedelta(days=1))
    assert [need.sorts for need in before.needs] == [frozenset({WHOLE})]


def test_a_rule_that_names_courses_counts_these_alone() -> None:
    rule = next(one for one in shipped_rules() if one.slug == "nih-other-support")
    named = Sort("c", rule.courses[0], "1.0", frozenset())
    (need,) = demand_of(rule, Policy(), [WHOLE, named], [CITI], on=ON).needs
    assert need.sorts == {named}
    assert not need.proofs


def test_the_word_of_another_employer_is_for_the_whole_where_the_rule_takes_it() -> None:
    takes = NSF.model_copy(update={"attestation": True})
    assert all(WORD in need.proofs for need in demand_of(takes, Policy(), [WHOLE, HALF], [CITI, WORD], on=ON).needs)
    named = takes.model_copy(update={"courses": ["named"], "topics": []})
    assert [need.proofs for need in demand_of(named, Policy(), [WHOLE], [CITI, WORD], on=ON).needs] == [frozenset({WORD})]
    refuses = NSF.model_copy(update={"attestation": False})
    assert not any(WORD in need.proofs for need in demand_of(refuses, Policy(), [WHOLE], [WORD], on=ON).needs)


@given(day=DAYS, counts=st.booleans(), months=st.sampled_from([1, 6, 12, 24]))
def test_since_is_the_earliest_day_that_covers(day: dt.date, counts: bool, months: int) -> None:
    demand = Demand("x", "X", (), months, counts)
    since = demand.since(day)
    assert since is not None
    assert (demand.through(since) or day) >= day
    assert (demand.through(since - dt.timedelta(days=1)) or day) < day


@given(first=DAYS, second=DAYS)
def test_an_earlier_completion_never_covers_more(first: dt.date, second: dt.date) -> None:
    demand = demand_for_course("whole", "Whole", Policy(), [WHOLE])
    earlier, later = sorted((first, second))
    assert (demand.through(earlier) or earlier) <= (demand.through(later) or later)
