"""Where transactions begin and end. Only the edge (views, commands, the worker) calls this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from app.database.engines import has_ended, make_engine

KEPT = 8
"""Readers, and writers, that wait for the next request, each with its connection. More than that many at once are a rush."""


def is_lost(line: Connection) -> bool:
    """Nothing can be asked any more: the server has ended the connection."""
    return line.dialect.name == "postgresql" and has_ended(line.connection.driver_connection)


class Reader(Session):
    """It goes back among the `idle` ones when it is closed: making one, with a connection, takes as long as reading what a page
    needs."""

    def __init__(self, engine: Engine, idle: list[Reader]) -> None:
        self._line = engine.connect()
        self._idle = idle
        self._is_open = False
        super().__init__(self._line, autoflush=False)

    @property
    def is_lost(self) -> bool:
        return is_lost(self._line)

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Raises `RuntimeError` once it is closed: whoever still held it would begin a transaction inside another's request."""
        if not self._is_open:
            raise RuntimeError("This reader was closed. Ask for the one of now.")
        return super().get_bind(*args, **kwargs)

    def start(self) -> None:
        self._line.begin()
        self._is_open = True

    def close(self) -> None:
        if self.in_transaction():
            super().close()
        if not self._is_open:
            return
        self._is_open = False
        self._line.rollback()
        if len(self._idle) < KEPT:
            self._idle.append(self)
        else:
            self.end()

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
        self._idle_writers: list[tuple[Session, Connection]] = []

    def open_reader(self) -> Session:
        """A session in which the database itself refuses to write. The caller closes it, and uses it no more."""
        reader = self._next_reader()
        reader.start()
        return reader

    def _next_reader(self) -> Reader:
        try:
            while (reader := self._idle.pop()).is_lost:
                reader.end()
        except IndexError:
            return Reader(self.readers, self._idle)
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
        writer, line = self._take_writer()
        writer.expire_on_commit = True
        writer.info.clear()
        writer.info.update(self._info)
        try:
            with writer, writer.begin():
                yield writer
        except BaseException:
            line.close()
            raise
        if len(self._idle_writers) < KEPT:
            self._idle_writers.append((writer, line))
        else:
            line.close()

    def _take_writer(self) -> tuple[Session, Connection]:
        """Kept as readers are, each with its connection: half the cost of a small transaction."""
        try:
            while is_lost((found := self._idle_writers.pop())[1]):
                found[1].close()
        except IndexError:
            line = self.writers.connect()
            return Session(line), line
        return found

    def dispose(self) -> None:
        while self._idle:
            self._idle.pop().end()
        while self._idle_writers:
            self._idle_writers.pop()[1].close()
        self.readers.dispose()
        self.writers.dispose()
