from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.catalogue.models import Publication
from app.catalogue.queries import current_courses
from app.database.sessions import Database
from tests.factories.content import LARGE, SMALL, changed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_down(tmp_path, SMALL)


def lay_down(root: Path, files: dict[str, bytes]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text)
    return root


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["content", *map(str, arguments)])


def publications(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Publication)) or 0


def test_what_is_in_order_passes(app: Flask, root: Path) -> None:
    result = run(app, "check", root)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "In order: 1 courses, 1 modules, 3 pages."


def test_every_complaint_is_printed_at_once(app: Flask, root: Path, database: Database) -> None:
    broken = changed(SMALL, "modules/keys/lending.md", "A lent key", "[A lent key](nowhere.md)")
    broken = changed(broken, "quizzes/keys.md", "  > Somebody signed.", "")
    lay_down(root, broken)
    for command in ("check", "publish"):
        result = run(app, command, root)
        assert result.exit_code == 1
        paths = [line.split(":")[0] for line in result.stdout.splitlines()]
        assert {"modules/keys/lending.md", "quizzes/keys.md"} <= set(paths)
    assert publications(database) == 0


def test_publishing_twice_publishes_once(app: Flask, root: Path, database: Database) -> None:
    assert run(app, "publish", root, "--reason", "First").stdout.endswith("Published: 4.\n")
    assert "nothing was published" in run(app, "publish", root).stdout
    assert publications(database) == 4


def test_an_editorial_publication_says_so(app: Flask, root: Path, database: Database) -> None:
    run(app, "publish", root)
    lay_down(root, changed(SMALL, "modules/keys/lending.md", "pocket", "coat"))
    assert run(app, "publish", root, "--editorial").exit_code == 0
    with database.reading() as session:
        assert session.scalars(select(Publication.label).order_by(Publication.id)).all()[4:] == ["1.1", "1.1"]


def test_what_vanished_is_retired_only_when_asked_for(app: Flask, root: Path, database: Database) -> None:
    lay_down(root, LARGE)
    run(app, "publish", root)
    for path in set(LARGE) - set(SMALL):
        (root / path).unlink()
    refused = run(app, "publish", root)
    assert refused.exit_code == 1, refused.output
    assert "publish with --retire" in refused.output + str(refused.exception)
    assert run(app, "publish", root, "--retire").stdout.splitlines()[0] == "Retired: 2."
    with database.reading() as session:
        assert [course.slug for course in current_courses(session)] == ["keys"]


def test_recompiling_counts_versions(app: Flask, root: Path) -> None:
    run(app, "publish", root)
    assert run(app, "recompile").stdout == "Compiled 4 versions.\n"


def test_a_new_module_passes_the_check(app: Flask, root: Path) -> None:
    assert run(app, "new", "module", "locks", "--root", root).exit_code == 0
    assert run(app, "check", root).exit_code == 0
    assert run(app, "new", "module", "locks", "--root", root).exit_code != 0


def test_a_folder_without_content_is_no_success(app: Flask, tmp_path: Path) -> None:
    assert run(app, "check", tmp_path).exit_code != 0
