"""PostgreSQL: a lesson page beside a bare page, answers beside raw commits, two nodes beside one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psycopg

from bench.answers import ROUNDS, saver, together
from bench.engines import ADDRESS
from bench.pages import measure_pages
from bench.serving import OPENWARD, Browser, Served, served
from bench.world import World

LEARNERS = 8
READERS = 4
"""Who read pages at once when nodes are compared."""


def measure_postgres(world: World, data: Path) -> dict[str, float]:
    """The CPU of a page is that of Openward's process; PostgreSQL's own comes on top, in another process."""
    pages = measure_pages(world, data)
    shown = {name: pages[name] for name in ("lesson page, 1/s", "lesson, % of bare", "lesson, % of bare with session")}
    return shown | measure_saving(world, data) | measure_nodes(world, data)


def measure_saving(world: World, data: Path) -> dict[str, float]:
    """In rounds side by side, the best of each."""
    with served(OPENWARD, data, workers=2) as server:
        acts = [saver(world, server, place) for place in range(LEARNERS)]
        for act in acts:
            act()
        rounds = [(raw_commits(LEARNERS), together(acts)) for _round in range(ROUNDS)]
    raw, ours = max(raw for raw, _ours in rounds), max(rate for _raw, (rate, _errors) in rounds)
    return {
        f"raw commits at {LEARNERS}, 1/s": raw,
        f"answers saved at {LEARNERS}, 1/s": ours,
        f"answers at {LEARNERS}, % of raw": 100 * ours / raw,
        f"errors at {LEARNERS}": sum(len(errors) for _raw, (_rate, errors) in rounds),
    }


def raw_commits(writers: int) -> float:
    """The least a durable save can be: one prepared upsert and its commit, each on a connection of its own."""
    address = os.environ[ADDRESS].replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as made:
        made.execute("CREATE TABLE IF NOT EXISTS raw_answer (id integer PRIMARY KEY, value text, at timestamptz)")
    lines = [psycopg.connect(address, autocommit=True, prepare_threshold=0) for _number in range(writers)]
    upsert = (
        "INSERT INTO raw_answer VALUES (%s, %s, now()) ON CONFLICT (id) DO UPDATE SET value = excluded.value, at = excluded.at"
    )

    def save(number: int) -> None:
        lines[number].execute(upsert, (number, str(time.monotonic())))

    rate, errors = together([lambda number=number: save(number) for number in range(writers)])  # type: ignore[misc]
    assert not errors, errors[:1]
    for line in lines:
        line.close()
    return rate


def measure_nodes(world: World, data: Path) -> dict[str, float]:
    """Pages per second of the clock, one process each node; readers, nodes and PostgreSQL share this machine's cores."""
    page = world.course.pages[1]
    address = f"/courses/{world.course.slug}/{page.module}/{page.slug}"
    found = {}
    for count in (1, 2):
        with ExitStack() as stack:
            nodes = [stack.enter_context(served(OPENWARD, data, workers=1)) for _node in range(count)]
            acts = [reader(world, nodes[place % count], place, address) for place in range(READERS)]
            found[count] = max(together(acts)[0] for _round in range(ROUNDS))
    return {
        "lesson pages of one node, 1/s of the clock": found[1],
        "lesson pages of two nodes, 1/s of the clock": found[2],
        "two nodes, times one": found[2] / found[1],
        "cores of this machine": float(os.cpu_count() or 1),
    }


def reader(world: World, node: Served, place: int, address: str) -> Callable[[], None]:
    browser = Browser(node.port, world.cookies[place])

    def read() -> None:
        status, _content = browser.get(address)
        assert status == 200, status

    return read
