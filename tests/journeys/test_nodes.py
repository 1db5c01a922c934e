"""Two servers and two workers on one PostgreSQL, killed and begun again at random while learners take quizzes: nothing that was
acknowledged is lost, nothing is doubled, and no letter leaves twice."""

from __future__ import annotations

import datetime as dt
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock, create_app
from app.audit.checking import check_chain
from app.catalogue.live import LiveCourse
from app.credentials.models import Certificate, Paper
from app.database.migrating import upgrade
from app.database.sessions import Database
from app.jobs.models import Announcement
from app.mail.composing import Composed
from app.mail.models import Letter, LetterState
from app.mail.posting import post_letter
from app.mail.sending import doubt_abandoned
from app.settings import load_settings
from tests.conftest import SETTINGS, database_of
from tests.databases import make_postgres
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.journeys.crashing import Learner
from tests.journeys.fleet import Fleet, Wanderer
from tests.journeys.test_crash import check_learner, learner
from tests.mail.peer import Mailbox, mail_server

pytestmark = pytest.mark.timeout(150)
LEARNERS = 6
ROUNDS = 4
LETTERS = 25
"""Posted in each round, beside those that certificates bring."""
LONGEST = 2.0
"""Seconds between two kills at most."""
ENOUGH = 16
"""Seconds after which a slow machine has seen kills enough."""


@dataclass(frozen=True)
class Site:
    app: Flask
    fleet: Fleet
    learners: list[Learner]
    course: LiveCourse
    mailbox: Mailbox

    @property
    def database(self) -> Database:
        return database_of(self.app)


@pytest.fixture
def site(tmp_path: Path, project: Path, worker_id: str) -> Iterator[Site]:
    with mail_server() as (mailbox, port):
        given = SETTINGS | {"base_address": "http://127.0.0.1:8000", "data": tmp_path / "data", "session_minutes": 60}
        given |= {"database_url": make_postgres(worker_id, suffix="_nodes")}
        given |= {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "office_address": ""}
        app = create_app(load_settings(_env_file=None, **given))
        database = database_of(app)
        upgrade(database.url)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENWARD_")}
        environment |= {f"OPENWARD_{name.upper()}": str(value) for name, value in given.items()} | {"PYTHONPATH": str(project)}
        fleet = Fleet(environment, tmp_path / "log", servers=2, workers=2)
        with database.transaction() as session:
            course = publish_sample(session)
            ids = [(one.id, one.generation) for one in (make_person(session, f"Learner {number}") for number in range(LEARNERS))]
        try:
            yield Site(app, fleet, [take_place(app, fleet, course, *one) for one in ids], course, mailbox)
        finally:
            fleet.end()
            database.dispose()


def take_place(app: Flask, fleet: Fleet, course: LiveCourse, person_id: int, generation: int) -> Learner:
    chance = random.Random()
    one = learner(app, fleet, course, person_id, generation, chance)
    one.client = Wanderer(fleet, chance, one.client.cookie)
    return one


def test_nothing_is_lost_nothing_is_doubled(site: Site) -> None:
    stop = threading.Event()
    site.fleet.start()
    with ThreadPoolExecutor(LEARNERS) as threads:
        under_way = [threads.submit(one.work_until, stop) for one in site.learners]
        try:
            assert site.fleet.is_up.wait(40)
            kills = kill_at_random(site)
        finally:
            stop.set()
        assert site.fleet.is_up.wait(40)
        for work in under_way:
            work.result(60)
        assert [one.trouble for one in site.learners if one.trouble] == []
        list(threads.map(Learner.finish, site.learners))
    site.fleet.end()
    site.fleet.run("work", "--once")
    with site.database.snapshot() as session:
        for one in site.learners:
            check_learner(session, site, one)  # type: ignore[arg-type]
        assert session.scalars(select(func.count()).select_from(Certificate)).one() == LEARNERS
        assert session.scalars(select(func.count(Paper.certificate_id.distinct()))).one() == LEARNERS
        left = session.scalars(select(Announcement).where(Announcement.done_at.is_(None))).all()
        assert [one.hearer for one in left if one.tries or one.run_at <= clock.now()] == []
        findings = check_chain(session, site.app.extensions["openward.settings"].key("seal"))
        assert (findings.faults, findings.unsealed) == ([], 0)
    check_mail(site)
    acts = [act for one in site.learners for act in one.acts]
    lost = sum(not act.is_acknowledged for act in acts)
    print(f"{kills} kills, {len(acts)} acts, {lost} of them never acknowledged, {len(site.mailbox.letters)} letters")
    assert kills >= 4
    assert len(acts) > 10 * LEARNERS


def kill_at_random(site: Site) -> int:
    """Each process in turn, sometimes two at once; at times nobody is left who answers."""
    chance, end, kills = random.Random(), time.monotonic() + ENOUGH, 0
    victims = chance.sample(site.fleet.names, len(site.fleet.names)) + chance.choices(site.fleet.names, k=ROUNDS)
    while victims and (kills < 4 or time.monotonic() < end):
        post_letters(site, kills)
        wait_for_acts(site, chance.randint(15, 40))
        time.sleep(chance.uniform(0, 0.05))
        names = {victims.pop(0), *(victims[:1] if chance.random() < 0.3 else [])}
        site.fleet.kill(*names)
        kills += len(names)
        site.fleet.start(*names)
    return kills


def post_letters(site: Site, number: int) -> None:
    with site.database.transaction() as session:
        for one in range(LETTERS):
            words = Composed("notice", f"Letter {number}.{one}", "words", "<p>words</p>")
            post_letter(session, words, address=f"reader{one}@calder.example", at=clock.now())


def wait_for_acts(site: Site, more: int) -> None:
    before, until = sum(len(one.acts) for one in site.learners), time.monotonic() + LONGEST
    while sum(len(one.acts) for one in site.learners) < before + more and time.monotonic() < until:
        time.sleep(0.005)


def check_mail(site: Site) -> None:
    """Each letter arrived once, or it is shown as one of which nobody knows."""
    with site.database.transaction() as session:
        doubt_abandoned(session, at=clock.now() + dt.timedelta(minutes=11))
    with site.database.reading() as session:
        letters = session.scalars(select(Letter)).all()
    arrived = Counter(str(letter["Message-ID"]) for letter in site.mailbox.letters)
    assert [name for name, times in arrived.items() if times > 1] == []
    numbers = {int(name.strip("<>").split("-")[1]) for name in arrived}
    by_state = {state: {one.id for one in letters if one.state == state} for state in LetterState}
    assert by_state[LetterState.SENT] | by_state[LetterState.UNCERTAIN] == {one.id for one in letters}
    assert by_state[LetterState.SENT] <= numbers <= by_state[LetterState.SENT] | by_state[LetterState.UNCERTAIN]
    shown = {int(line.split()[0]) for line in site.fleet.run("mail", "list").splitlines()}
    assert shown == by_state[LetterState.UNCERTAIN]
    assert len(by_state[LetterState.SENT]) > LETTERS
