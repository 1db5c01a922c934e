"""A whole quiz in CPU time, the memory of a running installation, and the press."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import psutil

from app import clock
from app.credentials.verifying import certificates_of
from app.credentials.wording import Issuer, certificate_data
from app.demo.histories import Learner
from app.demo.people import History
from app.documents.compiling import compile_document
from bench.answers import csrf_token
from bench.world import PROJECT, World, call, chance


def measure_quiz(world: World) -> dict[str, float]:
    """Begin, the whole quiz as one form, save, review, hand in, result: six requests, in milliseconds of CPU."""
    cookie, token = world.cookies[-1], csrf_token(world)
    base = f"/courses/{world.course.slug}/{world.course.modules[0].slug}/quiz"
    times = []
    for _time in range(12):
        began = time.process_time()
        press(world, base, {"csrf_token": token, "way": "all"}, cookie)
        code = under_way(world)
        call(world.app, f"{base}/{code}/all", cookie=cookie)
        press(world, f"{base}/{code}/all", {"csrf_token": token, **{f"q{n}-answer": "1" for n in range(1, 11)}}, cookie)
        call(world.app, f"{base}/{code}/review", cookie=cookie)
        press(world, f"{base}/{code}/review", {"csrf_token": token}, cookie)
        assert call(world.app, f"{base}/{code}/result", cookie=cookie)[0] == 200
        times.append(1000 * (time.process_time() - began))
    return {"whole quiz, ms of CPU": statistics.median(times[2:])}


def press(world: World, address: str, fields: dict[str, str], cookie: str) -> None:
    status, content = call(world.app, address, cookie=cookie, body=urlencode(fields).encode())
    assert status in (302, 303, 422), (status, content[:300])


def under_way(world: World) -> str:
    with world.database.reading() as session:
        row = session.connection().exec_driver_sql("SELECT code FROM attempt ORDER BY id DESC LIMIT 1").one()
    return str(row[0])


def measure_paper(world: World) -> dict[str, float]:
    with world.database.transaction() as session:
        learner = Learner(session, world.people[0], world.course, chance(), clock.now())
        learner.live(History.DONE, now=clock.now())
    with world.database.reading() as session:
        certificate = certificates_of(session, world.people[0])[0]
    issuer = Issuer("Calder University", "https://openward.calder.example", demo=False)
    times = []
    for _time in range(30):
        began = time.perf_counter()
        compile_document("certificate", certificate_data(certificate, issuer, paper="a4"))
        times.append(1000 * (time.perf_counter() - began))
    return {"certificate, first, ms": times[0], "certificate, warm, ms": statistics.median(times[5:])}


def measure_memory(data: Path, *, port: int = 8791) -> dict[str, float]:
    """Two web workers and the job worker, each having worked, as proportional set size."""
    environment = os.environ | {"OPENWARD_DATA": str(data), "OPENWARD_DEMO": "1"}
    openward = [sys.executable, "-c", "from app import main; main()"]
    serve = subprocess.Popen([*openward, "serve", "--port", str(port), "--workers", "2"], cwd=PROJECT, env=environment)
    work = subprocess.Popen([*openward, "work"], cwd=PROJECT, env=environment)
    try:
        fetch_often(f"http://127.0.0.1:{port}/courses/what-is-research-security/what-is-research-security/openness")
        time.sleep(3)
        trees = [
            child
            for one in (serve, work)
            for child in [psutil.Process(one.pid), *psutil.Process(one.pid).children(recursive=True)]
        ]
        return {"memory of all processes, MB (PSS)": sum(pss_of(one.pid) for one in trees), "processes": len(trees)}
    finally:
        for one in (serve, work):
            one.send_signal(signal.SIGTERM)
        for one in (serve, work):
            one.wait(20)


def fetch_often(address: str) -> None:
    deadline = time.monotonic() + 30
    done = 0
    while done < 60 and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=5) as answer:
                answer.read()
            done += 1
        except OSError:
            time.sleep(0.2)
    assert done == 60, "the server did not answer"


def pss_of(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
