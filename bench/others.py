"""A whole quiz in CPU time, the memory of a running installation, and the press."""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path
from urllib.parse import urlencode

import psutil

from app import clock
from app.assessment.queries import attempts_of, read_sitting
from app.catalogue.shapes import Question, QuestionType
from app.credentials.verifying import certificates_of
from app.credentials.wording import Issuer, certificate_data
from app.demo.histories import Learner
from app.demo.people import History
from app.documents.compiling import compile_document
from app.enrolments.queries import latest_enrolment
from bench.answers import csrf_token
from bench.serving import OPENWARD, WORK, Browser, running, served
from bench.world import World, call, chance


def measure_quiz(world: World) -> dict[str, float]:
    """Begin, the whole quiz as one form, save, review, hand in, result: six requests, in ms of CPU. Each by a learner who
    takes it for the first time; the first two warm up."""
    token = csrf_token(world)
    times = [take_quiz(world, person, cookie, token) for person, cookie in zip(world.people, world.cookies, strict=True)]
    return {"whole quiz, ms of CPU": min(times), "whole quiz, middle of all, ms": statistics.median(times)}


def take_quiz(world: World, person: int, cookie: str, token: str) -> float:
    base = f"/courses/{world.course.slug}/{world.course.modules[0].slug}/quiz"
    began = time.process_time()
    press(world, base, {"csrf_token": token, "way": "all"}, cookie)
    beside = time.process_time()
    code, answers = under_way(world, person)
    beside = time.process_time() - beside
    look(world, f"{base}/{code}/all", cookie)
    press(world, f"{base}/{code}/all", {"csrf_token": token, **answers}, cookie)
    look(world, f"{base}/{code}/review", cookie)
    press(world, f"{base}/{code}/review", {"csrf_token": token}, cookie)
    look(world, f"{base}/{code}/result", cookie)
    return 1000 * (time.process_time() - began - beside)


def look(world: World, address: str, cookie: str) -> None:
    status, content = call(world.app, address, cookie=cookie)
    assert status == 200, (status, content[:300])


def press(world: World, address: str, fields: dict[str, str], cookie: str) -> None:
    status, content = call(world.app, address, cookie=cookie, body=urlencode(fields).encode())
    assert status == 302, (status, content[:300])


def under_way(world: World, person: int) -> tuple[str, dict[str, str]]:
    """The code of a person's attempt, and an answer to each of its questions, as a form sends them."""
    module = world.course.modules[0]
    with world.database.reading() as session:
        enrolment = latest_enrolment(session, person_id=person, course_id=world.course.item_id)
        attempt = attempts_of(session, enrolment_id=enrolment.id if enrolment else 0, module_id=module.item_id)[-1]
        asked = read_sitting(session, attempt.id).asked
        answers = [answer_fields(module.question(one.question_id), f"q{one.position}-answer") for one in asked]
        return attempt.code, {name: value for fields in answers for name, value in fields.items()}


def answer_fields(question: Question, name: str) -> dict[str, str]:
    if question.type == QuestionType.ORDER:
        return {f"{name}-{choice.id}": str(place) for place, choice in enumerate(question.choices, start=1)}
    if question.type == QuestionType.MATCH:
        return {f"{name}-{row.id}": question.choices[0].id for row in question.rows}
    return {name: question.choices[0].id if question.choices else "1"}


def complete_course(world: World) -> None:
    with world.database.transaction() as session:
        learner = Learner(session, world.people[0], world.course, chance(), clock.now())
        learner.live(History.DONE, now=clock.now())


def measure_paper(world: World) -> dict[str, float]:
    with world.database.reading() as session:
        certificate = certificates_of(session, world.people[0])[0]
    issuer = Issuer("Calder University", "https://openward.calder.example", demo=False)
    times = []
    for _time in range(30):
        began = time.perf_counter()
        compile_document("certificate", certificate_data(certificate, issuer, paper="a4"))
        times.append(1000 * (time.perf_counter() - began))
    return {"certificate, first, ms": times[0], "certificate, warm, ms": statistics.median(times[5:])}


def measure_memory(world: World, data: Path) -> dict[str, float]:
    """Each having worked (the job worker prints a certificate), as proportional set size."""
    address = f"/courses/{world.course.slug}/{world.course.pages[1].module}/{world.course.pages[1].slug}"
    with served(OPENWARD, data, workers=2) as web, running(WORK, data) as worker:
        for cookie in world.cookies:
            browser = Browser(web.port, cookie)
            for _time in range(20):
                assert browser.get(address)[0] == 200
            browser.close()
        time.sleep(4)
        mains = [psutil.Process(one.pid) for one in (web.process, worker)]
        processes = [*mains, *(child for main in mains for child in main.children(recursive=True))]
        working = {one.pid: pss_of(one.pid) for one in processes}
        return {
            "memory of two web workers and the job worker, MB (PSS)": sum(working.values()) - working[web.process.pid],
            "the same and the process that minds the workers, MB (PSS)": sum(working.values()),
        }


def pss_of(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
