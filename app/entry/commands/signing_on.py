"""`openward sign-on`."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.queries import units_to_mend
from app.database.whereabouts import missing_file
from app.entry.signing_on import trouble_with
from app.web.requests import database, providers

CANNOT_TELL = 3


@click.group("sign-on")
def sign_on() -> None:
    """Ask whether the providers of sign-on are there."""


@sign_on.command("check")
@with_appcontext
def check() -> None:
    """Ask whether the providers, and the units they name, are there.

    So a sign-on begins. Exit 1 where a provider does not answer as it must, or a unit is not here or closed; 3 where units cannot
    be looked up.
    """
    found = _units_to_mend()
    absent, closed = found or (set(), set())
    wrong = False
    for provider in providers():
        trouble = trouble_with(provider.id)
        units = [unit for unit in provider.named_units if unit in absent | closed]
        if trouble or not units:
            click.echo(f"{provider.id}: {trouble or 'in order'}")
        for unit in units:
            state, remedy = ("is not here", "add it") if unit in absent else ("is closed", "reopen it")
            click.echo(f"{provider.id} names the unit {unit}, which {state}: {remedy} under Units, or correct the file")
        wrong = wrong or bool(trouble or units)
    if found is None:
        click.echo(
            "The units that the file names were not looked up: the database cannot be reached or has no tables. "
            "Run: openward db check"
        )
    sys.exit(1 if wrong else CANNOT_TELL if found is None else 0)


def _units_to_mend() -> tuple[set[str], set[str]] | None:
    """Not here, and closed; None where the database does not tell. It is not asked where the file names none."""
    named = {unit for provider in providers() for unit in provider.named_units}
    if not named:
        return set(), set()
    if missing_file(database()):
        return None
    try:
        with database().reading() as session:
            return units_to_mend(session, named)
    except SQLAlchemyError:
        return None
