"""rules: the sponsors' rules from a file, checked and loaded as versions."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.operating.wording import counted
from app.requirements.keeping import Loaded, Outcome, load_rules
from app.requirements.reading import SHIPPED, rules_in
from app.requirements.shapes import SponsorRule
from app.web.requests import database

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WORDS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed, a new version",
    Outcome.SAME: "the same, left as it is",
    Outcome.KEPT: "left as the office has set it, which differs (--over-office takes the file's)",
}


@click.group("rules")
def rules() -> None:
    """The rules of sponsors: check a file of them, or load it."""


@rules.command("check")
@click.argument("file", type=FILE, default=SHIPPED)
@with_appcontext
def check(file: Path) -> None:
    """Print every complaint about FILE, as file:line: complaint. Exit 1 where there is one.

    Without FILE, the rules that Openward came with.
    """
    click.echo(f"In order: {counted(len(_read(file)), 'rule')}.")


@rules.command("load")
@click.argument("file", type=FILE, default=SHIPPED)
@click.option("--reason", default="Loaded from a file", show_default=True, help="Why, as it stands in the history.")
@click.option("--over-office", is_flag=True, help="Also over what an administrator has set in the browser.")
@click.option("--first", is_flag=True, help="Only where none was ever loaded: nothing that holds is changed.")
@with_appcontext
def load(file: Path, reason: str, over_office: bool, first: bool) -> None:
    """Make a new version of each rule of FILE that differs.

    Nothing is loaded while there are complaints.

    Without FILE, the rules that Openward came with.
    """
    read = _read(file)
    with database().transaction() as session:
        loaded = load_rules(session, read, by=None, at=clock.now(), reason=reason, over_office=over_office, first=first)
    _tell(loaded)


def _read(file: Path) -> tuple[SponsorRule, ...]:
    """Prints what is wrong, and ends here with 1 where something is."""
    found, complaints = rules_in(file.read_bytes(), name=str(file))
    for complaint in complaints:
        click.echo(complaint)
    if complaints:
        sys.exit(1)
    return found


def _tell(loaded: list[Loaded]) -> None:
    for one in loaded:
        if one.outcome is not Outcome.SAME:
            click.echo(f"{one.slug}: {WORDS[one.outcome]}")
    made = sum(one.outcome in (Outcome.NEW, Outcome.CHANGED) for one in loaded)
    if loaded:
        click.echo(f"{counted(made, 'version')} made, {counted(len(loaded) - made, 'rule')} left.")
