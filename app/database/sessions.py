"""Where transactions begin and end. Only the edge (views, commands, the worker) calls this."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy.orm import Session

from app.database.engines import SNAPSHOT, make_engine


class Database:
    """`info` travels with every writing session, for what a transaction must know of the whole (who hears announcements)."""

    def __init__(self, url: str, *, info: Mapping[str, Any] | None = None) -> None:
        self.url = url
        self.readers = make_engine(url, read_only=True)
        self.writers = make_engine(url, read_only=False)
        self._info = dict(info or {})
        self._turn = threading.RLock() if self.writers.dialect.name == "sqlite" else nullcontext()

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
        is_postgresql = self.readers.dialect.name == "postgresql"
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if is_postgresql else {SNAPSHOT: True}
        with Session(self.readers.execution_options(**options), autoflush=False) as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Leaving commits, raising rolls back. SQLite has one writer at a time and makes the others sleep, longer each time; the
        threads of a process wait for one another here instead."""
        with self._turn, Session(self.writers, info=dict(self._info)) as session, session.begin():
            yield session

    def dispose(self) -> None:
        self.readers.dispose()
        self.writers.dispose()
