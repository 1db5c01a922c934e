"""`openward content`."""

from __future__ import annotations

import datetime as dt
import sys
import zoneinfo
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.authoring.reporting import link_lines, link_table
from app.authoring.visiting import Outcome, visit_all
from app.catalogue.checking import read_and_check
from app.catalogue.files import files_under
from app.catalogue.models import Scope
from app.catalogue.publishing import publish, recompile
from app.catalogue.queries import current_courses
from app.catalogue.retiring import find_vanished
from app.catalogue.scaffolding import new_module
from app.catalogue.shapes import Bundle
from app.documents.sheets import csv_lines
from app.errors import Conflict, Invalid
from app.web.places import PROJECT
from app.web.requests import now, reading, settings, transaction

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ROOT = click.argument("root", type=FOLDER, default=PROJECT, metavar="[ROOT]")


@click.group("content")
def content() -> None:
    """Check and publish what stands in modules/ and quizzes/."""


@content.command("check")
@ROOT
@with_appcontext
def check_content(root: Path) -> None:
    """Print every complaint, as path:line: complaint.

    About the files below ROOT. Exit 1 unless all are warnings.

    ROOT is the folder that holds modules/ and quizzes/; without it, those that Openward came with.
    """
    bundle = _read(root)
    pages = sum(len(module.pages) for module in bundle.modules.values())
    click.echo(f"In order: {len(bundle.courses)} courses, {len(bundle.modules)} modules, {pages} pages.")


@content.command("links")
@ROOT
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write a line for each source to this CSV file.")
@click.option("--limit", type=click.IntRange(min=1), help="Ask for so many addresses at the most.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=15.0, show_default=True, help="Seconds to wait for each.")
@click.option("--inside", is_flag=True, help="Ask hosts in private networks too, such as the institution's own.")
@with_appcontext
def check_links(root: Path, report: Path | None, limit: int | None, timeout: float, inside: bool) -> None:
    """Ask for the address of each source below ROOT. Exit 1 when one is gone. Needs a network."""
    sources = sorted(_read(root).sources.values(), key=lambda source: source.id)
    addresses = list(dict.fromkeys(source.address for source in sources))[:limit]
    visits = {visit.address: visit for visit in visit_all(addresses, timeout=timeout, inside=inside)}
    table = link_table(sources, visits)
    if report:
        report.write_text("".join(csv_lines(table)), encoding="utf-8", newline="")
    for line in link_lines(sources, visits):
        click.echo(line)
    if any(visit.outcome is Outcome.GONE for visit in visits.values()):
        sys.exit(1)


@content.command("publish")
@ROOT
@click.option("--editorial", is_flag=True, help="Words only: pages that were read stay read.")
@click.option("--first", is_flag=True, help="Only where nothing was ever published: nobody's edits are written over.")
@click.option("--retire", is_flag=True, help="Take out published courses and modules that are no longer in the files, for good.")
@click.option("--reason", default="Published from files", show_default=True, help="Why, as it stands in the history.")
@with_appcontext
def publish_content(root: Path, editorial: bool, first: bool, retire: bool, reason: str) -> None:
    """Publish what has changed below ROOT. Nothing is published while there are complaints."""
    if first and current_courses(reading()):
        return
    bundle = _read(root)
    scope = Scope.EDITORIAL if editorial else Scope.SUBSTANTIVE
    with transaction() as session:
        vanished = len(find_vanished(session, bundle))
        count = len(publish(session, bundle, at=now(), scope=scope, reason=reason, retires=retire))
    if vanished:
        click.echo(f"Retired: {vanished}.")
    click.echo(f"Published: {count}." if count else "Nothing has changed, nothing was published.")


@content.command("recompile")
@with_appcontext
def recompile_content() -> None:
    """Rebuild what every version compiles to. Needed after an upgrade that changes how pages are rendered."""
    with transaction() as session:
        count = recompile(session)
    click.echo(f"Compiled {count} versions.")


@content.group("new")
def new() -> None:
    """Begin something new."""


@new.command("module")
@click.argument("slug")
@click.option("--root", type=FOLDER, default=Path(), help="The folder that holds modules/ and quizzes/.")
@with_appcontext
def new_module_files(slug: str, root: Path) -> None:
    """Write the first files of a module, ready to be filled. They pass the check as they are."""
    files = new_module(slug, today=_today())
    there = [path for path in files if (root / path).exists()]
    if there:
        raise Conflict(f"There is a file {there[0]} already. Choose another slug; nothing was written.")
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text)
        click.echo(path)


def _read(root: Path) -> Bundle:
    """Prints what is wrong, and ends here with 1 where it keeps the content from being published."""
    files = files_under(root)
    if not files:
        raise Invalid(f"There are no files in {root / 'modules'} or {root / 'quizzes'}. Name the folder that holds both.")
    bundle, complaints = read_and_check(files, today=_today())
    for complaint in complaints:
        click.echo(str(complaint))
    if any(not complaint.is_warning for complaint in complaints):
        sys.exit(1)
    return bundle


def _today() -> dt.date:
    return now().astimezone(zoneinfo.ZoneInfo(settings().zone)).date()
