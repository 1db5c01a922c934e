"""The server is killed at random points while learners take quizzes: what was acknowledged is there, and nothing is doubled."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app import clock, create_app
from app.assessment.models import Attempt, DrawnQuestion, Response
from app.assessment.questions import parse
from app.audit.checking import check_chain
from app.catalogue.live import LiveCourse
from app.catalogue.models import Page
from app.credentials.models import Certificate
from app.database.migrating import upgrade
from app.database.sessions import Database
from app.enrolments.models import Enrolment, PageRead
from app.jobs.models import Announcement
from app.mail.models import Letter
from app.records.models import Completion
from app.settings import load_settings
from tests.conftest import SETTINGS, database_of
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.journeys.crashing import Act, Client, Learner, Place, Station

pytestmark = pytest.mark.timeout(240)
LEARNERS = 7
KILLS = 5
ACTS = (15, 60)
"""What is sent between the start of a server and its death, at least and at most."""
LONGEST = 8
"""Seconds it may live at most."""
ENOUGH = 40
"""Seconds after which a slow machine has seen kills enough, if two of them."""


@dataclass(frozen=True)
class Site:
    app: Flask
    station: Station
    learners: list[Learner]
    course: LiveCourse

    @property
    def database(self) -> Database:
        return database_of(self.app)


@pytest.fixture
def site(tmp_path: Path, project: Path) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = SETTINGS | {"base_address": f"http://127.0.0.1:{port}", "data": tmp_path / "data", "session_minutes": 60}
    app = create_app(load_settings(_env_file=None, **given))
    database = database_of(app)
    upgrade(database.url)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENWARD_")}
    environment |= {f"OPENWARD_{name.upper()}": str(value) for name, value in given.items()} | {"PYTHONPATH": str(project)}
    station = Station(environment, port, tmp_path / "log")
    with database.transaction() as session:
        course = publish_sample(session)
        people = [make_person(session, f"Learner {number}") for number in range(LEARNERS)]
        ids = [(person.id, person.generation) for person in people]
    seed = random.SystemRandom().randrange(10**6)
    learners = [learner(app, station, course, *one, random.Random(f"{seed} {one[0]}")) for one in ids]
    print(f"seed {seed}")
    yield Site(app, station, learners, course)
    station.end()
    database.dispose()


def learner(app: Flask, station: Place, course: LiveCourse, person_id: int, generation: int, chance: random.Random) -> Learner:
    """Signed in already, by a cookie that the server signed."""
    module = course.modules[0]
    assert module.quiz is not None
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    kept = {"_user_id": f"{person_id}:{generation}", "_fresh": True, "_permanent": True, "seen": int(clock.now().timestamp())}
    return Learner(
        person_id,
        Client(station.port, f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(kept)}"),
        station,
        f"/courses/{course.slug}/{module.slug}",
        tuple((page.slug, page.edition) for page in course.pages),
        module.quiz.questions,
        chance,
    )


def test_what_was_acknowledged_is_there_and_nothing_is_doubled(site: Site) -> None:
    stop, chance, enough = threading.Event(), random.Random(), time.monotonic() + ENOUGH
    with ThreadPoolExecutor(LEARNERS) as threads:
        under_way = [threads.submit(one.work_until, stop) for one in site.learners]
        try:
            for kill in range(KILLS):
                if kill > 1 and time.monotonic() > enough:
                    break
                site.station.start(with_worker=kill % 2 == 1)
                wait_for_acts(site, acts_of(site) + chance.randint(*ACTS), handing_in=kill % 2 == 0)
                time.sleep(chance.uniform(0, 0.02))
                site.station.kill()
                with site.database.reading() as session:
                    check_consistent(session, site)
            site.station.start()
        finally:
            stop.set()
            site.station.is_up.set()
        for work in under_way:
            work.result(60)
        assert [one.trouble for one in site.learners if one.trouble] == []
        list(threads.map(Learner.finish, site.learners))
    site.station.end()
    site.station.run("work", "--once")
    with site.database.reading() as session:
        for one in site.learners:
            check_learner(session, site, one)
        check_whole(session, site)


def acts_of(site: Site) -> int:
    return sum(len(one.acts) for one in site.learners)


def wait_for_acts(site: Site, count: int, *, handing_in: bool) -> None:
    """With `handing_in` on to an instant when somebody is about it: what a completion is made of must not come apart."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        latest = [one.acts[-1] for one in site.learners if one.acts]
        is_met = not handing_in or any(act.kind == "hand in" and not act.is_acknowledged for act in latest)
        if is_met and acts_of(site) >= count:
            return
        time.sleep(0.002)


def check_consistent(session: Session, site: Site) -> None:
    """As the server's death left it: what belongs together is there together or not at all."""
    passed = set(session.scalars(select(Attempt.enrolment_id).where(Attempt.is_pass.is_(True))))
    read = select(PageRead.enrolment_id).group_by(PageRead.enrolment_id).having(func.count() == len(site.course.pages))
    completed = session.scalars(select(Completion.enrolment_id)).all()
    assert sorted(completed) == sorted(passed & set(session.scalars(read)))
    assert session.scalars(select(func.count()).select_from(Certificate)).one() == len(completed)
    news = select(func.count()).select_from(Announcement).where(Announcement.topic == "certificate.issued")
    assert session.scalars(news).one() == 2 * len(completed)
    unmarked = select(func.count()).select_from(Response).join(DrawnQuestion).join(Attempt)
    assert session.scalars(unmarked.where(Attempt.submitted_at.is_not(None), Response.is_right.is_(None))).one() == 0


def check_learner(session: Session, site: Site, one: Learner) -> None:
    enrolment_id = session.scalars(select(Enrolment.id).where(Enrolment.person_id == one.person_id)).one()
    attempts = session.scalars(select(Attempt).where(Attempt.enrolment_id == enrolment_id).order_by(Attempt.number)).all()
    assert [attempt.number for attempt in attempts] == list(range(1, len(attempts) + 1))
    told = {act.value for act in done(one, "begin")} | {act.about[0] for act in one.acts if act.kind == "answer"}
    assert {attempt.code for attempt in attempts} == told, "an attempt was doubled or lost"
    handed_in = {act.about[0] for act in done(one, "hand in")}
    assert handed_in <= {attempt.code for attempt in attempts if attempt.submitted_at}
    read = session.scalars(
        select(Page.slug).join(PageRead, PageRead.page_id == Page.id).where(PageRead.enrolment_id == enrolment_id)
    ).all()
    assert {act.about[0] for act in done(one, "read")} == set(read), "finishing reads them all"
    assert len(read) == len(site.course.pages)
    completion_id = session.scalars(select(Completion.id).where(Completion.enrolment_id == enrolment_id)).one()
    assert session.scalars(select(func.count()).where(Certificate.completion_id == completion_id)).one() == 1
    assert session.scalars(select(func.count()).where(Letter.person_id == one.person_id)).one() == 1
    check_answers(session, one)


def check_answers(session: Session, one: Learner) -> None:
    """The last acknowledged answer to each question is kept, or a later one whose acknowledgement died with the server."""
    rows = session.execute(
        select(Attempt.code, DrawnQuestion.position, Response.answer)
        .join(DrawnQuestion, DrawnQuestion.attempt_id == Attempt.id)
        .join(Response, Response.drawn_id == DrawnQuestion.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.person_id == one.person_id)
    ).all()
    kept: dict[tuple[str, str], Any] = {(row.code, str(row.position)): row.answer for row in rows}
    assert len(kept) == len(rows), "an answer was doubled"
    sent = sorted((act for act in one.acts if act.kind == "answer"), key=lambda act: act.about)
    possible = {about: last_values(one, list(acts)) for about, acts in groupby(sent, key=lambda act: act.about)}
    for about, (values, must_be_there) in possible.items():
        if about in kept or must_be_there:
            assert kept.get(about) in values, f"{about}: {kept.get(about)} instead of one of {values}"
    assert set(kept) <= set(possible)


def last_values(one: Learner, acts: list[Act]) -> tuple[list[Any], bool]:
    """What may be kept after these acts in their order, and whether something must be."""
    known = {question.slug: question for question in one.questions}
    values = [parse(known[slug], fields) for slug, fields in (act.value for act in acts)]
    acknowledged = [place for place, act in enumerate(acts) if act.is_acknowledged]
    return (values[acknowledged[-1] :], True) if acknowledged else (values, False)


def done(one: Learner, kind: str) -> list[Act]:
    return [act for act in one.acts if act.kind == kind and act.is_acknowledged]


def check_whole(session: Session, site: Site) -> None:
    assert session.scalars(text("PRAGMA integrity_check")).one() == "ok"
    issued = select(Announcement).where(Announcement.topic == "certificate.issued")
    news = Counter((one.hearer, one.done_at is not None) for one in session.scalars(issued))
    assert news == {("papers", True): LEARNERS, ("certificate-letter", True): LEARNERS}
    findings = check_chain(session, site.app.extensions["openward.settings"].key("seal"))
    assert findings.faults == []
    assert findings.unsealed == 0
    assert findings.sealed >= LEARNERS
    acts = [act for one in site.learners for act in one.acts]
    lost = [act for act in acts if not act.is_acknowledged]
    print(f"{len(acts)} acts, {len(lost)} of them never acknowledged: {Counter(act.kind for act in lost)}")
    assert lost, "no kill met anybody in the middle of something"
    assert len(acts) > 15 * LEARNERS, "too little was done between the kills to prove anything"
