"""Where transactions begin and end. Only the edge (views, commands, the worker) calls this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from app.database.engines import make_engine


class Reader(Session):
    """On SQLite it goes back among the `idle` ones when it is closed: making one, with a connection, takes as long as reading
    what a page needs. A connection to a server may be dead by then; its pool knows."""

    def __init__(self, engine: Engine, idle: list[Reader]) -> None:
        self._line = engine.connect()
        self._idle = idle if engine.dialect.name == "sqlite" else None
        self._is_open = False
        super().__init__(self._line, autoflush=False)

    def start(self) -> None:
        self._line.begin()
        self._is_open = True

    def close(self) -> None:
        if self.in_transaction():
            super().close()
        if self._is_open and self._idle is not None:
            self._line.rollback()
            self._idle.append(self)
        elif self._is_open:
            self.end()
        self._is_open = False

    def end(self) -> None:
        self._line.close()


class Database:
    """`info` travels with every writing session, for what a transaction must know of the whole (who hears announcements)."""

    def __init__(self, url: str, *, info: Mapping[str, Any] | None = None) -> None:
        self.url = url
        self.readers = make_engine(url, read_only=True)
        self.writers = make_engine(url, read_only=False)
        self._info = dict(info or {})
        self._idle: list[Reader] = []
        self._idle_writers: list[Session] = []

    def open_reader(self) -> Session:
        """A session in which the database itself refuses to write. The caller closes it, and uses it no more."""
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = Reader(self.readers, self._idle)
        reader.start()
        return reader

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
        writer = self._take_writer()
        writer.info.clear()
        writer.info.update(self._info)
        try:
            with writer, writer.begin():
                yield writer
        finally:
            if isinstance(writer.bind, Connection):
                self._idle_writers.append(writer)

    def _take_writer(self) -> Session:
        """On SQLite these are kept as readers are, each with its connection: half the cost of a small transaction."""
        if self.writers.dialect.name != "sqlite":
            return Session(self.writers)
        try:
            return self._idle_writers.pop()
        except IndexError:
            return Session(self.writers.connect())

    def dispose(self) -> None:
        while self._idle:
            self._idle.pop().end()
        while self._idle_writers:
            line = self._idle_writers.pop().bind
            assert isinstance(line, Connection)
            line.close()
        self.readers.dispose()
        self.writers.dispose()
