from __future__ import annotations

import csv
import datetime as dt
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask

from app.authoring.visiting import Outcome, visit, visit_all
from tests.authoring.test_commands import lay_down, run
from tests.factories.content import SMALL, changed

MOVES = {"/moved": (301, "/there"), "/found": (302, "/there"), "/loop": (302, "/loop"), "/moved-away": (308, "/gone")}
CODES = {"/there": 200, "/gone": 410, "/absent": 404, "/closed": 403, "/broken": 500}


class Host(ThreadingHTTPServer):
    """Answers by path, and remembers what it was asked and how many asked at a time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []
        self.now = self.most = 0
        self.lock = threading.Lock()

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Answer(BaseHTTPRequestHandler):
    server: Host

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_GET(self) -> None:
        self._answer("GET")

    def _answer(self, method: str) -> None:
        with self.server.lock:
            self.server.asked.append(f"{method} {self.path}")
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        time.sleep(0.5 if self.path == "/slow" else 0.01)
        with self.server.lock:
            self.server.now -= 1
        status, place = MOVES.get(self.path, (CODES.get(self.path.partition("?")[0], 200), ""))
        self.send_response(405 if (method, self.path) == ("HEAD", "/no-head") else status)
        if place:
            self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def host() -> Iterator[Host]:
    with Host() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "outcome", "status", "leads_to"),
    [
        ("/there", Outcome.THERE, 200, ""),
        ("/there?a=b#part", Outcome.THERE, 200, ""),
        ("/no-head", Outcome.THERE, 200, ""),
        ("/found", Outcome.THERE, 200, ""),
        ("/moved", Outcome.MOVED, 200, "/there"),
        ("/gone", Outcome.GONE, 410, ""),
        ("/absent", Outcome.GONE, 404, ""),
        ("/moved-away", Outcome.GONE, 410, "/gone"),
        ("/closed", Outcome.UNCLEAR, 403, ""),
        ("/broken", Outcome.UNCLEAR, 500, ""),
        ("/loop", Outcome.UNCLEAR, None, ""),
        ("/slow", Outcome.UNCLEAR, None, ""),
    ],
)
def test_what_a_host_answers(host: Host, path: str, outcome: Outcome, status: int | None, leads_to: str) -> None:
    found = visit(host.at(path), timeout=0.3, inside=True)
    assert (found.outcome, found.status) == (outcome, status)
    assert found.leads_to == (host.at(leads_to) if leads_to else "")


def test_head_comes_before_get(host: Host) -> None:
    visit_all([host.at("/there"), host.at("/no-head")], timeout=2, inside=True)
    assert host.asked == ["HEAD /there", "HEAD /no-head", "GET /no-head"]


def test_one_question_at_a_time_and_each_address_once(host: Host) -> None:
    addresses = [host.at(f"/there?{number % 6}") for number in range(12)]
    found = visit_all(addresses, timeout=2, inside=True)
    assert [one.address for one in found] == addresses[:6]
    assert host.most == 1
    assert len(host.asked) == 6


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/there",
        "http://localhost:{port}/there",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://169.254.169.254/latest",
        "http://10.0.0.1/",
        "http://0.0.0.0:{port}/",
        "http://name:word@127.0.0.1:{port}/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://[broken",
        "http://127.0.0.1:99999/",
        "",
    ],
)
def test_nothing_inside_is_asked(host: Host, address: str) -> None:
    found = visit(address.format(port=host.server_address[1]), timeout=1)
    assert found.outcome is Outcome.NOT_ASKED
    assert found.remark
    assert host.asked == []


@pytest.fixture
def unsure(tmp_path: Path) -> Iterator[Host]:
    """A host whose certificate nobody vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "locks.example")])
    day, now = dt.timedelta(days=1), dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem = tmp_path / "host.pem"
    pem.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with Host() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_host_that_nobody_vouches_for_is_unclear_and_hears_nothing(unsure: Host) -> None:
    found = visit(unsure.at("/there").replace("http:", "https:"), timeout=2, inside=True)
    assert (found.outcome, found.status) == (Outcome.UNCLEAR, None)
    assert "certificate" in found.remark.lower()
    assert unsure.asked == []


def test_nobody_there_is_unclear_and_not_gone(host: Host) -> None:
    host.server_close()
    assert visit(host.at("/there"), timeout=1, inside=True).outcome is Outcome.UNCLEAR


@pytest.mark.parametrize(
    ("path", "code", "said"), [("/there", 0, "there: 1"), ("/moved", 0, "moved: 1"), ("/gone", 1, "gone: 1")]
)
def test_the_command_writes_a_report(app: Flask, tmp_path: Path, host: Host, path: str, code: int, said: str) -> None:
    files = changed(SMALL, "modules/sources.md", "https://locks.example/history", host.at(path))
    report = tmp_path / "report.csv"
    result = run(app, "links", lay_down(tmp_path / "content", files), "--inside", "--report", report)
    assert result.exit_code == code
    assert result.stdout.splitlines()[-1] == said
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["source"], row["address"], row["outcome"]) for row in rows] == [
        ("locks-1", host.at(path), said.partition(":")[0])
    ]


def test_without_leave_the_command_asks_nothing_inside(app: Flask, tmp_path: Path, host: Host) -> None:
    files = changed(SMALL, "modules/sources.md", "https://locks.example/history", host.at("/gone"))
    result = run(app, "links", lay_down(tmp_path, files))
    assert result.exit_code == 0
    assert "locks-1: not asked" in result.stdout
    assert host.asked == []
