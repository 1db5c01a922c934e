"""Ten thousand certificates at once: recorded in the database, then printed and lettered by one worker, and by two."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

import psutil
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Person
from app.credentials.issuing import issue_certificate
from app.credentials.models import Paper
from app.enrolments.enrolling import open_enrolment
from app.mail.models import Letter
from app.records.recording import record_completion
from bench.serving import WORK, running
from bench.world import World

CERTIFICATES = 10_000
IN_ONE = 500
"""Certificates recorded in one transaction."""
SECONDS = 20.0
"""Workers are watched for so long; how long all certificates take follows from it."""
WARM = 20
"""Certificates that a worker makes before it is watched."""


def measure_batch(world: World, data: Path) -> dict[str, float]:
    began, cpu = time.perf_counter(), time.process_time()
    for first in range(0, CERTIFICATES, IN_ONE):
        record(world, first)
    found = {
        f"{CERTIFICATES:,} certificates recorded, s": time.perf_counter() - began,
        "a certificate recorded, ms of CPU": 1000 * (time.process_time() - cpu) / CERTIFICATES,
    }
    for workers in (1, 2):
        rate, cost = watch(world, data, workers)
        found |= {
            f"printed and lettered by {workers}, 1/s": rate,
            f"{CERTIFICATES:,} by {workers}, minutes": CERTIFICATES / rate / 60,
            f"a certificate by {workers}, ms of a worker's CPU": cost,
        }
    return found


def watch(world: World, data: Path, workers: int) -> tuple[float, float]:
    """Certificates a second that got paper and letter, and what one costs: once the presses are warm."""
    with ExitStack() as stack:
        works = [psutil.Process(stack.enter_context(running(WORK, data)).pid) for _worker in range(workers)]
        first = done(world)
        while done(world) < first + WARM * workers:
            time.sleep(0.1)
        began, before, cpu = time.perf_counter(), done(world), spent(works)
        time.sleep(SECONDS)
        made = done(world) - before
        return made / (time.perf_counter() - began), 1000 * (spent(works) - cpu) / max(made, 1)


def spent(works: list[psutil.Process]) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in works)


def record(world: World, first: int) -> None:
    at = clock.now()
    with world.database.transaction() as session:
        for number in range(first, first + IN_ONE):
            person = Person(name=f"Participant {number}", recorded_at=at)
            session.add(person)
            session.flush()
            enrolment = open_enrolment(session, person_id=person.id, course=world.course, at=at)
            completion = record_completion(session, enrolment=enrolment, course=world.course, at=at)
            issue_certificate(session, completion=completion, person=person, at=at)


def done(world: World) -> float:
    """A certificate is its paper and its letter."""
    with world.database.reading() as session:
        papers = session.scalar(select(func.count()).select_from(Paper)) or 0
        return (papers + (session.scalar(select(func.count()).select_from(Letter)) or 0)) / 2
