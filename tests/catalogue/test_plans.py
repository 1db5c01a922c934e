"""The questions for a plan: read, complained of, published in versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.catalogue.checking import read_and_check
from app.catalogue.compiling import plan_from_json, plan_to_json
from app.catalogue.files import files_under
from app.catalogue.plan_shapes import PlanChoice, PlanForm
from app.catalogue.queries import current_registers, plan_version
from app.catalogue.reading import read_bundle
from app.errors import NotFound
from tests.catalogue.example import TODAY, complaints, tree
from tests.factories.content import SMALL, changed, publish_files
from tests.factories.plans import PLAN, PLAN_TEXT, publish_plan

PATH = "modules/plan.md"


@pytest.fixture(scope="module")
def form() -> PlanForm:
    bundle, said = read_bundle(PLAN)
    assert said == []
    assert bundle.plan is not None
    return bundle.plan


def test_sections_questions_and_choices_are_read(form: PlanForm) -> None:
    assert [(section.slug, section.title, section.side) for section in form.sections] == [
        ("gains", "What it brings", "benefit"),
        ("holder", "The holder", "risk"),
    ]
    assert form.sections[0].html == "<p>Begin here.</p>"
    assert '<a href="/learn/modules/keys/lending">Lending</a>' in form.html
    asked = {question.slug: (question.type, question.hint, question.is_needed) for question in form.questions}
    assert asked == {
        "what-for": ("text", "A sentence.", True),
        "both": ("single", "", True),
        "known": ("single", "", True),
        "doors": ("multiple", "", False),
        "else": ("text", "", False),
    }
    assert form.questions[2].choices[1] == PlanChoice(
        "2",
        "Partly",
        asks=("Who holds the key at night?",),
        measures=("Write down the name.",),
        whom=("whom-to-ask",),
    )


def test_it_survives_the_way_through_json(form: PlanForm) -> None:
    assert plan_from_json(plan_to_json(form)) == form


def said_about(old: str, new: str) -> list[str]:
    text = PLAN_TEXT.replace("locks-1", "nsdd-189").replace("keys/lending.md", "small/open.md")
    assert text.count(old) >= 1
    return [str(one) for one in complaints(tree(**{PATH: text.replace(old, new, 1)}))]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (" {side=benefit}", "", 8, "No section asks about the benefit"),
        ("{side=benefit}", "{side=good}", 10, '"good" is no side'),
        ("{side=benefit}", "{sides=benefit}", 10, "may say side alone"),
        ("## gains What", "## Gains What", 10, '"Gains" cannot be an id'),
        ("### both Do both gain?", "### both", 18, "After the id stands what is asked"),
        ("### both", "### gains", 18, '"gains" stands here twice'),
        ("{type=text}", "{type=essay}", 14, '"essay" is no type'),
        ("A sentence.", "- A\n- B", 16, "answered in own words"),
        ("- Not yet\n  - ask: What would the other house like?", "", 18, "one list of two choices or more"),
        ("  - ask: Who holds", "  - risk: Who holds", 32, "begins with one of settled:, ask:, measure:, whom:"),
        ("  - ask: Who holds the key at night?", "  - ask: *Who*?", 32, "is plain words"),
        ("  - ask: Who holds the key at night?", "  - ask:", 32, "begins with one of"),
        ("- Partly\n", "- Partly\n\n  More.\n", 31, "A choice is one paragraph of plain words"),
        ("whom-to-ask", "nobody-here", 34, 'no text "nobody-here" in modules/institution.md'),
        ("Begin here.", "::: note\nBegin.\n:::", 12, "Only paragraphs stand here"),
        ("There is no score", "# There is no score", 8, "Only paragraphs stand here"),
        ("nsdd-189", "nsdd-190", 4, 'There is no source "nsdd-190"'),
        ("title: Plan a loan\n", "title: Plan a loan\nscore: 5\n", 3, "score"),
        ("2027-11-01", "2026-11-21", 6, "was to be looked at again"),
        ("small/open.md", "small/nowhere.md", 8, "leads nowhere"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    said = said_about(old, new)
    assert any(one.startswith(f"{PATH}:{line}: ") and words in one for one in said), said


def test_a_section_without_a_question_and_a_form_that_asks_nothing() -> None:
    text = "---\ntitle: T\nsummary: S\nreviewed_on: 2026-11-01\nnext_review_on: 2027-11-01\n---\n## empty Nothing\n"
    said = [str(one) for one in complaints(tree(**{PATH: text}))]
    assert any("The section asks nothing" in one for one in said)
    assert any("No answer leads to a question" in one for one in said)


def test_the_form_that_is_shipped_asks_about_everything_and_names_no_country(project: Path) -> None:
    bundle, said = read_and_check(files_under(project), today=TODAY)
    assert [one for one in said if not one.is_warning] == []
    assert bundle.plan is not None
    assert {section.slug for section in bundle.plan.sections} >= {
        "benefits",
        "research-area",
        "technology",
        "partner",
        "contract",
        "end-use",
        "ethics",
    }
    text = files_under(project)[PATH].decode()
    assert not [name for name in ("China", "Russia", "Iran", "Korea", "foreign national") if name in text]
    for question in bundle.plan.questions:
        worrying = [choice for choice in question.choices if choice.asks or choice.measures]
        assert question.type == "text" or worrying, f"{question.slug} leads nowhere"
    always = [question for question in bundle.plan.questions if question.type == "single"]
    assert any(all((choice.asks or choice.measures) and choice.whom for choice in question.choices) for question in always)


def test_a_kept_version_is_found_again(session: Session) -> None:
    first = publish_plan(session)
    publish_plan(session, files=changed(PLAN, PATH, "### known Do you know the holder?", "### known Who is it?"))
    now = current_registers(session).plan
    assert now is not None
    assert now.version_id != first.version_id
    assert now.form.questions[2].text == "Who is it?"
    assert plan_version(session, first.version_id) == first.form
    with pytest.raises(NotFound):
        plan_version(session, first.version_id + 1000)


def test_there_may_be_none(session: Session) -> None:
    publish_files(session, SMALL)
    assert current_registers(session).plan is None
