"""Saving answers by many learners at once over HTTP, beside raw durable commits by as many threads on the same kind of file."""

from __future__ import annotations

import itertools
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from flask import session
from flask_wtf.csrf import generate_csrf

from app import clock
from app.assessment.attempting import begin_attempt
from app.assessment.queries import read_sitting
from app.catalogue.shapes import QuestionType
from app.enrolments.enrolling import open_enrolment
from bench.serving import OPENWARD, Browser, Served, served
from bench.world import World, chance

ROUNDS = 7
SECONDS = 0.8
"""Of each, in each round."""


def together(acts: Sequence[Callable[[], object]]) -> tuple[float, list[str]]:
    """Each act over and over in a thread of its own; how many per second in all, and what went wrong."""
    counts, errors = [0] * len(acts), []
    end = time.monotonic() + SECONDS

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
    return sum(counts) / SECONDS, errors


def raw_commits(folder: Path, writers: int) -> float:
    """The least a durable save can be: one upsert in one immediate transaction, WAL, synchronous=FULL."""
    path = folder / f"raw{writers}.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, value TEXT, at TEXT)")
    lines = [sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False) for _number in range(writers)]
    for line in lines:
        line.execute("PRAGMA synchronous=FULL")

    def save(number: int) -> None:
        upsert = "INSERT INTO answer VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET value=excluded.value, at=excluded.at"
        lines[number].execute("BEGIN IMMEDIATE")
        lines[number].execute(upsert, (number, str(time.monotonic()), "2026-11-22"))
        lines[number].execute("COMMIT")

    rate, errors = together([lambda number=number: save(number) for number in range(writers)])  # type: ignore[misc]
    assert not errors, errors[:1]
    for line in lines:
        line.close()
    return rate


def saver(world: World, server: Served, place: int) -> Callable[[], None]:
    """Saves another choice each time, on a connection of its own."""
    address, browser, turns = single_choice(world, place), Browser(server.port, world.cookies[place]), choices(world)

    def save() -> None:
        status, content = browser.post(address, next(turns))
        assert status == 302, (status, content[:200])

    return save


def choices(world: World) -> Iterator[bytes]:
    token = csrf_token(world)
    return itertools.cycle([urlencode({"csrf_token": token, "answer": choice}).encode() for choice in "12"])


def single_choice(world: World, place: int) -> str:
    """The address of a question of an attempt under way that asks for one choice."""
    module = world.course.modules[0]
    with world.database.transaction() as writing:
        enrolment = open_enrolment(writing, person_id=world.people[place], course=world.course, at=clock.now())
        attempt = begin_attempt(writing, enrolment_id=enrolment.id, module=module, at=clock.now(), chance=chance())
        asked = read_sitting(writing, attempt.id).asked
        position = next(one.position for one in asked if module.question(one.question_id).type == QuestionType.SINGLE)
        return f"/courses/{world.course.slug}/{module.slug}/quiz/{attempt.code}/{position}"


def csrf_token(world: World) -> str:
    with world.app.test_request_context():
        session["csrf_token"] = "bench"
        return str(generate_csrf())


def measure_answers(world: World, data: Path) -> dict[str, float]:
    """Side by side in rounds, the middle one of each; raw commits by as many writers as there are learners. To compare:
    how many one writer makes who never waits for another, which tells how long this drive takes to keep something."""
    found: dict[str, float] = {}
    with served(OPENWARD, data, workers=2) as server:
        for learners in (8, 32):
            acts = [saver(world, server, place) for place in range(learners)]
            for act in acts:
                act()
            rounds = [(raw_commits(data, learners), *saving(server, acts)) for _round in range(ROUNDS)]
            found |= {
                f"CPU of an answer saved at {learners}, ms": median(cpu for *_rates, cpu, _errors in rounds),
                f"raw durable commits at {learners}, 1/s": median(raw for raw, *_ours in rounds),
                f"answers saved at {learners}, 1/s": median(rate for _raw, rate, *_more in rounds),
                f"answers at {learners}, % of raw": median(100 * rate / raw for raw, rate, *_more in rounds),
                f"errors at {learners}": sum(len(errors) for *_rates, errors in rounds),
            }
    alone = median(raw_commits(data, 1) for _round in range(ROUNDS))
    found |= {"raw durable commits by one, 1/s": alone, "a durable commit takes here, ms": 1000 / alone}
    return found


def saving(server: Served, acts: Sequence[Callable[[], object]]) -> tuple[float, float, list[str]]:
    """Answers per second, ms of CPU that the workers spent on each, and what went wrong."""
    used = server.cpu()
    rate, errors = together(acts)
    return rate, 1000 * (server.cpu() - used) / max(1.0, rate * SECONDS), errors
