"""Many browsers at once, each of which asks again as soon as it was answered: one thread, so that asking costs little."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.serving import Served

SECONDS = 0.8


@dataclass(slots=True)
class Asker:
    """What it sends, over and over, and the status that each answer should have. `received` is what came of the answer so far."""

    socket: socket.socket
    requests: Iterator[bytes]
    status: bytes
    received: bytes = b""

    def ask(self) -> None:
        self.received = b""
        self.socket.sendall(next(self.requests))

    def is_answered(self) -> bool:
        """Takes in what has come."""
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        self.received += more
        head, empty, body = self.received.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return bool(empty) and len(body) >= int(length or 0)


@dataclass(frozen=True, slots=True)
class Spell:
    """How many answers in a second of the clock, and ms of CPU for each: of the servers' processes, and of those who asked."""

    rate: float
    server_ms: float
    asking_ms: float
    errors: int


def asker(port: int, cookie: str, path: str, bodies: Sequence[bytes] = ()) -> Asker:
    """Gets `path`, or posts the `bodies` to it by turns."""
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = f"{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    said = [f"POST {head}{form}{len(body)}\r\n\r\n".encode() + body for body in bodies] or [f"GET {head}\r\n".encode()]
    return Asker(line, _by_turns(said), b" 302 " if bodies else b" 200 ")


def _by_turns(said: Sequence[bytes]) -> Iterator[bytes]:
    while True:
        yield from said


def crowd(servers: Sequence[Served], askers: Sequence[Asker]) -> Spell:
    """For `SECONDS`; what was asked by then is still answered."""
    by_number = {one.socket.fileno(): one for one in askers}
    watch = select.epoll()
    for number in by_number:
        watch.register(number, select.EPOLLIN)
    answers = errors = 0
    used, own, began = sum(server.cpu() for server in servers), time.thread_time(), time.monotonic()
    for one in askers:
        one.ask()
    waiting = len(askers)
    while waiting:
        for number, _event in watch.poll():
            one = by_number[number]
            if not one.is_answered():
                continue
            answers += 1
            errors += one.status not in one.received[:13]
            if time.monotonic() - began < SECONDS:
                one.ask()
            else:
                waiting -= 1
    seconds, own = time.monotonic() - began, time.thread_time() - own
    used = sum(server.cpu() for server in servers) - used
    watch.close()
    return Spell(answers / seconds, 1000 * used / answers, 1000 * own / answers, errors)
