"""Saving answers by many learners at once, beside raw durable commits by as many threads on the same kind of file."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from app import clock
from app.assessment.attempting import begin_attempt
from app.enrolments.enrolling import open_enrolment
from bench.world import World, call, chance

SECONDS = 3.0


def together(acts: list[Callable[[], object]], *, seconds: float = SECONDS) -> tuple[float, list[str]]:
    """Each act over and over in a thread of its own; how many per second in all, and what went wrong."""
    counts, errors = [0] * len(acts), []
    end = time.monotonic() + seconds

    def repeat(place: int) -> None:
        while time.monotonic() < end:
            try:
                acts[place]()
                counts[place] += 1
            except Exception as error:
                errors.append(repr(error))

    threads = [threading.Thread(target=repeat, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds, errors


def raw_commits(folder: Path, learners: int) -> float:
    """The least a durable save can be: one upsert in one immediate transaction, WAL, synchronous=FULL."""
    path = folder / f"raw{learners}.sqlite"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, value TEXT, at TEXT)")
    made.close()
    local = threading.local()

    def save(number: int) -> None:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, timeout=10, isolation_level=None)
            local.connection.execute("PRAGMA synchronous=FULL")
        connection = local.connection
        connection.execute("BEGIN IMMEDIATE")
        upsert = "INSERT INTO answer VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET value=excluded.value, at=excluded.at"
        connection.execute(upsert, (number, str(time.monotonic()), "2026-11-22"))
        connection.execute("COMMIT")

    rate, errors = together([lambda number=number: save(number) for number in range(learners)])  # type: ignore[misc]
    assert not errors, errors[:1]
    return rate


def saves(world: World, learners: int) -> tuple[float, list[str]]:
    """Whole requests: the guard, the page's reads, the save, the redirect."""
    acts = []
    for person, cookie in list(zip(world.people, world.cookies, strict=True))[:learners]:
        with world.database.transaction() as session:
            enrolment = open_enrolment(session, person_id=person, course=world.course, at=clock.now())
            module = world.course.modules[0]
            attempt = begin_attempt(session, enrolment_id=enrolment.id, module=module, at=clock.now(), chance=chance())
            address = f"/courses/{world.course.slug}/{module.slug}/quiz/{attempt.code}/1"
        acts.append(saver(world, address, cookie))
    return together(acts)


def saver(world: World, address: str, cookie: str) -> Callable[[], object]:
    """Presses save again and again, with another choice each time."""
    token = csrf_token(world)
    turn = [0]

    def press() -> None:
        turn[0] += 1
        body = urlencode({"csrf_token": token, "answer": str(1 + turn[0] % 2)}).encode()
        status, content = call(world.app, address, cookie=cookie, body=body)
        assert status in (302, 303, 422), (status, content[:200])

    return press


def csrf_token(world: World) -> str:
    from flask import session
    from flask_wtf.csrf import generate_csrf

    with world.app.test_request_context():
        session["csrf_token"] = "bench"
        return str(generate_csrf())


def measure_answers(world: World, folder: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for learners in (8, 32):
        raw = raw_commits(folder, learners)
        ours, errors = saves(world, learners)
        found |= {
            f"raw durable commits at {learners}, 1/s": raw,
            f"answers saved at {learners}, 1/s": ours,
            f"answers at {learners}, % of raw": 100 * ours / raw,
            f"errors at {learners}": len(errors),
        }
    return found
