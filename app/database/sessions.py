"""Where transactions begin and end. Only the edge (views, commands, the worker) calls this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from app.database.engines import make_engine


class Database:
    """`info` travels with every writing session, for what a transaction must know of the whole (who hears announcements)."""

    def __init__(self, url: str, *, info: Mapping[str, Any] | None = None) -> None:
        self.url = url
        self.readers = make_engine(url, read_only=True)
        self.writers = make_engine(url, read_only=False)
        self._info = dict(info or {})

    def open_reader(self) -> Session:
        """A session in which the database itself refuses to write. The caller closes it."""
        return Session(self.readers, autoflush=False, info=dict(self._info))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.open_reader() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """All reads inside see one state of the database: for reports and checks."""
        engine = self.readers
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine, autoflush=False) as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Leaving commits, raising rolls back."""
        with Session(self.writers, info=dict(self._info)) as session, session.begin():
            yield session

    def dispose(self) -> None:
        self.readers.dispose()
        self.writers.dispose()
