"""Several servers and workers on one database, each a process group of its own that may be killed at any instant."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from tests.journeys.crashing import COMMAND, PATIENCE, Client


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Fleet:
    """`serving` are the ports that answer; `is_up` while there is one."""

    port = 0

    def __init__(self, environment: Mapping[str, str], log: Path, *, servers: int, workers: int) -> None:
        self.environment, self.log = dict(environment), log
        self.ports = [free_port() for _server in range(servers)]
        self.serving: list[int] = []
        self.is_up = threading.Event()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.names = [*(f"serve {port}" for port in self.ports), *(f"work {number}" for number in range(workers))]
        self._lock = threading.Lock()

    def start(self, *names: str) -> None:
        """Does not wait; a server counts as serving from its first answer on."""
        for name in names or self.names:
            kind, _space, rest = name.partition(" ")
            words = ["serve", "--port", rest, "--workers", "1"] if kind == "serve" else ["work"]
            with self.log.open("ab") as log:
                begun = subprocess.Popen([*COMMAND, *words], env=self.environment, stdout=log, stderr=log, process_group=0)
            self.processes[name] = begun
            if kind == "serve":
                threading.Thread(target=self._wait_for, args=(int(rest), begun)).start()

    def kill(self, *names: str) -> None:
        for name in names:
            process = self.processes.pop(name)
            if name.startswith("serve"):
                self._say(int(name.split()[1]), answers=False)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)

    def end(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(PATIENCE)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def run(self, *words: str) -> str:
        done = subprocess.run([*COMMAND, *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _wait_for(self, port: int, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            try:
                if Client(port).ask("GET", "/ready").status == 200:
                    self._say(port, answers=True)
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def _say(self, port: int, *, answers: bool) -> None:
        with self._lock:
            self.serving = [*(one for one in self.serving if one != port), *([port] if answers else [])]
            if self.serving:
                self.is_up.set()
            else:
                self.is_up.clear()


class Wanderer(Client):
    """Each request goes to another node, as a proxy in front would spread them."""

    def __init__(self, fleet: Fleet, chance: random.Random, cookie: str) -> None:
        super().__init__(0, cookie)
        self._fleet, self._chance = fleet, chance

    def choose_port(self) -> int:
        serving = self._fleet.serving
        if not serving:
            raise ConnectionRefusedError("nobody answers")
        return self._chance.choice(serving)
