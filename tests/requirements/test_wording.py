from __future__ import annotations

import datetime as dt

import pytest

from app.requirements.answer_wording import Sentences, headline
from app.requirements.answers import Named, Question, State, worst_of
from app.requirements.evidence_wording import policy_sentences
from app.requirements.gathering import Evidence
from app.requirements.judging import judge
from app.requirements.reading import shipped_rules
from app.requirements.shapes import Event, Policy, RefusedVersion, TeamRole
from app.requirements.wording import EVENT_WORDS, ROLE_WORDS, STATE_WORDS, event_words, role_words, state_words


def test_every_event_role_and_state_has_words_of_its_own() -> None:
    for words, kind in ((EVENT_WORDS, Event), (ROLE_WORDS, TeamRole), (STATE_WORDS, State)):
        assert set(words) == set(kind)
        assert len(set(words.values())) == len(words)


def test_what_is_no_event_or_role_stands_as_it_was_typed() -> None:
    assert (event_words("proposal", "en"), event_words("party", "en")) == ("Proposal", "party")
    assert (role_words("senior-personnel", "en"), role_words("wizard", "en")) == ("Senior/key person", "wizard")
    assert state_words("pending-review", "en") == "Waits for review"


RULES = {rule.slug: rule for rule in shipped_rules()}
DAY = dt.date(2026, 12, 4)


@pytest.mark.parametrize(
    ("rule", "kind", "policy", "words"),
    [
        ("nsf", "completion", Policy(refused_versions=[RefusedVersion(course="keys", label="1.0", from_on=DAY)]),
         "Completed Keys on 3 March 2026; our policy takes its version 1.0 no longer."),
        ("nsf", "equivalent", Policy(equivalents=[]),
         "Completed Keys elsewhere on 3 March 2026; training of that provider is not taken here."),
        ("nsf", "attestation", Policy(), "Harbour Institute gives its word, and this rule takes no employer's word."),
        ("nih-other-support", "completion", Policy(),
         "Completed Keys on 3 March 2026, which is none of the courses that this rule names."),
    ],
)  # fmt: skip
def test_what_is_on_record_and_does_not_count_is_named(rule: str, kind: str, policy: Policy, words: str) -> None:
    one = Evidence(
        kind, "c", "Keys", "keys", "1.0", dt.date(2026, 3, 3), None, frozenset(RULES["nsf"].topics), employer="Harbour Institute"
    )
    question = Question("nsf", "proposal", DAY, ())
    verdict = judge(RULES[rule], policy, Named("Ana"), [one], question=question, today=DAY)
    assert (verdict.state, Sentences(RULES[rule], question, "en").because(verdict)) == (State.MISSING, words)


def test_one_day_late_is_one_day() -> None:
    question, named = Question("doe", "joining", DAY, ()), Named("Ana", joined_on=dt.date(2026, 3, 1))
    done = Evidence("completion", "c", "Keys", "keys", "1", dt.date(2026, 4, 1), None, frozenset(RULES["doe"].topics))
    verdict = judge(RULES["doe"], Policy(), named, [done], question=question, today=DAY)
    said = Sentences(RULES["doe"], question, "en").because(verdict)
    assert said.endswith("That was 1 day after the newcomer's time ended on 31 March 2026.")


def test_a_headline_counts_each_person_once_and_covers_nobody_who_is_not_asked() -> None:
    two_rules = [[State.MISSING, State.COVERED], [State.MISSING, State.NOT_REQUIRED]]
    assert headline(False, worst_of(two_rules), "en") == "1 of 2 is not covered"
    assert headline(True, [State.NOT_REQUIRED] * 3, "en") == "Nobody is asked for training here"
    assert headline(True, [], "en") == "No rule of this sponsor asks for training here"


def test_the_policy_is_told_as_far_as_it_bears_on_the_answer() -> None:
    refused = RefusedVersion(course="keys", label="1.0", from_on=DAY)
    policy = Policy(stricter_months={"nsf": 6, "doe": 3}, equivalents=["citi"], refused_versions=[refused])
    document = {"policy": policy.model_dump(mode="json"), "sponsor": "nsf", "zone": "America/New_York"}
    assert policy_sentences(document, "en") == [
        "The day before the anniversary is the last.",
        "For NSF training counts for 6 months at most.",
        "From elsewhere counts only training of: CITI Program.",
        "Version 1.0 of keys does not count for days from 4 December 2026 on.",
        "Days are those of America/New_York.",
    ]
    nothing = document | {"policy": Policy(anniversary_counts=True, equivalents=[]).model_dump(mode="json")}
    assert policy_sentences(nothing, "en")[:2] == ["The anniversary itself counts.", "No training from elsewhere counts."]
