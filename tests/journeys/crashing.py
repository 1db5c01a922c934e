"""A server that is killed while people work with it: its processes, a plain HTTP client, learners who remember what they did."""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

from app.catalogue.shapes import Question
from tests.factories.attempts import right_answer, typed, wrong_answer

COMMAND = [sys.executable, "-c", "from app import main; main()"]
PATIENCE = 40
"""Seconds after which a start, a request or an end counts as failed."""
PAUSE = 0.1
"""Seconds after which somebody asks again whom a server told that its database is away."""


class Station:
    """The server, and the worker beside it, in one process group on one port."""

    def __init__(self, environment: Mapping[str, str], port: int, log: Path) -> None:
        self.environment, self.port, self.log = dict(environment), port, log
        self.is_up = threading.Event()
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *, with_worker: bool = False) -> None:
        server = self._begin("serve", "--port", str(self.port))
        self.processes = [server, *([self._begin("work", group=server.pid)] if with_worker else [])]
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert server.poll() is None, f"the server ended: {self.log.read_text()[-2000:]}"
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.05)
        self.is_up.set()

    def kill(self) -> None:
        """Every process at once, between any two lines of theirs."""
        self.is_up.clear()
        os.killpg(self.processes[0].pid, signal.SIGKILL)
        self._wait()
        until = time.monotonic() + PATIENCE
        while self._port_is_taken():
            assert time.monotonic() < until, "a killed server holds its port"
            time.sleep(0.02)

    def end(self) -> None:
        """Told to end, it ends by itself. Kills what is left, also after a failed test."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        try:
            self._wait()
        finally:
            for process in self.processes:
                if process.poll() is None:
                    process.kill()
                    process.wait()

    def run(self, *words: str) -> str:
        """A command beside it, to its end."""
        done = subprocess.run([*COMMAND, *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _begin(self, *words: str, group: int = 0) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen([*COMMAND, *words], env=self.environment, stdout=log, stderr=log, process_group=group)

    def _wait(self) -> None:
        for process in self.processes:
            process.wait(PATIENCE)

    def _answers(self) -> bool:
        try:
            return Client(self.port).ask("GET", "/ready").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def _port_is_taken(self) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Place(Protocol):
    """Where learners go; `is_up` while somebody answers there."""

    is_up: threading.Event
    port: int


class Reply(NamedTuple):
    status: int
    location: str
    text: str


class Client:
    """Cookies and forms, and nothing that tries again by itself."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie

    def choose_port(self) -> int:
        return self.port

    def ask(self, method: str, path: str, fields: Mapping[str, Any] | None = None, *, times: int = 1) -> Reply:
        """`times` sends it so often at once, as a double click does; the first answer that says something counts."""
        body = urlencode(fields or {}, doseq=True)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connections = [http.client.HTTPConnection("127.0.0.1", self.choose_port(), timeout=PATIENCE) for _time in range(times)]
        try:
            for connection in connections:
                connection.request(method, path, body if method == "POST" else None, headers)
            replies = [self._reply(connection) for connection in connections]
        finally:
            for connection in connections:
                connection.close()
        return replies[-1]

    def _reply(self, connection: http.client.HTTPConnection) -> Reply:
        answer = connection.getresponse()
        text = answer.read().decode()
        kept = answer.getheader("Set-Cookie")
        if kept:
            self.cookie = kept.partition(";")[0]
        return Reply(answer.status, answer.getheader("Location") or "", text)


@dataclass(slots=True)
class Act:
    """Something a learner sent. `is_acknowledged` once the server said that it is done."""

    kind: str
    about: tuple[str, str]
    value: Any = None
    is_acknowledged: bool = False


class Interrupted(Exception):
    """The server is gone, or what the learner looked at is over: begin anew with what the server now says."""


@dataclass
class Learner:
    """Takes one course at random, remembers every act in order. One thread each; nothing is shared."""

    person_id: int
    client: Client
    station: Place
    course: str
    pages: tuple[tuple[str, int], ...]
    questions: tuple[Question, ...]
    chance: random.Random
    acts: list[Act] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def work_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._work(stop)
            except Interrupted:
                self._wait_for_station()
            except Exception as error:
                self.trouble.append(repr(error))
                return

    def finish(self) -> None:
        """The rest of the course, everything right."""
        for page in self.pages:
            self._read(page)
        attempt = self._begin_attempt()
        for position in range(1, 7):
            self._answer(attempt, position, always_right=True)
        self._hand_in(attempt)

    def _work(self, stop: threading.Event) -> None:
        self._read(self.chance.choice(self.pages))
        attempt = self._begin_attempt()
        positions = self.chance.sample(range(1, 7), 6) + self.chance.choices(range(1, 7), k=1)
        for position in positions:
            if stop.is_set():
                return
            self._answer(attempt, position)
        self._hand_in(attempt)

    def _begin_attempt(self) -> str:
        start = f"{self.course}/quiz"
        page = self._look(start)
        if 'name="way"' not in page:
            found = re.search(rf'href="({re.escape(start)}/[^/"]+)/[^"]+"', page)
            assert found, page[:2000]
            return found[1]
        act = Act("begin", (start, ""))
        location = self._send(act, start, {"csrf_token": token_in(page), "way": "one"})
        act.value = location.removeprefix(f"{start}/").partition("/")[0]
        return f"{start}/{act.value}"

    def _answer(self, attempt: str, position: int, *, always_right: bool = False) -> None:
        page = self._look(f"{attempt}/{position}")
        question = next(one for one in self.questions if re.sub("</?p>", "", one.prompt).strip() in page)
        is_right = always_right or self.chance.random() < 0.8
        fields = typed(question, right_answer(question) if is_right else wrong_answer(question))
        sent = re.search(r'name="sent" value="([^"]*)"', page)
        assert sent, page[:2000]
        code = attempt.rpartition("/")[2]
        hidden = {"csrf_token": token_in(page), "sent": sent[1]}
        self._send(Act("answer", (code, str(position)), (question.slug, fields)), f"{attempt}/{position}", hidden | fields)

    def _hand_in(self, attempt: str) -> None:
        page = self._look(f"{attempt}/review")
        self._send(Act("hand in", (attempt.rpartition("/")[2], "")), f"{attempt}/review", {"csrf_token": token_in(page)})

    def _read(self, page: tuple[str, int]) -> None:
        slug, edition = page
        token = token_in(self._look(f"{self.course}/{slug}"))
        self._send(Act("read", (slug, "")), f"{self.course}/{slug}/done", {"csrf_token": token, "edition": edition})

    def _look(self, path: str) -> str:
        try:
            reply = self.client.ask("GET", path)
        except (OSError, http.client.HTTPException):
            raise Interrupted from None
        if reply.status == 503 or (reply.status == 302 and "/sign-in" not in reply.location):
            time.sleep(PAUSE if reply.status == 503 else 0)
            raise Interrupted
        assert reply.status == 200, f"GET {path}: {reply}"
        return reply.text

    def _send(self, act: Act, path: str, fields: Mapping[str, Any]) -> str:
        """Where the server died, every other time the same form is sent again when it is back, as the browser's script does."""
        self.acts.append(act)
        while True:
            try:
                reply = self.client.ask("POST", path, fields, times=self.chance.choice((1, 1, 2)))
                if reply.status == 503:
                    time.sleep(PAUSE)
                    raise http.client.HTTPException("away")
            except (OSError, http.client.HTTPException):
                self._wait_for_station()
                if self.chance.random() < 0.5:
                    continue
                raise Interrupted from None
            assert reply.status == 302, f"POST {path}: {reply}"
            assert "/sign-in" not in reply.location
            act.is_acknowledged = True
            return reply.location

    def _wait_for_station(self) -> None:
        assert self.station.is_up.wait(PATIENCE), "the server did not come back"


def token_in(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found, page[:2000]
    return found[1]
