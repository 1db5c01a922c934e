"""A lesson page beside a bare Flask page, and beside a bare page that opens the session: served alike, one worker each.

What counts is the CPU that the worker process spends on a request, server and network included. Each round measures all of them
one after the other, and a ratio is that of one round: the middle one of many, since a shared machine is never the same for long.
"""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from statistics import median

from bench.bare import bare_app
from bench.serving import BARE, OPENWARD, Browser, Served, served
from bench.world import World, call, cookie_of, per_second

ROUNDS = 15
SECONDS = 0.35
"""Of each kind of page, in each round."""


def measure_pages(world: World, data: Path) -> dict[str, float]:
    page = world.course.pages[1]
    address = f"/courses/{world.course.slug}/{page.module}/{page.slug}"
    key = cookie_of(bare_app(), "1:1")
    with served(BARE, data, workers=1) as bare, served(OPENWARD, data, workers=1) as ours:
        asked = {
            "bare": (bare, "/", ["", ""]),
            "session": (bare, "/session", [key]),
            "lesson": (ours, address, list(world.cookies)),
            "lesson, not signed in": (ours, address, [""]),
        }
        rounds = [{name: pages_per_second(*one) for name, one in asked.items()} for _round in range(ROUNDS)]
    return {
        "bare Flask page, 1/s": median(one["bare"] for one in rounds),
        "bare page that opens the session, 1/s": median(one["session"] for one in rounds),
        "lesson page, 1/s": median(one["lesson"] for one in rounds),
        "lesson page, not signed in, 1/s": median(one["lesson, not signed in"] for one in rounds),
        "lesson, % of bare": median(100 * one["lesson"] / one["bare"] for one in rounds),
        "lesson, % of bare with session": median(100 * one["lesson"] / one["session"] for one in rounds),
    }


def pages_per_second(server: Served, path: str, cookies: list[str]) -> float:
    """Readers take turns, each on a connection of their own."""
    browsers = [Browser(server.port, cookie) for cookie in cookies]
    for browser in browsers:
        assert browser.get(path)[0] == 200
    count, used, end = 0, server.cpu(), time.monotonic() + SECONDS
    for browser in itertools.cycle(browsers):
        browser.get(path)
        count += 1
        if time.monotonic() > end:
            break
    used = server.cpu() - used
    for browser in browsers:
        browser.close()
    return count / used


def measure_inside(world: World) -> dict[str, float]:
    """The same without a server: straight into the application."""
    page, own, bare = world.course.pages[1], itertools.cycle(world.cookies), bare_app()
    address = f"/courses/{world.course.slug}/{page.module}/{page.slug}"
    acts = (lambda: call(bare, "/"), lambda: call(world.app, address, cookie=next(own)))
    best = [max(found) for found in zip(*([per_second(act, seconds=0.5) for act in acts] for _round in range(3)), strict=True)]
    return {"bare, without a server, 1/s": best[0], "lesson, without a server, 1/s": best[1]}
