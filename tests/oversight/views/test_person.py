"""One person's page: what it shows to whom, and the acts on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.accounts.models import Grant, Person
from app.assessment.models import Attempt
from app.audit.models import Act
from app.database.sessions import Database
from app.enrolments.enrolling import open_enrolment
from app.records.models import Assignment
from tests.factories.staff import complete
from tests.oversight.conftest import DONE_AT, Calder, in_days, nodes
from tests.queries import counted_queries
from tests.visitor import Visitor

As = Callable[[Person], Visitor]


def test_only_who_reaches_the_person_finds_the_page(calder: Calder, as_: As) -> None:
    for who in (calder.paul, calder.sam, calder.ruth, calder.vera):
        assert as_(who).get(f"/people/{calder.phil.code}").heading == "Phil Physics has completed one course"
    for who, whom in ((calder.paul, calder.cher), (calder.olga, calder.phil), (calder.sam, calder.sam)):
        as_(who).get(f"/people/{whom.code}", status=404)
    as_(calder.phil).get(f"/people/{calder.phil.code}", status=403)


def test_the_page_holds_states_and_no_score(calder: Calder, as_: As) -> None:
    page = as_(calder.paul).get(f"/people/{calder.phil.code}")
    for words in (
        "Looking after keys",
        "Completed",
        "1.0",
        "In force",
        calder.certificates["Phil Physics"],
        "Department of Physics",
    ):
        assert words in page.text
    for words in ("score", "attempt", "answer", "mark"):
        assert words not in page.text.lower()


def test_an_auditor_sees_and_changes_nothing(calder: Calder, as_: As) -> None:
    page = as_(calder.vera).get(f"/people/{calder.phil.code}")
    buttons = [" ".join(button.to_text().split()) for button in page.page.query("main button")]
    assert buttons == []
    assert "Void" not in page.text
    page.post(f"/people/{calder.phil.code}/assign", {}, status=403)


def test_a_course_is_assigned_and_excused_with_a_reason(calder: Calder, as_: As, database: Database) -> None:
    visitor = as_(calder.paul).get(f"/people/{calder.nell.code}")
    assert visitor.heading == "Nell Newcomer has not begun"
    visitor.press("Assign the course", assign_because="you are named on the DOE renewal", assign_due_on=in_days(20))
    assert visitor.heading == "Nell Newcomer owes one course"
    assert "Not begun" in visitor.text
    assert "you are named on the DOE renewal" in visitor.text
    visitor.press("Excuse", status=422)
    assert "Say why, in a sentence" in visitor.text
    visitor.press("Excuse", excuse_reason="She left the project.")
    assert visitor.heading == "Nell Newcomer has not begun"
    assert "Excused" in visitor.text
    with database.reading() as session:
        acts = session.execute(select(Act.action, Act.by, Act.reason).order_by(Act.id.desc()).limit(2)).all()
    assert [tuple(act) for act in acts] == [
        ("assignment.excused", calder.paul.id, "She left the project."),
        ("course.assigned", calder.paul.id, None),
    ]


@pytest.mark.parametrize(
    ("due_on", "complaint", "shown"),
    [
        ("31.02.", "31.02. is no day: write it as 2026-12-04", "31.02."),
        ("2026-02-31", "There is no day 2026-02-31", "2026-02-31"),
        ("2001-01-01", "The date lies in the past: choose today or later", "2001-01-01"),
        ("99999-01-01", "99999-01-01 is no day", "99999-01-01"),
        ("9999-12-31", "between the years 1990 and 2100", "9999-12-31"),
    ],
)
def test_a_date_that_cannot_be_is_shown_again_as_typed(calder: Calder, as_: As, due_on: str, complaint: str, shown: str) -> None:
    visitor = as_(calder.paul).get(f"/people/{calder.nell.code}")
    visitor.press("Assign the course", status=422, assign_because="You joined us.", assign_due_on=due_on)
    assert complaint in visitor.text
    assert nodes(visitor, "#assign_due_on")[0].attrs["value"] == shown
    assert nodes(visitor, "#assign_due_on")[0].attrs["type"] == "text"
    assert nodes(visitor, "#assign_because")[0].attrs["value"] == "You joined us."


def test_an_assignment_of_somebody_else_cannot_be_excused(calder: Calder, as_: As, database: Database) -> None:
    for officer, whom in ((calder.olga, calder.art), (calder.paul, calder.nell)):
        as_(officer).get(f"/people/{whom.code}").press("Assign the course", assign_because="You joined us.")
    with database.reading() as session:
        foreign = session.scalars(select(Assignment.id).where(Assignment.person_id == calder.art.id)).one()
    fields = {"excuse_assignment": str(foreign), "excuse_reason": "Not mine to give."}
    visitor = as_(calder.paul).get(f"/people/{calder.nell.code}")
    assert "Choose one from the list" in visitor.post(f"/people/{calder.nell.code}/excuse", fields, status=422).text
    visitor.post(f"/people/{calder.art.code}/excuse", fields, status=404)


def test_roles_are_granted_and_withdrawn_by_administrators(calder: Calder, as_: As, database: Database) -> None:
    visitor = as_(calder.ruth).get(f"/people/{calder.nell.code}")
    visitor.press("Grant the role", status=422, grant_role="officer")
    assert "An officer works for a unit: choose which" in visitor.text
    visitor.press("Grant the role", grant_unit="arts")
    assert "Officer" in visitor.text
    assert as_(calder.nell).get("/people").heading == "1 person in 1 unit"
    visitor.press("Grant the role", status=422, grant_role="officer", grant_unit="arts")
    assert "holds the role already" in visitor.text
    visitor.get(f"/people/{calder.nell.code}").press("Withdraw")
    assert "Withdrawn" in visitor.text
    as_(calder.nell).get("/people", status=403)
    with database.reading() as session:
        assert session.scalar(select(func.count(Grant.id)).where(Grant.person_id == calder.nell.id)) == 1


def test_the_last_administrator_cannot_be_withdrawn_nor_another_persons_role(calder: Calder, as_: As, database: Database) -> None:
    visitor = as_(calder.ruth).get(f"/people/{calder.ruth.code}").press("Withdraw", status=409)
    assert "Make somebody else administrator first" in visitor.text
    with database.reading() as session:
        foreign = session.scalars(select(Grant.id).where(Grant.person_id == calder.paul.id)).one()
    visitor.get(f"/people/{calder.nell.code}").post(f"/people/{calder.nell.code}/roles/withdraw", {"grant": foreign}, status=404)
    as_(calder.paul).get("/people").post(f"/people/{calder.nell.code}/roles", {"grant_role": "administrator"}, status=403)


def test_memberships_begin_and_end(calder: Calder, as_: As) -> None:
    visitor = as_(calder.ruth).get(f"/people/{calder.vera.code}")
    visitor.press("Keep the membership", join_unit="arts", join_affiliation="partner", join_from_on="2026-11-01")
    assert "School of Arts" in visitor.text
    visitor.press("Keep the last day", status=422, leave_until_on="2026-10-01")
    assert "The last day lies before the first one" in visitor.text
    visitor.press("Keep the last day", leave_until_on="2026-11-02")
    assert "2 November 2026" in visitor.text
    as_(calder.olga).get(f"/people/{calder.vera.code}", status=404)
    visitor.press("Keep the membership", status=422, join_unit="arts", join_from_on="")
    assert "Write the day" in visitor.text


def test_looking_writes_nothing_and_asks_no_more_for_a_long_record(calder: Calder, as_: As, database: Database) -> None:
    visitor = as_(calder.sam).get(f"/people/{calder.phil.code}")
    with counted_queries(database) as few:
        visitor.get(f"/people/{calder.phil.code}")
    with database.transaction() as session:
        for year in range(10):
            complete(session, calder.phil, calder.course, DONE_AT + dt.timedelta(days=year))
    with counted_queries(database) as many:
        visitor.get(f"/people/{calder.phil.code}")
    assert len(few) == len(many) <= 19
    assert all(query.lstrip().upper().startswith(("SELECT", "WITH")) for query in many)


def test_under_way_is_said_and_nothing_of_what_was_answered(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        open_enrolment(session, person_id=calder.nell.id, course=calder.course, at=DONE_AT)
        assert session.scalar(select(func.count(Attempt.id))) == 0
    assert as_(calder.paul).get(f"/people/{calder.nell.code}").heading == "Nell Newcomer has a course under way"
