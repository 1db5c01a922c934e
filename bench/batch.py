"""Ten thousand certificates at once: recorded in the database, then printed and lettered by one worker."""

from __future__ import annotations

import time
from pathlib import Path

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
"""The worker is watched for so long; how long all of them take follows from it."""


def measure_batch(world: World, data: Path) -> dict[str, float]:
    began = time.perf_counter()
    for first in range(0, CERTIFICATES, IN_ONE):
        record(world, first)
    recorded = time.perf_counter() - began
    with running(WORK, data):
        while printed(world) == (0, 0):
            time.sleep(0.1)
        papers, letters = printed(world)
        began = time.perf_counter()
        time.sleep(SECONDS)
        rate = [
            (now - before) / (time.perf_counter() - began) for now, before in zip(printed(world), (papers, letters), strict=True)
        ]
    return {
        f"{CERTIFICATES:,} certificates recorded, s": recorded,
        "papers printed by one worker, 1/s (two a certificate)": rate[0],
        f"{CERTIFICATES:,} certificates printed by one worker, minutes": CERTIFICATES / (rate[0] / 2) / 60,
    }


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


def printed(world: World) -> tuple[int, int]:
    with world.database.reading() as session:
        papers = session.scalar(select(func.count()).select_from(Paper)) or 0
        return papers, session.scalar(select(func.count()).select_from(Letter)) or 0
