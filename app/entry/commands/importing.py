"""`openward people import` and `openward completions import`: shown first, done with `--apply`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.accounts.queries import find_by_address
from app.equivalents.transferring import Transfer, plan_transfer, transfer
from app.errors import NotFound
from app.roster.applying import Wish, apply_roster, foresee
from app.roster.reading import read_roster
from app.roster.shapes import Plan, Problem
from app.web.requests import database, now, providers, reading, settings, today_here, transaction

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
APPLY = click.option("--apply", "is_applied", is_flag=True, help="Do it. Without this, it is only shown.")
BY = click.option("--by", metavar="ADDRESS", help="Who does it, for the audit log.")
NOTHING = "Nothing was changed. Run it again with --apply to do this."


@click.command("import")
@FILE
@APPLY
@click.option("--whole", is_flag=True, help="Who has an employee number and is not in the file has left.")
@click.option("--sweep", is_flag=True, help="With --whole: yes, more than a fifth of all people have left.")
@click.option("--same", type=int, multiple=True, metavar="LINE", help="On this line, the holder of the address is meant.")
@BY
@with_appcontext
def import_roster(file: Path, is_applied: bool, whole: bool, sweep: bool, same: tuple[int, ...], by: str | None) -> None:
    """Compare the roster in FILE with the people here. CSV or XLSX; docs/running.md has its columns."""
    content, on = file.read_bytes(), today_here()
    wish = Wish(read_roster(content, providers().ids), whole, frozenset(same), sweep)
    ahead = foresee(reading(), wish, on=on)
    plan = ahead.plan
    _echo(_told_roster(plan))
    if is_applied and plan.steps:
        how = {"language": settings().languages[0], "zone": settings().zone, "file": hashlib.sha256(content).hexdigest()}
        with transaction() as session:
            apply_roster(session, wish, seen=plan.digest, on=on, at=now(), by=_person(by), ahead=ahead, **how)
    _end(plan.problems, is_applied, bool(plan.steps))


@click.command("import")
@FILE
@APPLY
@click.option("--source", default="former-system", show_default=True, help="Names the system it comes from.")
@click.option("--provider", default="former-system", show_default=True, help="Who gave the courses, where a line does not say.")
@click.option("--topic", multiple=True, help="A topic that was addressed, where a line does not say. Several times for several.")
@click.option("--reason", default="", help="Why they are accepted: it stays on record. Needed with --apply.")
@BY
@with_appcontext
def import_completions(
    file: Path, is_applied: bool, source: str, provider: str, topic: tuple[str, ...], reason: str, by: str | None
) -> None:
    """Compare the completions in FILE with the record. CSV or XLSX; docs/running.md has its columns."""
    how = {"source": source, "provider": provider, "topics": topic}
    planned = plan_transfer(reading(), file.read_bytes(), today=today_here(), **how)  # type: ignore[arg-type]
    _echo(_told_completions(planned))
    if is_applied and planned.new:
        with transaction() as session:
            transfer(session, planned, source=source, reason=reason, at=now(), by=_person(by))
    _end(planned.problems, is_applied, bool(planned.new))


def _person(address: str | None) -> int | None:
    if address is None:
        return None
    with database().reading() as session:
        person = find_by_address(session, address)
        if person is None:
            raise NotFound("Nobody has the address %(address)s.", address=address)
        return person.id


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _told_roster(plan: Plan) -> Iterator[str]:
    yield f"{plan.lines} lines, read as {plan.how}."
    if plan.ignored:
        yield f"Columns that mean nothing here: {', '.join(plan.ignored)}."
    for step in plan.steps:
        changes = "; ".join(
            f"{field}: {before} -> {after}" if before else f"{field}: {after}" for field, before, after in step.shown
        )
        yield f"line {step.line or '-'}: {step.kind} {step.name} ({changes})"
    counts = plan.counts
    yield ", ".join([*(f"{counts[kind]} {kind}" for kind in ("new", "changed", "moved", "left")), f"{plan.same} lines as known"])


def _told_completions(planned: Transfer) -> Iterator[str]:
    yield f"{planned.lines} lines, read as {planned.how}."
    yield f"{len(planned.new)} completions are new, {planned.known} are on record already."


def _end(problems: list[Problem], is_applied: bool, has_changes: bool) -> None:
    """Exit code 1 where lines need a person."""
    for problem in problems:
        click.echo(f"line {problem.line}: {problem.words} [{problem.who}]", err=True)
    if has_changes:
        click.echo("Applied." if is_applied else NOTHING)
    if problems:
        click.echo(f"{len(problems)} lines need a person. They changed nothing.", err=True)
        raise SystemExit(1)
