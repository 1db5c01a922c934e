from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from app.access.models import Tally
from app.audit.heads import FILE, read_head
from app.audit.models import HeadSent, Seal, Unsealed
from app.database.sessions import Database
from app.jobs.models import Beat
from app.jobs.queries import living_workers
from app.mail.models import Letter, LetterState
from app.mail.sending import claim_letter
from app.operating.working import Worker
from app.settings import Settings
from app.web.models import HeldForm
from tests.audit.ledger import make_facts
from tests.operating.workshop import AT, Bag, Clock, make_worker, tell


@pytest.fixture
def worker(database: Database, settings: Settings, tmp_path: Path) -> Worker:
    return make_worker(database, settings, tmp_path)


def count(database: Database, table: type[Tally | Seal | Unsealed | Letter | HeadSent]) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_once_drains_everything_and_ends(database: Database, worker: Worker) -> None:
    for number in range(25):
        tell(database, "thing.happened", number)
    make_facts(database)
    worker.run(once=True)
    assert (worker.counts.announcements, worker.counts.letters, worker.counts.sealed) == (25, 25, 8)
    assert count(database, Tally) == 25
    assert count(database, Unsealed) == 0
    head = read_head(worker.settings.data / FILE)
    assert head is not None
    assert head.number == 8
    with database.reading() as session:
        assert session.execute(select(Beat)).first() is None


def test_the_head_leaves_on_the_next_minute(database: Database, worker: Worker) -> None:
    make_facts(database)
    worker.run(once=True)
    assert count(database, HeadSent) == 0
    clock = worker.now
    assert isinstance(clock, Clock)
    clock.at += dt.timedelta(minutes=2)
    worker.run(once=True)
    worker.run(once=True)
    assert count(database, HeadSent) == 1
    assert isinstance(worker.transport, Bag)
    assert [letter["To"] for letter in worker.transport.letters] == ["office@calder.example"]


def test_a_failure_is_told_and_stops_nothing(database: Database, worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    tell(database, "thing.broke", 1)
    tell(database, "thing.happened", 2)
    with caplog.at_level(logging.WARNING):
        worker.run(once=True)
    assert (worker.counts.announcements, worker.counts.failures) == (2, 1)
    assert [record.problem for record in caplog.records if hasattr(record, "problem")] == ["RuntimeError"]


def test_sealing_stops_at_a_cut_chain_and_the_rest_goes_on(
    database: Database, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    make_facts(database)
    worker.run(once=True)
    with database.transaction() as session:
        session.execute(delete(Seal).where(Seal.id > 4))
    make_facts(database, people=1)
    tell(database, "thing.happened", 1)
    worker.run(once=True)
    assert count(database, Seal) == 4
    assert count(database, Unsealed) == 3
    assert worker.counts.letters == 1
    assert "Sealing has stopped" in caplog.text
    head = read_head(worker.settings.data / FILE)
    assert head is not None
    assert head.number == 8


def test_a_closed_mail_server_is_left_alone_for_a_while(database: Database, worker: Worker) -> None:
    bag, clock = worker.transport, worker.now
    assert isinstance(bag, Bag)
    assert isinstance(clock, Clock)
    bag.is_closed = True
    for number in range(3):
        tell(database, "thing.happened", number)
    worker.run(once=True)
    with database.reading() as session:
        assert sorted(session.execute(select(Letter.tries)).scalars()) == [0, 0, 1]
    bag.is_closed = False
    clock.at += dt.timedelta(seconds=20)
    worker.run(once=True)
    assert bag.letters == []
    clock.at += dt.timedelta(minutes=2)
    worker.run(once=True)
    assert len(bag.letters) == 3


@pytest.mark.parametrize("other_is_alive", [False, True])
def test_claimed_letters_at_the_start(database: Database, worker: Worker, other_is_alive: bool) -> None:
    tell(database, "thing.happened", 1)
    worker._several(worker._work_one)
    with database.transaction() as session:
        assert claim_letter(session, at=AT - dt.timedelta(seconds=5)) is not None or claim_letter(session, at=AT)
        session.execute(Letter.__table__.update().values(claimed_at=AT - dt.timedelta(seconds=5)))  # type: ignore[attr-defined]
        if other_is_alive:
            session.add(Beat(worker="another:1", beat_at=AT - dt.timedelta(seconds=30)))
    worker.run(once=True)
    with database.reading() as session:
        state = session.execute(select(Letter.state)).scalar_one()
    assert state == (LetterState.CLAIMED if other_is_alive else LetterState.UNCERTAIN)


def test_it_ends_after_the_piece_in_hand(database: Database, settings: Settings, tmp_path: Path) -> None:
    worker = make_worker(database, settings, tmp_path, now=lambda: dt.datetime.now(dt.UTC))
    thread = threading.Thread(target=worker.run, kwargs={"once": False})
    thread.start()
    tell(database, "thing.happened", 1)
    until = time.monotonic() + 20
    while count(database, Letter) == 0 and time.monotonic() < until:
        time.sleep(0.05)
    with database.reading() as session:
        assert living_workers(session, at=dt.datetime.now(dt.UTC)) == [worker.name]
    worker.stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
    with database.reading() as session:
        assert living_workers(session, at=dt.datetime.now(dt.UTC)) == []


def test_what_is_kept_for_a_while_only(database: Database, worker: Worker) -> None:
    old = AT - dt.timedelta(days=3)
    with database.transaction() as session:
        session.add(Tally(key="a" * 64, window_at=old, count=1))
        session.add(HeldForm(person_id=1, path="/x", fields=[], held_at=old))
        session.add(Beat(worker="gone:1", beat_at=old))
    worker.run(once=True)
    with database.reading() as session:
        for table in (Tally, HeldForm, Beat):
            assert session.execute(select(table)).first() is None


def test_the_words_of_letters_are_forgotten_after_a_year_and_the_rows_stay(database: Database, worker: Worker) -> None:
    tell(database, "thing.happened", 1)
    worker.run(once=True)
    for days, words in ((364, True), (2, False)):
        assert isinstance(worker.now, Clock)
        worker.now.at += dt.timedelta(days=days)
        worker.run(once=True)
        with database.reading() as session:
            letter = session.scalars(select(Letter).where(Letter.address == "ana@calder.example")).one()
        assert (bool(letter.text), bool(letter.html)) == (words, words)
        assert letter.state == LetterState.SENT
