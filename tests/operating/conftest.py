from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.database.migrating import upgrade
from app.database.sessions import Database
from tests.databases import make_postgres

MakeDatabase = Callable[[str], Database]


@pytest.fixture
def make_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[MakeDatabase]:
    """New migrated databases beside the test's own, of the engine asked for."""
    made: list[Database] = []

    def make(engine: str) -> Database:
        if engine == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('more') / 'openward.sqlite'}"
        else:
            url = make_postgres(worker_id, suffix=f"_more{len(made)}")
        upgrade(url)
        made.append(Database(url))
        return made[-1]

    yield make
    for database in made:
        database.dispose()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    data = tmp_path_factory.mktemp("served")
    upgrade(f"sqlite:///{data / 'openward.sqlite'}")
    project = Path(__file__).resolve().parents[2]
    return os.environ | {"OPENWARD_DEMO": "1", "OPENWARD_DATA": str(data), "PYTHONPATH": str(project)}
