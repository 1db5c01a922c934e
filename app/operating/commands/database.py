"""db, backup, restore. The migration library is loaded by the one command that migrates: no other process carries it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app import clock
from app.audit.checking import check_chain
from app.audit.heads import FILE, write_head
from app.operating.backing import write_backup
from app.operating.restoring import restore_backup
from app.operating.revisions import present_revision, wanted_revision
from app.operating.wording import counted
from app.web.requests import database, settings

MIGRATING = "app.database.migrating"

db = AppGroup("db", help="The tables: bring them up to date, or ask whether they are.")


@db.command("upgrade")
@click.option("--quiet", is_flag=True, help="Say nothing when there was nothing to do.")
def upgrade(quiet: bool) -> None:
    """Bring the tables to those of this program; make them where there are none."""
    before = _revision() if _is_there() else None
    import_module(MIGRATING).upgrade(database().url)
    if before != wanted_revision():
        click.echo(f"The tables are now those of {wanted_revision()}; they were {before or 'not there'}.")
    elif not quiet:
        click.echo(f"The tables are those of {before} already.")


@db.command("check")
def check() -> None:
    """Exit 1 where the tables are not those of this program."""
    present = _revision() if _is_there() else None
    if present != wanted_revision():
        click.echo(f"The tables are {present or 'not there'}; this program wants {wanted_revision()}. Run: openward db upgrade")
        sys.exit(1)
    click.echo(f"The tables are those of {present}, as this program wants them.")


def _is_there() -> bool:
    """Asking an absent SQLite file would make it."""
    url = database().readers.url
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


def _revision() -> str | None:
    with database().reading() as session:
        return present_revision(session)


@click.command
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write all that is kept into FILE, while people go on working."""
    with database().snapshot() as session:
        manifest = write_backup(session, file, at=clock.now())
    click.echo(f"{counted(manifest.rows, 'row')} of {len(manifest.tables)} tables are in {file} ({file.stat().st_size} bytes).")
    click.echo("The keys are not: keep OPENWARD_SECRET_KEY and OPENWARD_SEAL_KEY (or the folder keys) in another place.")


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Fill an empty, migrated database from FILE. Mail is held until it is released."""
    with database().transaction() as session:
        manifest = restore_backup(session, file, at=clock.now())
    click.echo(
        f"{counted(manifest.rows, 'row')} of {len(manifest.tables)} tables are restored, as they were at {manifest.made_at}."
    )
    with database().snapshot() as session:
        findings = check_chain(session, settings().key("seal"))
    if findings.head is not None:
        write_head(settings().data / FILE, findings.head)
    click.echo("No letter leaves until you run: openward mail release")
    if not findings.is_clean:
        click.echo(
            "\n".join([*findings.faults, f"The seal shows {counted(findings.count, 'fault')}. Is this the key it was made with?"])
        )
        sys.exit(1)
    click.echo(f"The seal is whole: {counted(findings.sealed, 'row')}.")
