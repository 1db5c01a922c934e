"""A check of a team of fifteen, at a thousand people and at all: what it asks the database, and what it costs."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from typing import Any

import psutil
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.database.sessions import Database
from app.requirements.answers import Named, Question
from app.requirements.checking import check
from bench.crowd import NOW

TEAM = 15
TIMES = 60
ROUNDS = 5


def measure_checks(small: str, large: str) -> dict[str, float]:
    """Side by side in rounds, the best of each: in ms of CPU, the server's process included."""
    databases = {"at a thousand people": Database(small), "at all": Database(large)}
    times: dict[str, list[float]] = {name: [] for name in databases}
    queries = 0
    for _round in range(ROUNDS):
        for name, database in databases.items():
            with database.snapshot() as session:
                _ask(session, 0)
                queries = max(queries, _count(database, session))
                times[name].append(_cost(session))
    for database in databases.values():
        database.dispose()
    found = {f"check of {TEAM} {name}, ms": min(each) for name, each in times.items()}
    first, last = (statistics.median(each) for each in times.values())
    return found | {f"queries of a check of {TEAM}": queries, f"check of {TEAM}, large by small": last / first}


def _cost(session: Session) -> float:
    server = None
    if session.get_bind().dialect.name == "postgresql":
        server = psutil.Process(session.execute(text("SELECT pg_backend_pid()")).scalar_one())
    began = _spent(server)
    for number in range(TIMES):
        _ask(session, number)
    return 1000 * (_spent(server) - began) / TIMES


def _spent(server: psutil.Process | None) -> float:
    return time.process_time() + (sum(server.cpu_times()[:2]) if server else 0)


def _ask(session: Session, number: int) -> None:
    """Another team each time, named by addresses, all of which both institutions know."""
    people = tuple(Named(f"person{1 + (number * 61 + place * 7) % 900}@calder.example") for place in range(TEAM))
    on = NOW.date() + dt.timedelta(days=30)
    answer = check(session, Question("nsf", "proposal", on, people), zone="America/New_York", language="en", at=NOW)
    assert answer.rules


def _count(database: Database, session: Session) -> int:
    seen: list[Any] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(database.readers, "before_cursor_execute", note)
    _ask(session, 1)
    event.remove(database.readers, "before_cursor_execute", note)
    return len(seen)
