"""The server as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from app import main; main()"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[str]]:
    process = start(environment, "serve", "--port", str(port))
    try:
        wait_for(port)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def start(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*COMMAND, *words], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def children_of(process: subprocess.Popen[str]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def ask(port: int, path: str = "/health") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return str(answer.read().decode())


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            ask(port)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


def test_it_serves_alone_on_its_port_and_ends_when_told(
    server: subprocess.Popen[str], environment: dict[str, str], port: int
) -> None:
    assert ask(port, "/ready") == "ready\n"
    second = start(environment, "serve", "--port", str(port))
    words, _nothing = second.communicate(timeout=30)
    assert second.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used: another program has it." in words
    children = children_of(server)
    assert len(children) == 2
    server.send_signal(signal.SIGTERM)
    words, _nothing = server.communicate(timeout=30)
    assert server.returncode == 0
    assert f"Openward serves on http://127.0.0.1:{port}" in words
    assert words.splitlines()[-1] == "Openward has ended."
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_process_that_dies_is_replaced(server: subprocess.Popen[str], port: int) -> None:
    first, second = children_of(server)
    os.kill(first, signal.SIGKILL)
    until = time.monotonic() + 20
    while time.monotonic() < until and (len(alive := children_of(server)) < 2 or first in alive):
        time.sleep(0.1)
    assert second in alive
    assert first not in alive
    wait_for(port)


def test_tables_first(environment: dict[str, str], port: int, tmp_path: Path) -> None:
    process = start(environment | {"OPENWARD_DATA": str(tmp_path)}, "serve", "--port", str(port))
    words, _nothing = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "openward db upgrade" in words


def test_the_worker_ends_when_told(environment: dict[str, str]) -> None:
    process = start(environment, "work")
    time.sleep(3)
    status = start(environment, "status")
    words, _nothing = status.communicate(timeout=30)
    process.send_signal(signal.SIGTERM)
    last, _nothing = process.communicate(timeout=30)
    assert process.returncode == 0
    assert re.match(r"Ended\. \d+ announcements, 0 of them failed; 0 letters;", last.splitlines()[-1])
    assert "none alive" not in words
    assert "In order." in words
