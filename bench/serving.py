"""Servers as they are run, in processes of their own, and a browser small enough not to disturb them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.world import PROJECT

BARE = ["-m", "bench.bare"]
OPENWARD = ["-c", "from app import main; main()", "serve"]
WORK = ["-c", "from app import main; main()", "work"]
SECONDS_TO_START = 120
"""A machine that also does other work takes its time."""


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        """Seconds of CPU that its workers have used."""
        workers = psutil.Process(self.process.pid).children(recursive=True)
        return sum(sum(one.cpu_times()[:2]) for one in workers)


class Browser:
    """One connection that stays open. `get` and `post` give the status and the body as it was sent."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        return self._send(f"POST {path} HTTP/1.1\r\n{self._head}{form}".encode() + body)

    def close(self) -> None:
        self._socket.close()

    def _send(self, request: bytes) -> tuple[int, bytes]:
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _empty, body = received.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def _more(self) -> bytes:
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received


@contextmanager
def served(program: list[str], data: Path, *, workers: int) -> Iterator[Served]:
    """Until the block ends; it answers when the block begins."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running([*program, "--port", str(port), "--workers", str(workers)], data) as process:
        wait_for(port, process)
        yield Served(port, process)


@contextmanager
def running(program: list[str], data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program of its own, ended with the block."""
    environment = os.environ | {"OPENWARD_DATA": str(data), "OPENWARD_DEMO": "1"}
    silent = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *program], cwd=PROJECT, env=environment, stdout=silent, stderr=silent)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            browser = Browser(port)
            browser.get("/")
            browser.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")
