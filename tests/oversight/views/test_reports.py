from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from app.access.principals import Permission
from app.accounts.models import Person, Role
from app.accounts.roles import PERMISSIONS
from app.database.sessions import Database
from tests.factories.staff import make_member
from tests.oversight.conftest import Calder, nodes
from tests.visitor import Visitor

As = Callable[[Person], Visitor]
KEYS = "demand=course:keys"


def cells(visitor: Visitor) -> dict[str, list[str]]:
    rows = nodes(visitor, "table.ow-rows tbody tr")
    return {
        row.query("th")[0].to_text().partition("Units in it")[0].strip(): [c.to_text().strip() for c in row.query("td")]
        for row in rows
    }


def test_an_officer_counts_what_lies_below_and_leads_to_the_people(calder: Calder, as_: As) -> None:
    visitor = as_(calder.sam).get(f"/reports?{KEYS}")
    assert visitor.heading == "2 of 3 people are covered: Looking after keys"
    assert [name for name in cells(visitor) if "School" in name] == ["School of Science"]
    below = visitor.follow("Units in it : School of Science")
    assert {name: row[0] for name, row in cells(below).items() if "Department" in name} == {
        "Department of Chemistry": "1",
        "Department of Physics": "2",
    }
    below.follow("Department of Physics")
    assert below.heading == "2 people: Looking after keys"
    assert list(cells(below)) == ["Nell Newcomer", "Phil Physics"]
    as_(calder.phil).get("/reports", status=403)


@pytest.mark.parametrize("by", ["unit", "affiliation", "sponsor", "course"])
def test_each_way_of_counting_answers_and_its_file_has_the_same_rows(calder: Calder, as_: As, by: str) -> None:
    visitor = as_(calder.ruth).get(f"/reports?by={by}&{KEYS}")
    shown = nodes(visitor, "table.ow-rows")[0].query("tbody tr")
    found = json.loads(visitor.client.get(f"/reports.json?by={by}&{KEYS}").data)
    assert found["count"] == len(found["rows"]) == len(shown)
    assert found["by"] == by
    assert all(row["group"] and type(row["people"]) is int for row in found["rows"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(visitor.client.get(f"/reports.xlsx?by={by}&{KEYS}").data))
    assert [row[:2] for row in book.get_sheet_by_index(0).to_python()[1:-1]] == [
        [row["group"], row["people"]] for row in found["rows"]
    ]


@pytest.mark.parametrize(("query", "names"), [("", 4), ("&state=missing", 1), ("&unit=arts", 1), ("&affiliation=student", 0)])
def test_screen_and_files_have_the_same_rows(calder: Calder, as_: As, query: str, names: int) -> None:
    visitor = as_(calder.ruth).get(f"/reports/people?{KEYS}{query}")
    address = f"/reports/people.%s?{KEYS}{query}"
    head, *rows, last = list(csv.reader(io.StringIO(visitor.client.get(address % "csv").data.decode("utf-8-sig"))))
    staff = 5 if not query or "state" in query else 0
    assert len(rows) == names + staff
    assert last == ["rows", str(len(rows))]
    assert [row[0] for row in rows] == list(cells(visitor))
    found = json.loads(visitor.client.get(address % "json").data)
    assert [list(row.values()) for row in found["rows"]] == rows
    assert found["count"] == len(rows)
    book = zipfile.ZipFile(io.BytesIO(visitor.client.get(address % "xlsx").data))
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(rows) + 2
    assert head[0] == "name"


def test_a_name_that_would_compute_stays_text(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        make_member(session, "=1+1", calder.there.physics, "sum@calder.example")
    client = as_(calder.ruth).get("/reports").client
    assert "'=1+1" in client.get("/reports/people.csv").data.decode()
    sheet = zipfile.ZipFile(io.BytesIO(client.get("/reports/people.xlsx").data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"=1+1" in sheet


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("?on=2999-01-01", "between the years"),
        ("?on=2090-01-01", "has not come"),
        ("?by=x", "Choose one"),
        ("?unit=x", "Choose one"),
    ],
)
def test_what_cannot_be_asked_is_said(calder: Calder, as_: As, query: str, complaint: str) -> None:
    visitor = as_(calder.ruth).get(f"/reports{query}", status=422)
    assert complaint in visitor.text
    visitor.get(f"/reports/people{query}", status=422)


def test_as_of_a_past_day(calder: Calder, as_: As) -> None:
    visitor = as_(calder.ruth).get(f"/reports?{KEYS}&on=2026-11-09")
    assert visitor.heading.startswith("0 of ")
    assert "9 November 2026" in visitor.text
    assert as_(calder.ruth).get(f"/reports?{KEYS}&on=2026-11-10").heading.startswith("3 of ")


def test_small_groups_are_hidden_from_who_may_not_see_people(
    calder: Calder, as_: As, app: Flask, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setitem(PERMISSIONS, Role.AUDITOR, frozenset({Permission.SEE_REPORTS}))  # type: ignore[index]
    with database.transaction() as session:
        for number in range(5):
            make_member(session, f"Art Number{number}", calder.there.arts)
    visitor = as_(calder.vera).get(f"/reports?{KEYS}")
    found = {name: row[0] for name, row in cells(visitor).items()}
    assert found["School of Science"] == found["No unit"] == "Too few to be told"
    assert found["School of Arts"] == "6"
    assert "Phil" not in visitor.text
    assert not nodes(visitor, "td a, th a[href*=people]")
    visitor.get("/reports/people", status=403)
    visitor.get("/reports/people.csv", status=403)


@pytest.mark.parametrize("path", ["/reports", "/reports/people"])
def test_a_rule_that_did_not_hold_on_a_day_is_not_answered_by_another(calder: Calder, as_: As, path: str) -> None:
    visitor = as_(calder.ruth).get(f"{path}?demand=nsf&on=2020-01-01", status=422)
    assert "This did not hold on that day." in visitor.text
    visitor.get("/reports?by=course&demand=nsf&on=2020-01-01")
