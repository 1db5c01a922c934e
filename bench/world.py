"""A small installation to measure: the shipped content, and as many learners as are asked for, each signed in."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask

from app import clock, create_app
from app.accounts.models import Person, PersonIdentifier, Scheme
from app.catalogue.checking import read_and_check
from app.catalogue.files import files_under
from app.catalogue.live import LiveCourse
from app.catalogue.models import Scope
from app.catalogue.publishing import publish
from app.catalogue.queries import current_course
from app.database.migrating import upgrade
from app.database.sessions import Database
from app.settings import load_settings

COURSE = "what-is-research-security"
PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class World:
    app: Flask
    database: Database
    course: LiveCourse
    people: tuple[int, ...]
    cookies: tuple[str, ...]


@contextmanager
def make_world(data: Path, *, learners: int) -> Iterator[World]:
    settings = load_settings(_env_file=None, demo=True, data=data)
    upgrade(settings.url)
    app = create_app(settings)
    database: Database = app.extensions["openward.database"]
    at = clock.now()
    with database.transaction() as session:
        bundle, _complaints = read_and_check(files_under(PROJECT), today=at.date())
        publish(session, bundle, at=at, scope=Scope.SUBSTANTIVE, reason="First publication")
    with database.transaction() as session:
        people = [Person(name=f"Learner {number}", recorded_at=at) for number in range(learners)]
        for number, person in enumerate(people):
            address = f"learner{number}@calder.example"
            person.identifiers = [PersonIdentifier(scheme=Scheme.ADDRESS, value=address, is_primary=True, recorded_at=at)]
        session.add_all(people)
        session.flush()
        ids = tuple(person.id for person in people)
        course = current_course(session, COURSE)
    yield World(app, database, course, ids, tuple(cookie_of(app, f"{person}:1") for person in ids))
    database.dispose()


def cookie_of(app: Flask, key: str) -> str:
    """A session as signing in leaves it behind."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=key, _fresh=True, seen=int(time.time()), began=int(time.time()), csrf_token="bench")
        session.permanent = True
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    return f"{name}={cookie.value}"


def call(app: Flask, path: str, *, cookie: str = "", body: bytes | None = None) -> tuple[int, bytes]:
    """One request straight into the application: no network, no test client, as a server would call it."""
    status: list[int] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if body is None else "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body or b"")),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body or b""),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }

    def start(line: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        status.append(int(line[:3]))
        return lambda _bytes: None

    answer = app(environ, start)
    content = b"".join(answer)
    close = getattr(answer, "close", None)
    if close:
        close()
    return status[0], content


def per_second(act: Callable[[], object], *, seconds: float = 1.0) -> float:
    """How often `act` can be done, after a warm-up, in CPU time of this process."""
    for _time in range(20):
        act()
    count, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        act()
        count += 1
    return count / (time.process_time() - began)


def chance() -> random.Random:
    return random.Random(7)
