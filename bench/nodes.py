"""PostgreSQL: a lesson page beside a bare page, answers beside raw commits, two nodes beside one."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from bench.answers import ROUNDS, measure_answers
from bench.crowding import asker, crowd
from bench.pages import measure_pages
from bench.serving import OPENWARD, served
from bench.world import World

READERS = 4
"""Who read pages at once when nodes are compared."""


def measure_postgres(world: World, data: Path) -> dict[str, float]:
    """The CPU of a page is that of Openward's process; PostgreSQL's own comes on top, in another process."""
    pages = measure_pages(world, data)
    shown = {name: pages[name] for name in ("lesson page, 1/s", "lesson, % of bare", "lesson, % of bare with session")}
    return shown | measure_answers(world, data, crowds=(8,)) | measure_nodes(world, data)


def measure_nodes(world: World, data: Path) -> dict[str, float]:
    """Pages per second of the clock, one process each node; readers, nodes and PostgreSQL share this machine's cores."""
    page = world.course.pages[1]
    address = f"/courses/{world.course.slug}/{page.module}/{page.slug}"
    found = {}
    for count in (1, 2):
        with ExitStack() as stack:
            nodes = [stack.enter_context(served(OPENWARD, data, workers=1)) for _node in range(count)]
            askers = [asker(nodes[place % count].port, world.cookies[place], address) for place in range(READERS)]
            spells = [crowd(nodes, askers) for _round in range(ROUNDS)]
            assert not any(spell.errors for spell in spells)
            found[count] = max(spell.rate for spell in spells)
    return {
        "lesson pages of one node, 1/s of the clock": found[1],
        "lesson pages of two nodes, 1/s of the clock": found[2],
        "two nodes, times one": found[2] / found[1],
        "cores of this machine": float(os.cpu_count() or 1),
    }
