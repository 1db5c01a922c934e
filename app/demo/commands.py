"""`openward demo`."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.accounts.passwords import hash_password
from app.demo.elsewhere import bring_from_elsewhere
from app.demo.loading import BEFORE, PASSWORD, has_people, load_institution, publish_as_of_then
from app.demo.people import ACCOUNTS
from app.errors import Invalid
from app.requirements.keeping import CAME_WITH, load_rules
from app.requirements.reading import shipped_rules
from app.web.requests import database, now, settings


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Fill an empty demonstration, and say who can sign in."""
    if not settings().demo:
        raise Invalid("This is no demonstration. Set OPENWARD_DEMO=1 to have one.")
    hashed = hash_password(PASSWORD, memory_kib=settings().password_memory_kib)
    with Session(database().writers) as session, session.begin():
        if not has_people(session):
            publish_as_of_then(session, at=now() - BEFORE)
            load_rules(session, shipped_rules(), by=None, at=now() - dt.timedelta(days=90), reason=CAME_WITH)
            load_institution(session, password_hash=hashed, zone=settings().zone, now=now())
            bring_from_elsewhere(session, now=now())
    click.echo(f"Invented people of {settings().institution}. Sign in with the password {PASSWORD} as:")
    for somebody in ACCOUNTS:
        click.echo(f"  {somebody.role or 'learner':14} {somebody.address:34} {somebody.name}")
