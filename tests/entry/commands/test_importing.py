"""`openward people import` and `openward completions import`: shown first, done with `--apply`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Person
from app.accounts.queries import find_by_address
from app.audit.models import Act
from app.database.sessions import Database
from app.entry.commands import completions, people
from app.equivalents.models import Decision, Submission
from tests.factories.people import make_person
from tests.factories.rosters import roster
from tests.factories.staff import make_institution

ANA = "1;;ana@calder.example;Ana Ruiz;physics;;;"


@pytest.fixture
def administrator(database: Database) -> int:
    with database.transaction() as session:
        make_institution(session)
        return make_person(session, "Ruth Okafor").id


def run(app: Flask, path: Path, content: bytes, *words: str) -> Result:
    path.write_bytes(content)
    group, *more = words
    return app.test_cli_runner().invoke(people if group == "people" else completions, ["import", str(path), *more])


def test_a_roster_is_shown_then_applied_then_known(app: Flask, database: Database, tmp_path: Path, administrator: int) -> None:
    path = tmp_path / "staff.csv"
    shown = run(app, path, roster(ANA), "people")
    assert (shown.exit_code, "Nothing was changed" in shown.output) == (0, True)
    assert "line 2: new Ana Ruiz" in shown.output
    with database.reading() as session:
        assert find_by_address(session, "ana@calder.example") is None
    done = run(app, path, roster(ANA), "people", "--apply", "--by", "ruth.okafor@calder.example")
    assert (done.exit_code, "Applied." in done.output) == (0, True)
    with database.reading() as session:
        assert find_by_address(session, "ana@calder.example") is not None
        assert set(session.scalars(select(Act.by).where(Act.action.like("roster.%")))) == {administrator}
    again = run(app, path, roster(ANA), "people", "--apply")
    assert "Applied." not in again.output
    assert "1 lines as known" in again.output


def test_lines_that_need_a_person_end_with_one_and_others_are_done(
    app: Flask, database: Database, tmp_path: Path, administrator: int
) -> None:
    content = roster(ANA, "2;;;Nobody Known;;;;", "3;;ruth.okafor@calder.example;Ruth Okafor;;;;")
    done = run(app, tmp_path / "staff.csv", content, "people", "--apply")
    assert done.exit_code == 1
    assert "line 3: Nobody has this number" in done.output
    assert "line 4: The address belongs to Ruth Okafor" in done.output
    assert run(app, tmp_path / "staff.csv", content, "people", "--apply", "--same", "4").exit_code == 1
    with database.reading() as session:
        assert session.scalar(select(func.count(Person.id))) == 2
    unknown = run(
        app, tmp_path / "staff.csv", roster("9;;x@calder.example;X Y;;;;"), "people", "--apply", "--by", "no@calder.example"
    )
    assert unknown.exit_code != 0


def test_completions_need_a_reason_and_come_once(app: Flask, database: Database, tmp_path: Path, administrator: int) -> None:
    path = tmp_path / "old.csv"
    run(app, path, roster(ANA), "people", "--apply")
    content = b"employee_number,course,completed_on\n1,Basics,2026-01-05\n1,Basics,2026-13-05\n"
    assert run(app, path, content, "completions", "--apply").exit_code == 1
    with database.reading() as session:
        assert session.scalar(select(func.count(Submission.id))) == 0
    done = run(app, path, content, "completions", "--apply", "--reason", "Taken over from the old system")
    assert "line 3: completed_on: There is no day 2026-13-05" in done.output
    assert "0 completions are new, 1 are on record" in run(app, path, content, "completions").output
    with database.reading() as session:
        assert session.scalars(select(Decision.outcome)).all() == ["accepted"]


def test_a_sweep_is_asked_for_by_name(app: Flask, database: Database, tmp_path: Path, administrator: int) -> None:
    many = [f"{number};;p{number}@calder.example;Ana Number;physics;;;" for number in range(12)]
    assert run(app, tmp_path / "all.csv", roster(*many), "people", "--apply").exit_code == 0
    refused = run(app, tmp_path / "one.csv", roster(many[0]), "people", "--apply", "--whole")
    assert (refused.exit_code, "11 left" in refused.output, "Applied." in refused.output) == (1, True, False)
    with database.reading() as session:
        assert not session.scalar(select(func.count(Person.id)).where(Person.left_on.is_not(None)))
    assert "Applied." in run(app, tmp_path / "one.csv", roster(many[0]), "people", "--apply", "--whole", "--sweep").output
