"""The web server: some processes on one port, forked after everything is loaded so that they share memory."""

from __future__ import annotations

import errno
import gc
import logging
import multiprocessing
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import cast

import click
from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from app.accounts.passwords import verify_password
from app.catalogue.queries import current_courses, current_registers
from app.errors import Conflict, Unavailable
from app.operating.journaling import keep_journal
from app.operating.memory import share_one_arena
from app.operating.revisions import present_revision, wanted_revision
from app.operating.turnstile import Turnstile
from app.settings import Settings
from app.web.requests import database
from app.web.watching import Watcher, watch

log = logging.getLogger("openward.serve")

METERING = "app.operating.metering"
THREADS = 3
"""Requests at a time in each process: while one waits for the disk, others go on."""
WAITING = 48
"""Requests in each process that are still coming in, or wait for their turn."""
COMING = 32
"""Of these, how many may still be sending: the others are free for who only reads."""
SECONDS_FOR_HEAD = 15
"""How long a client may take to say what it wants."""
LONGEST_HEAD = 65_536
SWITCH_SECONDS = 0.0005
"""How long a thread may compute before another one that waits goes on: that one may hold the turn to write."""
SECONDS_TO_END = 15
"""How long a request under way may take after the server was told to end."""


def serve(app: Flask, *, host: str, port: int, workers: int) -> None:
    """Until SIGTERM or SIGINT. Raises `Conflict` where the port is taken, `Unavailable` where the tables are missing."""
    demo = _settings(app).demo
    share_one_arena()
    _ask_for_port(host, port)
    _ask_for_tables()
    _load_ahead(app)
    database().dispose()
    with keep_journal(demo=demo) as tell:
        say = click.echo if demo else log.info
        _watch(app, f"{host}-{port}", tell)
        say(f"Openward serves on http://{f'[{host}]' if ':' in host else host}:{port}")
        gc.collect()
        gc.freeze()
        limit = max(_settings(app).request_limit_bytes, _settings(app).file_limit_bytes)
        answer_with(_loader(app), host=host, port=port, workers=workers, limit=limit)
        say("Openward has ended.")


def _settings(app: Flask) -> Settings:
    return cast(Settings, app.extensions["openward.settings"])


def _watch(app: Flask, name: str, tell: Watcher) -> None:
    """The log of what is answered, and the counters, which all processes of this server keep in one folder."""
    folder = _settings(app).data.resolve() / "metrics" / re.sub("[^0-9A-Za-z.]", "-", name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    watch(app, import_module(METERING).count)
    watch(app, tell)


def _load_ahead(app: Flask) -> None:
    """What every process needs is made once and shared: the templates (letters are the worker's), the current courses, and what
    comes into being with the first answers."""
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.endswith(".html")):
        if not name.startswith(("mail/", "govuk_")):
            app.jinja_env.get_template(name)
    with database().reading() as session:
        firsts = [(course.slug, course.pages[0]) for course in current_courses(session)]
        current_registers(session)
    stranger = app.test_client()
    verify_password(None, "", memory_kib=_settings(app).password_memory_kib)
    for address in ("/", "/sign-in", *(f"/courses/{slug}/{page.module}/{page.slug}" for slug, page in firsts)):
        stranger.get(address, base_url=_settings(app).base_address)


def answer_with(load: Callable[[], Flask], *, host: str, port: int, workers: int, limit: int) -> None:
    """Until a signal ends it. `load` gives each process its application; requests above `limit` bytes are not read."""
    sys.setswitchinterval(SWITCH_SECONDS)
    server = Granian(
        "app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=WAITING,
        runtime_blocking_threads=THREADS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=1000 * SECONDS_FOR_HEAD, max_buffer_size=LONGEST_HEAD),
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig={"loggers": {"_granian": {"handlers": [], "propagate": True}}},
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_END,
    )
    server.serve(target_loader=lambda: Turnstile(load(), at_once=THREADS, coming=COMING, limit=limit), wrap_loader=False)


def _loader(app: Flask) -> Callable[[], Flask]:
    """A forked process has the application already; one that was started anew makes its own."""
    return (lambda: app) if multiprocessing.get_start_method() == "fork" else _make_app


def _make_app() -> Flask:
    app = import_module("app").create_app()
    assert isinstance(app, Flask)
    watch(app, import_module(METERING).count)
    watch(app, keep_journal(demo=_settings(app).demo).__enter__())
    return app


def _ask_for_port(host: str, port: int) -> None:
    """The server shares its port among its processes, so two servers would share it as well, unseen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "another program has it" if error.errno == errno.EADDRINUSE else (error.strerror or str(error))
            raise Conflict(
                f"Port {port} on {host} cannot be used: {reason}. End that program, or choose another port with --port."
            ) from error


def _ask_for_tables() -> None:
    with database().reading() as session:
        present = present_revision(session)
    if present != wanted_revision():
        raise Unavailable(f"The database is at {present or 'nothing'}, not at {wanted_revision()}. Run: openward db upgrade")
