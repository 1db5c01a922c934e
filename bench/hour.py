"""People who sign in and take a module from its first page to the result of its quiz, over HTTP, arriving one after another."""

from __future__ import annotations

import http.client
import re
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.accounts.passwords import hash_password
from bench.engines import environment
from bench.others import under_way
from bench.serving import BARE, OPENWARD, WORK, Browser, running, served
from bench.world import World

BESIDE = "bare page of Flask, beside them"
PASSWORD = "herons wade at dusk"
PER_SECOND = 4000 / 3600
"""Who arrives."""
PEOPLE = 120


@dataclass(slots=True)
class Tally:
    """Milliseconds by kind of page, what went wrong, and the seconds of CPU that the web processes took."""

    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    cpu: float = 0.0


class Visitor:
    """One person with a browser of her own, from an address of her own."""

    def __init__(self, port: int, number: int, tally: Tally) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._tally, self._cookie = tally, ""
        self._place = f"10.1.{number // 250}.{number % 250 + 1}"
        self.location, self.page = "", ""

    def get(self, kind: str, path: str) -> str:
        return self._ask(kind, "GET", path, "", 200)

    def post(self, kind: str, path: str, fields: Mapping[str, str]) -> str:
        return self._ask(kind, "POST", path, urlencode({"csrf_token": self.token} | dict(fields)), 302)

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf[-_]token" (?:type="hidden" )?(?:content|value)="([^"]+)"', self.page)
        assert found, self.page[:500]
        return found[1]

    def _ask(self, kind: str, method: str, path: str, body: str, wanted: int) -> str:
        headers = {"Cookie": self._cookie, "X-Forwarded-For": self._place, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        text = answer.read().decode()
        self._tally.took[kind].append(1000 * (time.perf_counter() - began))
        if answer.status != wanted:
            raise RuntimeError(f"{kind}: {answer.status}")
        self._cookie = (answer.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        self.location = answer.getheader("Location") or ""
        self.page = text if method == "GET" else self.page
        return text


def add_people(world: World) -> list[int]:
    """With one password, so that only signing in costs what it costs."""
    hashed, at = hash_password(PASSWORD, memory_kib=19456), world.course.published_at
    with world.database.transaction() as session:
        people = [Person(name=f"Visitor {number}", password_hash=hashed, recorded_at=at) for number in range(PEOPLE)]
        for number, person in enumerate(people):
            found = {"scheme": Scheme.ADDRESS, "value": f"visitor{number}@calder.example", "is_primary": True}
            person.identifiers = [PersonIdentifier(**found, confirmed_at=at, recorded_at=at)]
        session.add_all(people)
        session.flush()
        return [person.id for person in people]


def take_module(world: World, visitor: Visitor, number: int, person: int) -> None:
    module, course = world.course.modules[0], world.course
    visitor.get("sign-in page", "/sign-in")
    visitor.post("signing in", "/sign-in", {"address": f"visitor{number}@calder.example", "password": PASSWORD})
    visitor.get("first page", "/")
    for page in (one for one in course.pages if one.module == module.slug):
        address = f"/courses/{course.slug}/{module.slug}/{page.slug}"
        visitor.get("lesson page", address)
        visitor.post("page done", f"{address}/done", {"edition": str(page.edition)})
    quiz = f"/courses/{course.slug}/{module.slug}/quiz"
    visitor.get("quiz", quiz)
    visitor.post("quiz begun", quiz, {"way": "one"})
    code, answers = under_way(world, person)
    for position in range(1, 1 + max(int(name[1:].partition("-")[0]) for name in answers)):
        own = {name.partition("-")[2]: value for name, value in answers.items() if name.startswith(f"q{position}-")}
        visitor.get("question", f"{quiz}/{code}/{position}")
        visitor.post("answer saved", f"{quiz}/{code}/{position}", own)
    visitor.get("review", f"{quiz}/{code}/review")
    visitor.post("quiz handed in", f"{quiz}/{code}/review", {})
    visitor.get("result", f"{quiz}/{code}/result")


def measure_hour(world: World, data: Path) -> tuple[Tally, float]:
    """Everything as in production: two web processes, one worker. Returns what was seen, and the seconds it took."""
    people, tally, over = add_people(world), Tally(), threading.Event()
    trusted = environment(OPENWARD_TRUSTED_PROXIES="1")
    with trusted, served(BARE, data, workers=1) as bare, served(OPENWARD, data, workers=2) as server, running(WORK, data):
        began = time.monotonic()
        beside = threading.Thread(target=_look_beside, args=(bare.port, tally, over))
        beside.start()
        threads = []
        for number, person in enumerate(people):
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            threads.append(threading.Thread(target=_visit, args=(world, server.port, number, person, tally)))
            threads[-1].start()
        for thread in threads:
            thread.join()
        tally.cpu = server.cpu()
        over.set()
        beside.join()
        return tally, time.monotonic() - began


def _look_beside(port: int, tally: Tally, over: threading.Event) -> None:
    """A page of Flask that does nothing, several times a second: what of a wait is this machine's, not ours."""
    browser = Browser(port)
    while not over.wait(0.2):
        began = time.perf_counter()
        browser.get("/")
        tally.took[BESIDE].append(1000 * (time.perf_counter() - began))
    browser.close()


def _visit(world: World, port: int, number: int, person: int, tally: Tally) -> None:
    try:
        take_module(world, Visitor(port, number, tally), number, person)
    except Exception as error:
        tally.errors.append(repr(error))


def quantiles(times: list[float]) -> tuple[float, float]:
    """The middle and the 99th of a hundred."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
