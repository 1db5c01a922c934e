from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.access.models import Tally
from app.database.sessions import Database
from app.jobs.announcing import HEARERS, Hearer, Hearers, Moment, announce
from app.jobs.queries import count_due, failed_announcements
from app.jobs.settling import drop_announcement, try_again
from app.jobs.working import DAY_BEGAN, SECONDS_BETWEEN, Done, announce_day, name_hearers, work_one

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def note(moment: Moment) -> None:
    """An effect that a unique constraint would betray if it came twice."""
    values = {"key": f"{moment.payload['n']:064d}", "window_at": AT, "count": 1}
    moment.session.execute(insert(Tally).values(**values))


def note_and_fail(moment: Moment) -> None:
    note(replace(moment, payload={"n": 1000}))
    raise RuntimeError("no paper")


def note_twice(moment: Moment) -> None:
    note(moment)
    note(moment)


def use_tool(moment: Moment) -> None:
    moment.tools["used"].append((moment.payload, moment.at))


TABLE: Hearers = {
    "thing.happened": (Hearer("note", note),),
    "thing.broke": (Hearer("fail", note_and_fail), Hearer("note-after", note)),
    "thing.doubled": (Hearer("twice", note_twice),),
    DAY_BEGAN: (Hearer("tool", use_tool),),
}


@pytest.fixture
def tell(database: Database) -> Callable[..., None]:
    def tell(topic: str, number: int, run_at: dt.datetime = AT) -> None:
        with database.transaction() as session:
            session.info[HEARERS] = TABLE
            announce(session, topic, {"n": number}, at=AT, run_at=run_at)

    return tell


def work(database: Database, at: dt.datetime = AT, tools: dict[str, object] | None = None, table: Hearers = TABLE) -> Done | None:
    return work_one(database, hearers=name_hearers(table), tools=tools or {}, now=lambda: at)


def effects(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(Tally)).scalar_one()


def test_effect_and_end_come_together(database: Database, tell: Callable[..., None]) -> None:
    tell("thing.happened", 1)
    done = work(database)
    assert done is not None
    assert (done.topic, done.hearer, done.problem) == ("thing.happened", "note", None)
    assert work(database) is None
    assert effects(database) == 1


def test_in_order_and_not_before_its_time(database: Database, tell: Callable[..., None]) -> None:
    tell("thing.happened", 1, AT + dt.timedelta(hours=1))
    tell("thing.happened", 2)
    work(database)
    assert work(database) is None
    with database.reading() as session:
        assert session.execute(select(Tally.key)).scalars().all() == [f"{2:064d}"]
        assert count_due(session, at=AT) == 0
        assert count_due(session, at=AT + dt.timedelta(hours=1)) == 1


def test_once_with_two_workers_at_once(database: Database, tell: Callable[..., None]) -> None:
    for number in range(30):
        tell("thing.happened", number)
    problems: list[str | None] = []

    def drain() -> None:
        while done := work(database):
            problems.append(done.problem)

    threads = [threading.Thread(target=drain) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == [None] * 30
    assert effects(database) == 30


def test_a_failing_hearer_leaves_nothing_and_stops_nobody(database: Database, tell: Callable[..., None]) -> None:
    tell("thing.broke", 1)
    assert [done.problem for done in iter(lambda: work(database), None) if done] == ["RuntimeError: no paper", None]
    assert effects(database) == 1
    at = AT
    for seconds in SECONDS_BETWEEN:
        at += dt.timedelta(seconds=seconds)
        assert work(database, at) is not None
        assert work(database, at) is None
    with database.reading() as session:
        (failed,) = failed_announcements(session)
    assert (failed.hearer, failed.problem) == ("fail", "RuntimeError: no paper")
    assert work(database, at + dt.timedelta(days=30)) is None


def test_a_refusal_of_the_database_is_a_failure_of_the_hearer(database: Database, tell: Callable[..., None]) -> None:
    tell("thing.doubled", 1)
    done = work(database)
    assert done is not None
    assert done.problem is not None
    assert "unique" in done.problem.lower()
    assert f"{1:064d}" not in done.problem
    assert effects(database) == 0


def test_a_crash_between_effect_and_end_is_taken_again(database: Database, tell: Callable[..., None]) -> None:
    tell("thing.happened", 1)

    class Killed(BaseException):
        pass

    def note_and_die(moment: Moment) -> None:
        note(moment)
        raise Killed

    with pytest.raises(Killed):
        work(database, table={"thing.happened": (Hearer("note", note_and_die),)})
    assert effects(database) == 0
    assert work(database) is not None
    assert effects(database) == 1


def test_nobody_hears(database: Database, tell: Callable[..., None]) -> None:
    tell("thing.happened", 1)
    done = work(database, table={})
    assert done is not None
    assert done.problem == "NobodyHears: nobody here is named note, who should hear thing.happened"
    assert work(database, AT + dt.timedelta(days=1)) is None
    with database.transaction() as session:
        (failed,) = failed_announcements(session)
        try_again(session, announcement_id=failed.id, at=AT)
    assert work(database) is not None
    assert effects(database) == 1


def test_a_failed_one_can_be_dropped(database: Database, tell: Callable[..., None]) -> None:
    tell("thing.happened", 1)
    work(database, table={})
    with database.transaction() as session:
        drop_announcement(session, announcement_id=failed_announcements(session)[0].id, at=AT)
        assert failed_announcements(session) == []
    assert work(database) is None


def test_two_hearers_of_one_name() -> None:
    with pytest.raises(ValueError, match="note"):
        name_hearers({"a.b": (Hearer("note", note),), "c.d": (Hearer("note", note_twice),)})


def test_each_day_begins_once(database: Database) -> None:
    used: list[tuple[object, dt.datetime]] = []
    for hours in (0, 1, 16, 17, 41):
        with database.transaction() as session:
            session.info[HEARERS] = TABLE
            announce_day(session, at=AT + dt.timedelta(hours=hours), zone="America/New_York")
    while work(database, tools={"used": used}):
        pass
    assert used == [({"on": "2026-11-22"}, AT)]
    while work(database, AT + dt.timedelta(days=2), tools={"used": used}):
        pass
    assert [payload for payload, _at in used] == [{"on": "2026-11-22"}, {"on": "2026-11-23"}, {"on": "2026-11-24"}]


def test_the_same_effect_twice_would_be_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        note_twice(Moment(session=session, payload={"n": 1}, at=AT, tools={}))


def test_what_takes_long_is_prepared_while_others_may_write(database: Database, tell: Callable[..., None]) -> None:
    """The announcement is done by a writing transaction; while it is prepared, another one begins and ends."""
    given: list[object] = []

    def prepare(moment: Moment) -> str:
        with database.transaction() as session:
            note(replace(moment, session=session, payload={"n": 7}))
        return "paper"

    tell("thing.happened", 1)
    table = {"thing.happened": (Hearer("note", lambda moment: given.append(moment.prepared), prepare),)}
    done = work(database, table=table)
    assert done is not None
    is_sqlite = database.readers.dialect.name == "sqlite"
    assert (done.problem, given, effects(database)) == (None, ["paper"] if is_sqlite else [None], int(is_sqlite))


def test_where_preparing_fails_the_hearer_says_why(database: Database, tell: Callable[..., None]) -> None:
    tell("thing.happened", 1)
    done = work(database, table={"thing.happened": (Hearer("note", note_and_fail, note_and_fail),)})
    assert done is not None
    assert done.problem == "RuntimeError: no paper"
