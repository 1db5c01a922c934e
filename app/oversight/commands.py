"""`openward check`: the same question as on the page, for scripts. Nothing is kept."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.errors import Invalid
from app.oversight.asking import refuse_hidden
from app.oversight.lists import ReadList, read_file, read_lines
from app.requirements.answers import Answer, Question
from app.requirements.checking import check as check_people
from app.requirements.shapes import EVENTS
from app.web.requests import database, now, settings

COVERED, NOT_COVERED, WRONG_USE, CANNOT_TELL = 0, 1, 2, 3


@click.command("check")
@click.option("--sponsor", required=True, help="As nsf, doe, nih.")
@click.option("--event", default="proposal", show_default=True, type=click.Choice([event.value for event in EVENTS]))
@click.option("--on", "on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day of the event.")
@click.option("--due-on", type=click.DateTime(["%Y-%m-%d"]), help="The sponsor's deadline, where it is another day.")
@click.option("--team", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV, XLSX or lines.")
@click.option("--known-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ"]), help="With nothing recorded after this instant (UTC).")
@click.option("--format", "form", default="table", show_default=True, type=click.Choice(["table", "json"]))
@with_appcontext
def check(
    sponsor: str, event: str, on: dt.datetime, due_on: dt.datetime | None, team: Path, known_at: dt.datetime | None, form: str
) -> None:
    """Say whether everybody in a file is covered.

    The answer is for this sponsor, this event, this day.

    The columns are person, role, employer, joined_on, starts_on; a person is a name, an address, an ORCID iD or an employee
    number. Exit 0: all are covered. 1: somebody is not. 2: the question cannot be read. 3: it cannot be told.
    """
    try:
        read = _read(team.read_bytes())
        if read.complaints:
            raise Invalid("\n".join(read.complaints))
        question = Question(sponsor.lower(), event, on.date(), read.people, due_on.date() if due_on else None)
        answer = _ask(question, known_at.replace(tzinfo=dt.UTC) if known_at else None)
    except Invalid as error:
        click.echo(error.message, err=True)
        sys.exit(WRONG_USE)
    click.echo(json.dumps(answer.as_data(), ensure_ascii=False, indent=2) if form == "json" else _table(answer))
    sys.exit({True: COVERED, False: NOT_COVERED, None: CANNOT_TELL}[answer.covered])


def _ask(question: Question, known_at: dt.datetime | None) -> Answer:
    with database().snapshot() as session:
        refuse_hidden(session, question.people, scope=None)
        return check_people(session, question, zone=settings().zone, language="en", at=now(), known_at=known_at)


def _read(content: bytes) -> ReadList:
    if content.startswith(b"PK\x03\x04"):
        return read_file(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return read_file(content)
    read = read_lines(text)
    if not read.people and not read.complaints:
        raise Invalid("The file names nobody.")
    return read


def _table(answer: Answer) -> str:
    lines: list[str] = []
    for rule in answer.rules:
        verdict = {True: "covered", False: "not covered", None: "cannot tell"}[rule.covered]
        lines += [f"{rule.rule['sponsor']}, {rule.rule['title']}: {verdict}", *([f"  {rule.why}"] if rule.why else [])]
        for one in rule.people if rule.applies else ():
            name = one.person[1] if one.person else f"“{one.named.typed}”"
            lines.append(f"  {one.state.value:14} {name:32} {one.because}")
    for other in answer.elsewhere:
        lines.append(f"{other['title']} asks at: {', '.join(other['events'])}.")
    if not answer.rules:
        lines.insert(0, "No rule of this sponsor asks for training here.")
    for rule in answer.certifications:
        lines.append(f"Apart from training: {rule.rule['title']}")
        lines += [f"  {one.state.value:14} {one.named.typed:32} {one.because}" for one in rule.people]
    return "\n".join(lines)
