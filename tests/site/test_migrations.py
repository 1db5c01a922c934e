"""The migrations: one line of them, there and back, and equal to the models on both engines."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from app.database.migrating import FOLDER, config_for, current, head, upgrade
from app.database.sessions import Database
from tests.databases import make_postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    return make_postgres(worker_id, suffix="_fresh")


def test_there_is_one_head_and_every_file_is_numbered() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    assert len(scripts.get_heads()) == 1
    names = sorted(path.stem for path in (FOLDER / "versions").glob("*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [revision.revision for revision in reversed(list(scripts.walk_revisions()))] == names


def test_up_down_up_and_equal_to_the_models(fresh_url: str) -> None:
    upgrade(fresh_url)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        command.check(config_for(fresh_url))
    command.downgrade(config_for(fresh_url), "base")
    engine = create_engine(fresh_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    upgrade(fresh_url)
    assert current(engine) == head()
    engine.dispose()


def test_a_new_sqlite_file_lets_readers_and_a_writer_be_side_by_side(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    upgrade(url)
    database = Database(url)
    with database.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    database.dispose()
