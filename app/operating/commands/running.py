"""serve, work, status. The web server is loaded by the one command that serves: the worker does not carry it."""

from __future__ import annotations

import dataclasses
import json
import logging
import signal
import sys
from importlib import import_module

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.announcements import HEARERS_OF
from app.jobs.working import name_hearers
from app.mail.transports import transport_for
from app.operating.journaling import keep_journal
from app.operating.reporting import describe_status, report_status
from app.operating.tools import make_tools
from app.operating.wording import counted
from app.operating.working import Worker
from app.web.requests import database, settings

log = logging.getLogger("openward.work")
SERVING = "app.operating.serving"
CANNOT_TELL = 3


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, envvar="PORT", show_default=True, type=click.IntRange(1, 65535), help="Also PORT.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer requests.")
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Answer requests, until told to end. Runs no jobs: see work."""
    import_module(SERVING).serve(current_app._get_current_object(), host=host, port=port, workers=workers)  # type: ignore[attr-defined]


@click.command
@click.option("--once", is_flag=True, help="End when nothing is due.")
@with_appcontext
def work(once: bool) -> None:
    """Do what was announced: letters, papers, the seal."""
    composer = current_app.extensions["openward.composer"]
    worker = Worker(
        database=database(),
        settings=settings(),
        composer=composer,
        hearers=name_hearers(HEARERS_OF),
        tools=make_tools(settings(), composer),
        transport=transport_for(settings()),
        now=clock.now,
    )
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: worker.stop.set())
    with keep_journal(demo=settings().demo):
        worker.run(once=once)
        done = worker.counts
        news = f"{counted(done.announcements, 'announcement')}, {done.failures} of them failed"
        words = f"Ended. {news}; {counted(done.letters, 'letter')}; {counted(done.sealed, 'row')} sealed."
        log.info(words) if not once and not settings().demo else click.echo(words)


@click.command
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_appcontext
def status(shape: str) -> None:
    """Say how this installation is. Exit 1: something needs a person; 3: the database cannot be reached."""
    try:
        with database().snapshot() as session:
            report = report_status(session, settings(), at=clock.now())
    except SQLAlchemyError as error:
        click.echo(f"The database cannot be reached: {getattr(error, 'orig', None) or error}", err=True)
        sys.exit(CANNOT_TELL)
    if shape == "json":
        click.echo(json.dumps(dataclasses.asdict(report), default=str, indent=2))
    else:
        click.echo("\n".join(describe_status(report)))
    sys.exit(1 if report.needs else 0)
