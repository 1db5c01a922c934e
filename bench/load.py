"""`make bench-load`: a campus at its busiest, on either engine; PostgreSQL beside raw commits; a batch of certificates."""

from __future__ import annotations

import json
import operator
import os
import platform
import sys
from typing import Any

from bench.batch import measure_batch
from bench.engines import engine
from bench.hour import BESIDE, PEOPLE, PER_SECOND, Tally, measure_hour, quantiles
from bench.nodes import measure_postgres
from bench.world import PROJECT, make_world

GOALS: dict[str, tuple[Any, float]] = {
    "errors": (operator.le, 0),
    "slowest p99 of a page, ms": (operator.lt, 300),
    "lesson, % of bare with session": (operator.ge, 35),
    "answers at 8, % of raw": (operator.ge, 40),
    "errors at 8": (operator.le, 0),
    "two nodes, times one": (operator.ge, 1.7),
}


def main() -> int:
    found: dict[str, dict[str, float]] = {}
    for name in ("sqlite", "postgresql"):
        with engine(name) as folder, make_world(folder, learners=9) as world:
            found[f"an hour's people, {name}"] = tell(f"An hour's people, {name}", tell_hour(*measure_hour(world, folder)))
            if name == "postgresql":
                found["PostgreSQL"] = tell("PostgreSQL", measure_postgres(world, folder))
                found["a batch, postgresql"] = tell("A batch, PostgreSQL", measure_batch(world, folder))
    out = PROJECT / "var" / "bench-load.json"
    out.parent.mkdir(exist_ok=True)
    machine = {"machine": platform.platform(), "cores": os.cpu_count(), "load before and meanwhile": os.getloadavg()}
    out.write_text(json.dumps(machine | found, indent=2), encoding="utf-8")
    sys.stdout.write(f"\nLoad of this machine, 1, 5 and 15 minutes: {os.getloadavg()}\nWritten to {out}\n")
    return 0


def tell(head: str, lines: dict[str, float]) -> dict[str, float]:
    sys.stdout.write(f"\n{head}\n")
    for line, number in lines.items():
        goal = GOALS.get(line)
        verdict = "" if goal is None else f"{'reached' if goal[0](number, goal[1]) else 'FALLS SHORT'} (goal {goal[1]})"
        sys.stdout.write(f"  {line:60} {number:12,.1f}   {verdict}\n")
    sys.stdout.flush()
    return lines


def tell_hour(tally: Tally, seconds: float) -> dict[str, float]:
    requests = sum(len(times) for times in tally.took.values())
    lines: dict[str, float] = {
        "people": PEOPLE,
        "people an hour": 3600 * PER_SECOND,
        "requests": requests,
        "requests, 1/s": requests / seconds,
        "errors": len(tally.errors),
        "CPU of the web processes, s a person": tally.cpu / PEOPLE,
        "cores that this many people keep busy": tally.cpu / PEOPLE * PER_SECOND,
    }
    for error in tally.errors[:3]:
        sys.stdout.write(f"{error}\n")
    slowest = 0.0
    for kind, times in tally.took.items():
        middle, worst = quantiles(times)
        lines |= {f"{kind}, p50, ms": middle, f"{kind}, p99, ms": worst}
        slowest = slowest if kind == BESIDE else max(slowest, worst)
    return lines | {"slowest p99 of a page, ms": slowest}


if __name__ == "__main__":
    sys.exit(main())
