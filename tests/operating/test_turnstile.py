"""What `openward serve` bears by itself: slow clients, large requests, long heads, and being told to end."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.operating.serving import THREADS, WAITING
from tests.journeys.crashing import Client
from tests.operating.test_serving import ask, start, wait_for

LIMIT = 20_000
POST = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def served(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    limited = environment | {"OPENWARD_REQUEST_LIMIT_BYTES": str(LIMIT), "OPENWARD_FILE_LIMIT_BYTES": str(LIMIT)}
    process = start(limited, "serve", "--port", str(port), "--workers", "1")
    wait_for(port)
    yield process, port
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=30)


def talk(port: int, words: str, body: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    line.sendall(words.encode() + body)
    return line


def status_of(line: socket.socket) -> int:
    with line:
        return int(line.recv(1000).split()[1])


def test_slow_clients_take_nobody_s_place(served: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = served
    slow = [talk(port, f"{POST}Content-Length: 1000\r\n\r\n", b"a") for _client in range(5 * THREADS)]
    slow += [talk(port, "GET / HTTP/1.1\r\nHost: 127.") for _client in range(5 * THREADS)]
    try:
        assert [ask(port) for _time in range(5)] == ["alive\n"] * 5
    finally:
        for line in slow:
            line.close()


def test_however_many_send_slowly_pages_come_and_further_forms_are_sent_away(served: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = served
    slow = [talk(port, f"{POST}Content-Length: 1000\r\n\r\n", b"a") for _client in range(2 * WAITING)]
    try:
        assert [ask(port) for _time in range(5)] == ["alive\n"] * 5
        assert status_of(talk(port, f"{POST}Content-Length: 1\r\n\r\n", b"a")) == 503
    finally:
        for line in slow:
            line.close()
    assert status_of(talk(port, f"{POST}Content-Length: 1\r\n\r\n", b"a")) == 400, "once they are gone, forms come in again"


def test_what_is_sent_in_pieces_arrives(served: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = served
    line = talk(port, f"{POST}Transfer-Encoding: chunked\r\n\r\n")
    for part in (b"address=", b"x" * 100):
        line.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    line.sendall(b"0\r\n\r\n")
    assert status_of(line) == 400, "it was read, and lacks the mark of a form that was made here"


@pytest.mark.parametrize("length", [LIMIT + 1, 10**10])
def test_large_requests_are_refused_unread(served: tuple[subprocess.Popen[str], int], length: int) -> None:
    assert status_of(talk(served[1], f"{POST}Content-Length: {length}\r\n\r\n")) == 413


def test_large_requests_without_a_length_are_refused(served: tuple[subprocess.Popen[str], int]) -> None:
    line = talk(served[1], f"{POST}Transfer-Encoding: chunked\r\n\r\n")
    for _piece in range(3):
        line.sendall(f"{LIMIT // 2:x}\r\n".encode() + b"a" * (LIMIT // 2) + b"\r\n")
    line.sendall(b"0\r\n\r\n")
    assert status_of(line) in (400, 413)


def test_long_heads_are_refused(served: tuple[subprocess.Popen[str], int]) -> None:
    assert status_of(talk(served[1], "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "a" * 300_000 + "\r\n\r\n")) == 431


def test_a_request_under_way_is_answered_before_it_ends(
    served: tuple[subprocess.Popen[str], int], environment: dict[str, str]
) -> None:
    """The database is kept busy so that the request waits; the server is told to end meanwhile."""
    process, port = served
    client = Client(port)
    token = client.ask("GET", "/sign-in").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    fields = urlencode({"csrf_token": token, "address": "ana@calder.example", "password": "wrong words here"})
    lock = sqlite3.connect(Path(environment["OPENWARD_DATA"]) / "openward.sqlite", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    head = f"{POST}Referer: http://127.0.0.1:{port}/sign-in\r\nCookie: {client.cookie}\r\nContent-Length: {len(fields)}\r\n\r\n"
    line = talk(port, head, fields.encode())
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    lock.rollback()
    assert status_of(line) == 422
    process.communicate(timeout=30)
    assert process.returncode == 0
