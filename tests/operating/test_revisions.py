from __future__ import annotations

import tomllib
from pathlib import Path

import app
from app.database.migrating import head
from app.database.sessions import Database
from app.operating.revisions import VERSION, present_revision, wanted_revision


def test_the_last_migration_is_the_head(database: Database) -> None:
    assert wanted_revision() == head()
    with database.reading() as session:
        assert present_revision(session) == head()


def test_a_database_without_tables(tmp_path: Path) -> None:
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    with fresh.reading() as session:
        assert present_revision(session) is None
    fresh.dispose()


def test_one_version_everywhere(project: Path) -> None:
    assert app.VERSION == VERSION
    assert tomllib.loads((project / "pyproject.toml").read_text())["project"]["version"] == VERSION
