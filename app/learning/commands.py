"""`openward verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.errors import Invalid, Unavailable
from app.learning.attesting import certified_facts, look_up
from app.learning.verifying import verify_file
from app.web.requests import database, now, settings

TRUE, NOT_TRUE, WRONG_USE, CANNOT_TELL = 0, 1, 2, 3


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
    in force. A file of evidence is evidence.json, or the archive with it. Exit 0: it is true. 1: it is not. 2: no key set can
    be read. 3: the institution did not answer.
    """
    if Path(code).is_file():
        sys.exit(_verify_file(Path(code), keys, online=online))
    with database().reading() as session:
        answer = look_up(session, typed=code, settings=settings(), at=now())
    facts = certified_facts(answer)
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):18}{_in_words(value)}")
    if answer.certificate is None:
        click.echo("No certificate has this code. Compare it with the paper.", err=True)
    sys.exit(TRUE if facts["is_in_force"] else NOT_TRUE)


def _verify_file(path: Path, keys: Path | None, *, online: bool) -> int:
    try:
        verified, lines = verify_file(path, keys, online=online)
    except (Invalid, Unavailable) as error:
        click.echo(error.message, err=True)
        return WRONG_USE if isinstance(error, Invalid) else CANNOT_TELL
    click.echo("\n".join(lines))
    return TRUE if verified.is_true else NOT_TRUE


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
