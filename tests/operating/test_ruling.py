"""`openward rules`, as an operator types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.database.sessions import Database
from app.requirements.queries import newest_versions
from app.requirements.reading import SHIPPED, shipped_rules


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of rules in which one has six months."""
    file = tmp_path / "own.yaml"
    file.write_text(SHIPPED.read_text(encoding="utf-8").replace("window_months: 12", "window_months: 6", 1), encoding="utf-8")
    return file


def run(app: Flask, *words: str, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(app.cli, ["rules", *words])
    assert result.exit_code == status, result.output
    return result.output


def test_the_shipped_rules_are_in_order(app: Flask) -> None:
    assert run(app, "check") == f"In order: {len(shipped_rules())} rules.\n"


def test_all_complaints_come_at_once_with_their_lines(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(b"Bad Name:\n  sponsor: NSF\n  window_months: soon\n  colour: red\nother: 3\n")
    said = run(app, "check", str(file), status=1).splitlines()
    assert f"{file}:1: Bad Name: write the name of a rule in small letters, figures and hyphens" in said
    assert f"{file}:1: Bad Name, source_address: is missing" in said
    assert f"{file}:3: Bad Name, window_months: Input should be a valid integer" in said
    assert f"{file}:4: Bad Name, colour: is no key here: remove it, or mend its spelling" in said
    assert [line for line in said if line.startswith(f"{file}:5: other:")]


@pytest.mark.parametrize(("content", "said"), [(b"a: \xff", "UTF-8"), (b"a: [", "not closed"), (b"x" * 1_000_001, "larger")])
def test_what_is_no_file_of_rules_is_named(app: Flask, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "x.yaml").write_bytes(content)
    assert said in run(app, "check", str(tmp_path / "x.yaml"), status=1)


def test_nothing_is_loaded_while_there_are_complaints(app: Flask, database: Database, own: Path) -> None:
    own.write_text(own.read_text(encoding="utf-8").replace("status: in force", "status: perhaps", 1), encoding="utf-8")
    run(app, "load", str(own), status=1)
    with database.reading() as session:
        assert newest_versions(session) == {}


def test_loading_says_what_became_of_each(app: Flask, own: Path) -> None:
    count = len(shipped_rules())
    assert run(app, "load").endswith(f"{count} versions made, 0 rules left.\n")
    assert run(app, "load") == f"0 versions made, {count} rules left.\n"
    assert run(app, "load", "--first", str(own)) == ""
    assert run(app, "load", str(own)) == f"nsf: changed, a new version\n1 version made, {count - 1} rules left.\n"
