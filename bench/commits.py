"""Raw durable commits: the same row in the same table as a learner's answer, by as many writers, with nothing around it.

Each has a connection of its own and prepares its one statement once. On SQLite that is `BEGIN IMMEDIATE`, the upsert and `COMMIT`
under the application's own settings of the database; a writer waits for its turn as the application does, which is faster than
SQLite's own way. PostgreSQL needs no more than the upsert, which commits by itself.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence

import psycopg

from bench.crowding import SECONDS

UPSERT = (
    "INSERT INTO response (drawn_id, answer, given_at, form) VALUES ({}) ON CONFLICT (drawn_id)"
    " DO UPDATE SET answer = excluded.answer, given_at = excluded.given_at, form = excluded.form"
)
AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def raw_commits(url: str, drawn: Sequence[int]) -> float:
    """In a second of the clock: by as many writers as there are rows of `drawn`, each of whom rewrites the answer of one."""
    writers = [make_writer(url) for _number in drawn]
    counts = [0] * len(writers)
    end = time.monotonic() + SECONDS

    def repeat(place: int) -> None:
        save = writers[place][0]
        while time.monotonic() < end:
            save(drawn[place], json.dumps("12"[counts[place] % 2]))
            counts[place] += 1

    threads = [threading.Thread(target=repeat, args=(place,)) for place in range(len(writers))]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    for _save, close in writers:
        close()
    return sum(counts) / seconds


Writer = tuple[Callable[[int, str], None], Callable[[], None]]
"""What saves an answer in a row, and what ends it."""


def make_writer(url: str) -> Writer:
    """With a connection of its own."""
    return _on_sqlite(url) if url.startswith("sqlite") else _on_postgresql(url)


def _on_sqlite(url: str) -> Writer:
    path = url.removeprefix("sqlite:///")
    line = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    line.execute("PRAGMA synchronous=FULL")
    line.execute("PRAGMA foreign_keys=ON")
    statement = UPSERT.format("?, ?, ?, ?")

    def save(drawn: int, answer: str) -> None:
        while True:
            try:
                line.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                time.sleep(0.0005)
        line.execute(statement, (drawn, answer, "2026-11-22 09:30:00.000000", "bench"))
        line.execute("COMMIT")

    return save, line.close


def _on_postgresql(url: str) -> Writer:
    line = psycopg.connect(url.replace("+psycopg", ""), autocommit=True, prepare_threshold=0)
    statement = UPSERT.format("%s, %s::jsonb, %s, %s").encode()

    def save(drawn: int, answer: str) -> None:
        line.execute(statement, (drawn, answer, AT, "bench"))

    return save, line.close
