"""`openward verify`."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask.cli import with_appcontext

from app.learning.attesting import certified_facts, look_up
from app.web.requests import database, now, settings


@click.command("verify")
@click.argument("code")
@with_appcontext
def verify(code: str) -> None:
    """Print every fact certified under CODE, and whether it is in force. Exit 1 unless it is.

    CODE is taken with or without hyphens, in capitals or not.
    """
    with database().reading() as session:
        answer = look_up(session, typed=code, settings=settings(), at=now())
    facts = certified_facts(answer)
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):18}{_in_words(value)}")
    if answer.certificate is None:
        click.echo("No certificate has this code. Compare it with the paper.", err=True)
    sys.exit(0 if facts["is_in_force"] else 1)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_in_words(one) for one in value)
    if isinstance(value, dict):
        if value["topics_missing"]:
            return f"{value['sponsor']} not met, {len(value['topics_missing'])} topics missing"
        return f"{value['sponsor']} from {value['covers_from']} through {value['covers_through']}"
    return "" if value is None else str(value)
