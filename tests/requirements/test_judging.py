"""The numbered examples of what a rules engine must answer, and the properties behind them. No database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.requirements.answers import Named, Question, State
from app.requirements.gathering import Certified, Evidence
from app.requirements.judging import Verdict, applies, judge, judge_certification
from app.requirements.reading import shipped_rules
from app.requirements.reckoning import months_after
from app.requirements.shapes import Policy, RefusedVersion, SponsorRule

RULES = {rule.slug: rule for rule in shipped_rules()}
ALL = frozenset(RULES["nsf"].topics)
LENIENT = Policy(anniversary_counts=True)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2034, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def ask(rule: str, on: str, event: str = "proposal", due_on: str | None = None) -> Question:
    return Question(RULES[rule].sponsor_slug, event, day(on), (), due_on=day(due_on) if due_on else None)


def done(
    on: str | dt.date, *, kind: str = "completion", course: str = "research-security", label: str = "1", **facts: object
) -> Evidence:
    when = day(on) if isinstance(on, str) else on
    return Evidence(kind, f"{kind}-{when}", "Research security", course, label, when, None, ALL, **facts)  # type: ignore[arg-type]


def judged(
    rule: str,
    on: str,
    *evidence: Evidence,
    event: str = "proposal",
    named: Named | None = None,
    policy: Policy | None = None,
    today: str | None = None,
) -> Verdict:
    return judge(
        RULES[rule], policy or Policy(), named or Named("Ana"), evidence, question=ask(rule, on, event), today=day(today or on)
    )


def test_1_within_a_year_beyond_it_and_on_the_anniversary() -> None:
    training = done("2025-06-03")
    assert judged("nsf", "2026-06-02", training).state is State.COVERED
    assert judged("nsf", "2026-06-04", training).state is State.EXPIRED
    assert judged("nsf", "2026-06-03", training).state is State.EXPIRED
    assert judged("nsf", "2026-06-03", training, policy=LENIENT).state is State.COVERED
    assert judged("nsf", "2026-06-04", training, policy=LENIENT).state is State.EXPIRED


def test_2_a_rule_that_is_not_in_force_yet_asks_nothing() -> None:
    assert not applies(RULES["nsf"], ask("nsf", "2025-10-20"))
    assert applies(RULES["nsf"], ask("nsf", "2025-12-02"))


def test_3_a_newcomer_has_thirty_days() -> None:
    newcomer = Named("Ana", role="project-manager", joined_on=day("2026-03-01"))
    assert judged("doe", "2026-03-31", event="joining", named=newcomer).state is State.JOINER
    assert judged("doe", "2026-03-31", event="joining", named=newcomer).until == day("2026-03-31")
    in_time = judged("doe", "2026-04-05", done("2026-03-30"), event="joining", named=newcomer)
    assert (in_time.state, in_time.late_days) == (State.COVERED, 0)
    late = judged("doe", "2026-04-05", done("2026-04-01"), event="joining", named=newcomer)
    assert (late.state, late.late_days) == (State.COVERED, 1)
    assert judged("doe", "2026-04-01", event="joining", named=newcomer).state is State.MISSING
    assert judged("doe", "2026-03-15", event="proposal", named=newcomer).state is State.MISSING


def test_4_the_deadline_decides_whether_the_notice_applies_and_the_window_runs_from_the_submission() -> None:
    nih, other = RULES["nih"], RULES["nih-other-support"]
    assert not applies(nih, ask("nih", "2026-05-18", due_on="2026-05-20"))
    assert applies(nih, ask("nih", "2026-05-18", due_on="2026-05-25"))
    assert judged("nih", "2026-05-18", done("2025-05-19")).state is State.COVERED
    assert judged("nih", "2026-05-20", done("2025-05-19")).state is State.EXPIRED
    assert applies(other, ask("nih-other-support", "2026-05-20", "just-in-time"))
    lesson = done("2025-11-01", course="other-support-in-five-minutes")
    assert judged("nih-other-support", "2027-05-20", lesson, event="just-in-time").state is State.COVERED
    assert judged("nih-other-support", "2026-05-20", done("2025-11-01"), event="just-in-time").state is State.MISSING


def test_5_a_technician_is_asked_from_the_own_first_day_and_again_each_year() -> None:
    technician = Named("Ana", role="technician", starts_on=day("2026-09-01"))
    training = done("2025-09-02")
    assert judged("usda", "2026-08-01", training, event="start-of-work", named=technician).state is State.COVERED
    assert judged("usda", "2026-08-01", done("2025-08-31"), event="start-of-work", named=technician).state is State.LAPSES
    assert judged("usda", "2027-09-01", training, event="award-year", named=technician).state is State.EXPIRED
    assert not RULES["nsf"].asks_role("technician")


def test_6_one_completion_serves_two_sponsors_each_by_its_own_day() -> None:
    training = done("2026-06-03")
    assert judged("nsf", "2026-12-01", training).state is State.COVERED
    assert judged("usda", "2027-06-02", training, event="award-year").through == day("2027-06-02")


def test_7_a_version_counts_until_the_institution_no_longer_takes_it() -> None:
    refusing = Policy(refused_versions=[RefusedVersion(course="research-security", label="1", from_on=day("2026-07-01"))])
    training = done("2026-03-01")
    assert judged("nsf", "2026-06-30", training, policy=refusing).state is State.COVERED
    assert judged("nsf", "2026-07-01", training, policy=refusing).state is State.MISSING
    assert judged("nsf", "2026-07-01", done("2026-03-01", label="2"), policy=refusing).state is State.COVERED


def test_8_a_withdrawn_rule_still_answers_for_the_days_on_which_it_held() -> None:
    withdrawn: SponsorRule = RULES["nsf"].model_copy(update={"status": "withdrawn", "in_force_until": day("2026-06-30")})
    assert applies(withdrawn, ask("nsf", "2026-06-30"))
    assert not applies(withdrawn, ask("nsf", "2026-07-01"))


def test_another_employers_word_counts_only_where_the_rule_takes_it() -> None:
    word = done("2026-03-01", kind="attestation", employer="Harbour Institute")
    assert judged("doe", "2026-06-01", word).state is State.ATTESTED
    assert judged("nsf", "2026-06-01", word).state is State.MISSING
    assert judged("doe", "2026-06-01", word, done("2026-04-01")).state is State.COVERED


def test_what_waits_for_review_is_neither_covered_nor_missing() -> None:
    waiting = done("2026-03-01", kind="equivalent", provider="citi", is_pending=True)
    assert judged("nsf", "2026-06-01", waiting).state is State.PENDING
    assert judged("nsf", "2027-06-01", waiting).state is State.MISSING
    choosy = Policy(equivalents=["secure-ctm"])
    assert judged("nsf", "2026-06-01", waiting, policy=choosy).state is State.MISSING


@pytest.mark.parametrize(
    ("today", "state"), [("2026-05-01", State.LAPSES), ("2026-06-02", State.LAPSES), ("2026-06-03", State.EXPIRED)]
)
def test_what_lapses_before_the_day_is_told_from_what_is_over(today: str, state: State) -> None:
    assert judged("nsf", "2026-09-01", done("2025-06-03"), today=today).state is state


def test_training_after_the_day_is_named_and_does_not_count() -> None:
    verdict = judged("nsf", "2026-06-01", done("2026-06-02"), today="2026-06-10")
    assert verdict.state is State.MISSING
    assert verdict.after is not None


def test_an_unknown_role_is_always_asked() -> None:
    assert all(rule.asks_role(role) for rule in RULES.values() for role in ("", "wizard", "doctoral"))


def test_a_certification_has_its_own_clock_per_person_or_award() -> None:
    mine = [Certified("nsf", None, day("2025-07-01"), "c", "Research.gov"), Certified("nih", 7, day("2026-02-01"), "d", "here")]
    nsf = ask("nsf-talent", "2026-07-01", "award-year")
    assert judge_certification(RULES["nsf-talent"], Named("Ana"), mine, question=nsf, today=nsf.on)[0] is State.COVERED
    later = ask("nsf-talent", "2026-07-02", "award-year")
    assert judge_certification(RULES["nsf-talent"], Named("Ana"), mine, question=later, today=later.on)[0] is State.EXPIRED
    other_award = Question("nih", "award-year", day("2026-06-01"), (), team_id=8)
    assert (
        judge_certification(RULES["nih-talent"], Named("Ana"), mine, question=other_award, today=other_award.on)[0]
        is State.MISSING
    )


@given(DAYS, DAYS, DAYS, st.booleans())
def test_an_earlier_completion_never_covers_more(one: dt.date, other: dt.date, on: dt.date, lenient: bool) -> None:
    early, late = sorted((one, other))
    policy = Policy(anniversary_counts=lenient)
    states = [judged("nsf", on.isoformat(), done(each), policy=policy).state for each in (early, late)]
    if late <= on:
        assert not (states[0] is State.COVERED and states[1] is not State.COVERED)


@given(DAYS, DAYS, st.booleans())
def test_covered_is_exactly_the_window(completed: dt.date, on: dt.date, lenient: bool) -> None:
    verdict = judged("nsf", on.isoformat(), done(completed), policy=Policy(anniversary_counts=lenient))
    anniversary = months_after(completed, 12)
    inside = completed <= on and (on <= anniversary if lenient else on < anniversary)
    assert (verdict.state is State.COVERED) == inside


@given(st.lists(DAYS, max_size=5), DAYS, DAYS)
def test_more_training_never_takes_cover_away(days: list[dt.date], extra: dt.date, on: dt.date) -> None:
    before = judged("nsf", on.isoformat(), *map(done, sorted(days)))
    after = judged("nsf", on.isoformat(), *map(done, sorted([*days, extra])))
    assert not (before.state is State.COVERED and after.state is not State.COVERED)
