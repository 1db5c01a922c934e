"""Planning a collaboration, in a browser: signed out and in, kept and not, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database.sessions import Database
from app.workbook.models import Plan
from tests.documents.papers import bare, claims_ua, tag_names, text_of
from tests.factories.content import changed, publish_sample
from tests.factories.people import make_person, sign_in
from tests.factories.plans import FIELDS, PLAN, publish_plan
from tests.visitor import Visitor

QUESTIONS = ("Who holds the key at night?", "Who else is in there?")


@pytest.fixture
def anyone(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        publish_plan(session)
        make_person(session)
        make_person(session, "Bo Lind")
    return visitor


@pytest.fixture
def learner(anyone: Visitor) -> Visitor:
    return sign_in(anyone)


def answer(visitor: Visitor, status: int = 200, **more: Any) -> Visitor:
    return visitor.get("/plan").press("Show what follows", status=status, **(FIELDS | more))


def found(visitor: Visitor, selector: str) -> list[Any]:
    return list(visitor.page.query(selector))


def ticked(visitor: Visitor, name: str) -> list[str]:
    """The values of what is ticked or chosen."""
    return [str(box.attrs["value"]) for box in found(visitor, f"input[name={name}]") if "checked" in box.attrs]


def kept(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Plan)) or 0


def pdf(visitor: Visitor) -> bytes:
    """What the button for the PDF sends."""
    form = next(form for form in found(visitor, "form") if form.attrs.get("action") == "/plan.pdf")
    fields: dict[str, list[str]] = {}
    for field in form.query("input"):
        fields.setdefault(str(field.attrs["name"]), []).append(str(field.attrs["value"]))
    answer = visitor.client.post("/plan.pdf", data=fields)
    assert answer.mimetype == "application/pdf"
    return bytes(answer.data)


def test_signed_out_it_works_and_keeps_nothing(anyone: Visitor, database: Database) -> None:
    answer(anyone, name="A loan to Lund")
    assert anyone.heading == "Two questions to settle, and one measure that would fit"
    assert all(words in anyone.text for words in (*QUESTIONS, "Write down the name.", "Both houses gain.", "key office"))
    assert "Keep this" not in [button.to_text().strip() for button in anyone.page.query("button")]
    assert "print it or take the PDF" in anyone.text
    assert claims_ua(pdf(anyone))
    assert kept(database) == 0
    assert anyone.client.post("/plan/keep", data=FIELDS).status_code == 302
    assert kept(database) == 0


def test_no_answer_comes_to_a_yes_a_no_or_a_score(anyone: Visitor) -> None:
    nothing: dict[str, Any] = {"q-known": "1", "q-doors": []}
    answer(anyone, **nothing)
    assert anyone.heading == "Your answers name nothing to settle"
    assert "no verdict and no approval" in anyone.text
    assert not [words for words in ("approved", "low risk", "high risk", "%") if words in anyone.text]


@pytest.mark.parametrize(("door", "heading"), [("1", "One measure that would fit"), ("2", "One question to settle")])
def test_the_heading_counts_only_what_there_is(anyone: Visitor, door: str, heading: str) -> None:
    only: dict[str, Any] = {"q-known": "1", "q-doors": [door]}
    assert answer(anyone, **only).heading == heading


def test_what_is_missing_is_asked_for_and_what_was_said_stays(anyone: Visitor) -> None:
    little: dict[str, Any] = {"q-what-for": " ", "q-known": []}
    answer(anyone, 422, **little)
    summary = found(anyone, ".govuk-error-summary")[0]
    assert [link.attrs["href"] for link in summary.query("a")] == ["#q-what-for", "#q-known"]
    assert {str(link.attrs["href"])[1:] for link in summary.query("a")} <= {
        str(node.attrs["id"]) for node in found(anyone, "[id]")
    }
    assert "Do you know the holder? Choose one answer" in summary.to_text()
    assert ticked(anyone, "q-doors") == ["1", "2"]


def test_answers_can_be_changed_before_and_after(learner: Visitor, database: Database) -> None:
    store: dict[str, Any] = {"q-doors": ["1"]}
    none: dict[str, Any] = {"q-doors": []}
    answer(learner, name="A loan to Lund").press("Change my answers")
    assert learner.page.query("textarea")[0].to_text() == "A warm room."
    learner.press("Show what follows", **store).press("Keep this")
    assert learner.heading == "One question to settle, and one measure that would fit"
    learner.press("Change my answers").press("Show what follows", **none).press("Keep this")
    assert kept(database) == 1
    assert learner.get("/plans").heading == "You keep one plan"


def test_it_is_kept_only_when_asked_to_and_deleted(learner: Visitor, database: Database) -> None:
    answer(learner, name="A loan to Lund")
    assert kept(database) == 0
    learner.press("Keep this")
    assert "Kept for you alone on" in learner.text
    learner.get("/workbook").follow("plans you kept").follow("A loan to Lund")
    assert all(words in learner.text for words in QUESTIONS)
    learner.press("Delete it")
    assert learner.heading == "You keep no plan yet"
    assert kept(database) == 0


def test_pressed_twice_it_is_kept_once(learner: Visitor, database: Database) -> None:
    answer(learner)
    page = learner.page
    learner.press("Keep this")
    learner.page = page
    learner.press("Keep this")
    assert kept(database) == 1


def test_nobody_else_sees_it(learner: Visitor, app: Flask, database: Database) -> None:
    answer(learner, name="A loan to Lund").press("Keep this")
    path = learner.path
    other = sign_in(Visitor(app), "bo.lind@calder.example")
    for address in ("/plans", "/workbook", "/checklists"):
        assert "A loan to Lund" not in other.get(address).text
    for address in (path, f"{path}.pdf"):
        other.get(address, status=404)
    other.get("/plans").post(f"{path}/delete", status=404)
    other.get("/plans").post("/plan/keep", FIELDS | {"code": path.rpartition("/")[2], "name": "Mine now"}, status=404)
    assert "A loan to Lund" in learner.get(path).text
    assert kept(database) == 1


def test_the_paper_says_the_same_and_can_be_read_aloud(learner: Visitor) -> None:
    answer(learner, name="A loan to Lund").press("Keep this")
    paper = learner.client.get(f"{learner.path}.pdf")
    assert paper.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert claims_ua(paper.data)
    text = text_of(paper.data)
    said = ("A loan to Lund", "A warm room.", *QUESTIONS, "Write down the name.", "Both houses gain.", "key office, extension 12")
    assert [words for words in said if bare(words) not in text] == []
    assert bare("Not a decision and not an approval") in text
    names = tag_names(paper.data)
    assert names.count("/H1") == 1
    assert names.count("/H2") == 4
    assert "/L" in names


def test_a_kept_plan_stays_as_it_came_out_when_the_questions_change(learner: Visitor, database: Database) -> None:
    answer(learner).press("Keep this")
    path = learner.path
    files = changed(PLAN, "modules/plan.md", "### known Do you know", "### known Do we know")
    files = changed(files, "modules/plan.md", "- Yes, on paper", "- Not at all\n- Yes, on paper")
    with database.transaction() as session:
        publish_plan(session, files=files)
    learner.get(path)
    assert "The questions have changed since" in learner.text
    assert "Do you know the holder?" in learner.text
    learner.press("Change my answers")
    assert "Do we know the holder?" in learner.text
    assert ticked(learner, "q-known") == ["3"]
    learner.press("Show what follows").press("Keep this")
    assert learner.path == path
    assert "The questions have changed since" not in learner.text


def test_a_form_that_was_opened_before_the_questions_changed_still_leads_somewhere(learner: Visitor, database: Database) -> None:
    learner.get("/plan")
    with database.transaction() as session:
        publish_plan(session, files=changed(PLAN, "modules/plan.md", "- Yes, on paper", "- Not at all\n- Yes, on paper"))
    learner.press("Show what follows", **FIELDS)
    assert "Who holds the key at night?" in learner.text


@pytest.mark.parametrize("version", ["99999", "-1", "x", "1" * 30])
def test_a_version_that_is_none_harms_nothing(anyone: Visitor, version: str) -> None:
    anyone.get("/plan")
    response = anyone.client.post("/plan", data={"csrf_token": anyone.token, "version": version, **FIELDS})
    assert response.status_code in (200, 404)


def test_without_a_form_there_is_no_page(database: Database, visitor: Visitor) -> None:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
    visitor.get("/plan", status=404)
    assert "questions for a collaboration" not in sign_in(visitor).get("/workbook").text
