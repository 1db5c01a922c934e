"""A roster of 50,000 lines: read, previewed against a database that knows most of them, and applied."""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.accounts.units import add_unit
from app.database.migrating import upgrade
from app.database.sessions import Database
from app.roster.applying import Foreseen, Wish, apply_roster, foresee
from app.roster.reading import read_roster
from app.roster.shapes import Plan

LINES, UNITS = 50_000, 300
AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
T = TypeVar("T")


def roster(lines: int, *, moved: int = 0) -> bytes:
    """The first `moved` of them are in another unit."""
    head = "employee_number;orcid;address;name;unit;affiliation;first_day;last_day"
    body = (
        f"E{n:06};;person{n}@calder.example;Given{n % 997} Family{n};unit-{(n + (n < moved)) % UNITS};researcher;;"
        for n in range(lines)
    )
    return "\n".join([head, *body]).encode()


def main(url: str | None = None) -> None:
    """`url`: an empty database to use instead of a new SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url or f"sqlite:///{Path(folder) / 'roster.sqlite'}")
        upgrade(database.url)
        with database.transaction() as session:
            for place in range(UNITS):
                add_unit(session, slug=f"unit-{place}", name=f"Unit {place}", parent_id=None, at=AT)
        _measure(database)
        database.dispose()


def _measure(database: Database) -> None:
    content = roster(LINES)
    wish = Wish(_timed("read", lambda: read_roster(content)))
    ahead = _timed("preview, all new", lambda: _look(database, wish))
    _timed("apply, all new", lambda: _apply(database, wish, ahead))
    _timed("preview, all known", lambda: _look(database, wish))
    changed = Wish(read_roster(roster(LINES, moved=2_000)), is_whole=True)
    ahead = _timed("preview, 2,000 moved", lambda: _look(database, changed))
    assert len(ahead.plan.steps) == 2_000
    _timed("apply, 2,000 moved", lambda: _apply(database, changed, ahead))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{'peak memory of the process':40} {peak:8.0f} MB\n")


def _look(database: Database, wish: Wish) -> Foreseen:
    with database.reading() as session:
        return foresee(session, wish, on=AT.date())


def _apply(database: Database, wish: Wish, ahead: Foreseen) -> Plan:
    how = {"language": "en", "zone": "UTC", "file": "0" * 64}
    with database.transaction() as session:
        return apply_roster(session, wish, seen=ahead.plan.digest, on=AT.date(), at=AT, by=None, ahead=ahead, **how)


def _timed(what: str, act: Callable[[], T]) -> T:
    began, worked = time.perf_counter(), time.process_time()
    done = act()
    seconds, own = time.perf_counter() - began, time.process_time() - worked
    sys.stdout.write(f"{what:40} {seconds:8.2f} s, {own:6.2f} s of it this process\n")
    return done


if __name__ == "__main__":
    main(*sys.argv[1:])
