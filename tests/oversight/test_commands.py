"""`openward check`: the same answer for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.database.sessions import Database
from tests.factories.completions import WIDE, make_finished
from tests.factories.people import make_person
from tests.factories.workbooks import cell, workbook

ON = ("--sponsor", "NSF", "--event", "proposal", "--on", "2026-12-04")


@pytest.fixture
def people(database: Database) -> None:
    """Ana Ruiz completed the course on 20 November 2026; Bo Lind did not begin."""
    with database.transaction() as session:
        make_finished(session, files=WIDE)
        make_person(session, "Bo Lind")


def check(app: Flask, folder: Path, team: str | bytes, *options: str) -> Result:
    file = folder / "team.csv"
    file.write_bytes(team.encode() if isinstance(team, str) else team)
    return app.test_cli_runner().invoke(args=["check", *ON, "--team", str(file), *options])


def test_the_json_is_what_programs_were_promised(app: Flask, people: None, tmp_path: Path) -> None:
    found = check(app, tmp_path, "name,role\nAna Ruiz,PI\nBo Lind,student\n", "--format", "json")
    answer = json.loads(found.output)
    assert {name: answer[name] for name in ("sponsor", "event", "on", "covered")} == {
        "sponsor": "nsf", "event": "proposal", "on": "2026-12-04", "covered": True,
    }  # fmt: skip
    (rule,) = answer["rules"]
    assert (rule["rule"], rule["covered"], rule["source_address"][:8]) == ("nsf", True, "https://")
    first, second = rule["people"]
    asked = ("input", "state", "completed_at", "covered_through", "because", "fix")
    assert {name: first[name] for name in asked} == {
        "input": "Ana Ruiz",
        "state": "covered",
        "completed_at": "2026-11-20T15:12:00+00:00",
        "covered_through": "2027-11-19",
        "because": "Completed Looking after keys on 20 November 2026; it counts through 19 November 2027.",
        "fix": "",
    }
    assert first["person"]["name"] == "Ana Ruiz"
    assert (second["state"], second["completed_at"], second["fix"]) == ("not-required", None, "")


@pytest.mark.parametrize(
    ("team", "status", "words"),
    [
        ("Ana Ruiz", 0, "NSF, Important Notice 149: covered"),
        ("Ana Ruiz\nBo Lind; co-PI", 1, "NSF, Important Notice 149: not covered"),
        ("Ana Ruiz\nNobody Here", 3, "NSF, Important Notice 149: cannot tell"),
        ("Bo Lind; wizard", 1, "No training that counts is on record."),
        ("Bo Lind; PI; ; 31.02.2026", 2, "There is no day 31.02.2026"),
        (workbook([[cell("A1", "address")], [cell("A2", "ana.ruiz@calder.example")]]), 0, "covered"),
        ("", 2, "The file names nobody."),
        ("name;role\n", 2, "The file names nobody."),
    ],
)
def test_the_exit_says_it_too(app: Flask, people: None, tmp_path: Path, team: str | bytes, status: int, words: str) -> None:
    found = check(app, tmp_path, team)
    assert (found.exit_code, words in found.output) == (status, True), found.output


def test_where_no_rule_asks_it_is_said_where_they_do(app: Flask, people: None, tmp_path: Path) -> None:
    found = check(app, tmp_path, "Bo Lind", "--sponsor", "doe", "--event", "award")
    assert found.exit_code == 0
    assert "No rule of this sponsor asks for training here." in found.output
    assert "Financial Assistance Letter 2025-02 asks at: proposal, joining, people-change, new-subaward." in found.output


def test_a_sponsor_without_a_rule_is_no_answer(app: Flask, people: None, tmp_path: Path) -> None:
    found = check(app, tmp_path, "Ana Ruiz", "--sponsor", "nsa")
    assert (found.exit_code, "Known are: DOE" in found.output) == (2, True)


def test_as_known_before_the_completion_the_answer_is_another(app: Flask, people: None, tmp_path: Path) -> None:
    assert check(app, tmp_path, "Ana Ruiz", "--known-at", "2026-11-20T15:12:01Z").exit_code == 0
    assert check(app, tmp_path, "Ana Ruiz", "--known-at", "2026-11-20T15:11:59Z").exit_code == 1
