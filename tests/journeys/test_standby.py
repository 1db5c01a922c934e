"""The primary database is lost while learners take quizzes, and the standby takes its place: no acknowledged answer is lost."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from app import create_app
from app.audit.checking import check_chain
from app.database.migrating import upgrade
from app.records.models import Completion
from app.settings import load_settings
from tests.conftest import SETTINGS, database_of
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.journeys.crashing import Learner
from tests.journeys.fleet import Fleet
from tests.journeys.standby import Pair
from tests.journeys.test_crash import check_learner
from tests.journeys.test_nodes import Site, take_place
from tests.mail.peer import mail_server

pytestmark = pytest.mark.timeout(150)
LEARNERS = 5
BEFORE, AFTER = 40, 25
"""Acts before the primary is lost, and after the standby took its place."""
LONGEST = 20
"""Seconds to wait for them at most."""


@pytest.fixture
def pair() -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp(prefix="openward-pair-"))
    pair = Pair(folder)
    yield pair
    pair.end()
    shutil.rmtree(folder)


@pytest.fixture
def site(pair: Pair, tmp_path: Path, project: Path) -> Iterator[Site]:
    with mail_server() as (mailbox, port):
        given = SETTINGS | {"base_address": "http://127.0.0.1:8000", "data": tmp_path / "data", "session_minutes": 60}
        given |= {"database_url": pair.address, "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
        app = create_app(load_settings(_env_file=None, **given))
        database = database_of(app)
        upgrade(database.url)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENWARD_")}
        environment |= {f"OPENWARD_{name.upper()}": str(value) for name, value in given.items()} | {"PYTHONPATH": str(project)}
        fleet = Fleet(environment, tmp_path / "log", servers=1, workers=1)
        with database.transaction() as session:
            course = publish_sample(session)
            ids = [(one.id, one.generation) for one in (make_person(session, f"Learner {number}") for number in range(LEARNERS))]
        database.dispose()
        try:
            yield Site(app, fleet, [take_place(app, fleet, course, *one) for one in ids], course, mailbox)
        finally:
            fleet.end()
            database.dispose()


def test_no_acknowledged_answer_is_lost(site: Site, pair: Pair) -> None:
    stop = threading.Event()
    site.fleet.start()
    with ThreadPoolExecutor(LEARNERS) as threads:
        under_way = [threads.submit(one.work_until, stop) for one in site.learners]
        try:
            assert site.fleet.is_up.wait(40)
            wait_for_acknowledged(site, BEFORE)
            time.sleep(random.uniform(0, 0.05))
            pair.primary.kill()
            lost_at = acknowledged(site)
            pair.standby.promote()
            wait_for_acknowledged(site, lost_at + AFTER)
        finally:
            stop.set()
        for work in under_way:
            work.result(60)
        assert [one.trouble for one in site.learners if one.trouble] == []
        assert acknowledged(site) >= lost_at + AFTER, "the standby was not found"
        list(threads.map(Learner.finish, site.learners))
    site.fleet.end()
    site.fleet.run("work", "--once")
    assert pair.standby.ask("SELECT pg_is_in_recovery()") == [(False,)]
    with site.database.snapshot() as session:
        for one in site.learners:
            check_learner(session, site, one)  # type: ignore[arg-type]
        assert len(session.scalars(select(Completion.id)).all()) == LEARNERS
        findings = check_chain(session, site.app.extensions["openward.settings"].key("seal"))
        assert (findings.faults, findings.unsealed) == ([], 0)
    print(f"{acknowledged(site)} acknowledged, {lost_at} of them before the primary was lost")


def acknowledged(site: Site) -> int:
    return sum(act.is_acknowledged for one in site.learners for act in one.acts)


def wait_for_acknowledged(site: Site, count: int) -> None:
    until = time.monotonic() + LONGEST
    while acknowledged(site) < count and time.monotonic() < until:
        time.sleep(0.005)
