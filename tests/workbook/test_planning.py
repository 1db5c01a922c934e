"""From answers to questions, measures and people; kept only when asked to, and then for one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.catalogue.plan_shapes import PlanForm
from app.catalogue.reading import read_bundle
from app.database.tables import new_code
from app.errors import NotFound
from app.workbook.deleting import forget_all, forget_plan
from app.workbook.planning import carry_over, complaints_about, keep_plan, read_answers, weigh
from app.workbook.queries import plan_of, plans_of
from app.workbook.shapes import KeptPlan, Said
from tests.factories.content import AT, changed
from tests.factories.people import make_person
from tests.factories.plans import ANSWERS, PLAN, publish_plan


def form_of(files: dict[str, bytes]) -> PlanForm:
    plan = read_bundle(files)[0].plan
    assert plan is not None
    return plan


FORM = form_of(PLAN)


def test_only_what_the_form_offers_is_read() -> None:
    sent = {"what-for": ["A warm\r\nroom. "], "both": ["1", "2"], "known": ["9"], "doors": ["2", "1", "x"], "score": ["5"]}
    assert read_answers(FORM, sent) == {"what-for": "A warm\nroom.", "both": "1", "doors": ["1", "2"]}


def test_benefit_and_single_choices_are_asked_for() -> None:
    assert list(complaints_about(FORM, {})) == ["what-for", "both", "known"]
    assert complaints_about(FORM, ANSWERS) == {}
    assert list(complaints_about(FORM, ANSWERS | {"else": "x" * 2001})) == ["else"]


def test_the_outcome_is_questions_measures_and_people() -> None:
    outcome = weigh(FORM, ANSWERS)
    gains, holder = outcome.sections
    assert gains.said == (Said("What does it bring?", ("A warm room.",)), Said("Do both gain?", ("Yes",)))
    assert gains.settled == ("Both houses gain.",)
    assert holder.said[1] == Said("Which doors?", ("The store", "The archive"))
    assert holder.asks == ("Who holds the key at night?", "Who else is in there?")
    assert holder.measures == ("Write down the name.",)
    assert outcome.whom == ("whom-to-ask",)
    assert (outcome.asks, outcome.measures) == (2, 1)


def test_there_is_no_number_and_no_verdict_in_it() -> None:
    assert set(weigh(FORM, ANSWERS).__slots__) == {"sections", "whom"}


@given(st.fixed_dictionaries({}, optional={name: st.lists(st.sampled_from(["1", "2", "3", "4"])) for name in ANSWERS}))
def test_whatever_is_sent_comes_to_an_outcome(sent: dict[str, list[str]]) -> None:
    answers = read_answers(FORM, sent)
    outcome = weigh(FORM, answers)
    assert read_answers(FORM, {name: said if isinstance(said, list) else [said] for name, said in answers.items()}) == answers
    assert outcome == weigh(FORM, answers)


def test_answers_go_along_to_changed_questions_where_the_words_stay() -> None:
    files = changed(PLAN, "modules/plan.md", "- Yes, on paper\n", "- Not at all\n- Yes, on paper\n")
    files = changed(files, "modules/plan.md", "- The store\n", "- The cellar\n")
    assert carry_over(FORM, form_of(files), ANSWERS) == ANSWERS | {"known": "3", "doors": ["2"]}
    files = changed(files, "modules/plan.md", "{type=multiple}", "{type=text}")
    assert "doors" not in carry_over(FORM, form_of(PLAN | {"modules/plan.md": _without_doors()}), ANSWERS)


def _without_doors() -> bytes:
    text = PLAN["modules/plan.md"].decode()
    return (text[: text.index("### doors")] + text[text.index("### else") :]).encode()


def keep(session: Session, person_id: int, code: str, name: str = "A loan") -> None:
    version_id = publish_plan(session).version_id
    keep_plan(session, KeptPlan(code, version_id, name, ANSWERS, None), person_id=person_id, at=AT)


def test_it_is_kept_once_and_changed_under_its_code(session: Session) -> None:
    mine, code = make_person(session).id, new_code()
    keep(session, mine, code)
    keep(session, mine, code, "Another  name")
    kept = plan_of(session, person_id=mine, code=code)
    assert (kept.name, dict(kept.answers), kept.kept_at) == ("Another name", ANSWERS, AT)
    assert len(plans_of(session, mine)) == 1


@pytest.mark.parametrize("code", ["", "short", "x" * 23, "../../etc/passwd/aaaaaa"])
def test_a_code_is_one_of_ours(session: Session, code: str) -> None:
    with pytest.raises(NotFound):
        keep(session, make_person(session).id, code)


def test_nobody_else_finds_overwrites_or_deletes_it(session: Session) -> None:
    mine, other, code = make_person(session).id, make_person(session, "Bo Lind").id, new_code()
    keep(session, mine, code)
    assert plans_of(session, other) == []
    with pytest.raises(NotFound):
        plan_of(session, person_id=other, code=code)
    with pytest.raises(NotFound):
        keep(session, other, code, "Mine now")
    with pytest.raises(NotFound):
        forget_plan(session, person_id=other, code=code)
    forget_all(session, person_id=other)
    assert plan_of(session, person_id=mine, code=code).name == "A loan"
    forget_plan(session, person_id=mine, code=code)
    assert plans_of(session, mine) == []
