"""`openward verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.learning.attesting import certified_facts, look_up
from app.learning.verifying import verify_file
from app.web.requests import database, now, settings


@click.command("verify")
@click.argument("code")
@click.option(
    "--keys", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="For a file: the institution's key set."
)
@click.option("--online", is_flag=True, help="For a file: ask the institution for its keys, and what was voided since.")
@with_appcontext
def verify(code: str, keys: Path | None, online: bool) -> None:
    """Print what is certified under CODE, or verify a file.

    A certificate's code is taken with or without hyphens, in capitals or not: every certified fact is printed, and whether it is
    in force. A file of evidence is evidence.json, or the archive with it. Exit 1 unless it is true.
    """
    if Path(code).is_file():
        verified, lines = verify_file(Path(code), keys, online=online)
        click.echo("\n".join(lines))
        sys.exit(0 if verified.is_true else 1)
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
