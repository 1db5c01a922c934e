"""db, backup, restore, archive. The migration library is loaded by the one command that migrates: no other process carries it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app import clock
from app.audit.checking import Findings, check_chain
from app.audit.heads import FILE, read_head, write_head
from app.database.sessions import Database
from app.database.whereabouts import missing_file
from app.errors import Invalid
from app.operating.archiving import write_archive
from app.operating.backing import check_backup, forget_older, name_by_instant, read_manifest, record_backup, write_backup
from app.operating.moving import move_all, require_movable
from app.operating.restoring import restore_backup
from app.operating.revisions import is_known, present_revision, wanted_revision
from app.operating.wording import counted
from app.settings import database_address
from app.web.requests import database, settings

MIGRATING = "app.database.migrating"

db = AppGroup("db", help="The tables: bring them up to date, or ask whether they are.")


@db.command("upgrade")
@click.option("--quiet", is_flag=True, help="Say nothing when there was nothing to do.")
@click.option("--lock-seconds", default=5, show_default=True, help="PostgreSQL: how long to wait for a table that others use.")
@click.option("--statement-seconds", default=600, show_default=True, help="PostgreSQL: how long one change may take.")
def upgrade(quiet: bool, lock_seconds: int, statement_seconds: int) -> None:
    """Bring the tables to those of this program, or make them."""
    before = _revision() if _is_there() else None
    migrating = import_module(MIGRATING)
    migrating.upgrade(database().url, timeouts=migrating.Timeouts(lock_seconds, statement_seconds))
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
    return missing_file(database()) is None


def _revision() -> str | None:
    with database().reading() as session:
        return present_revision(session)


def _address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return database_address(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@db.command("move")
@click.argument("source", metavar="FROM", callback=_address)
@click.argument("target", metavar="TO", callback=_address)
def move(source: str, target: str) -> None:
    """Carry all from the database FROM into the empty TO.

    They may be of either engine.

    Both are addresses as in OPENWARD_DATABASE_URL. Leave passwords to PGPASSWORD or ~/.pgpass: other users of this machine see
    what is typed here. End `openward serve` and `openward work` first. Letters are held in both until `openward mail release`.
    """
    here, there = Database(source), Database(target)
    try:
        require_movable(here, there, at=clock.now())
        import_module(MIGRATING).upgrade(target)
        moved = move_all(here, there, at=clock.now())
        with there.snapshot() as session:
            findings = check_chain(session, settings().key("seal"), read_head(settings().data / FILE))
    finally:
        here.dispose()
        there.dispose()
    click.echo(f"{counted(moved.rows, 'row')} of {moved.tables} tables are moved, and compared row by row.")
    click.echo("Now set OPENWARD_DATABASE_URL to the new address. No letter leaves until you run: openward mail release")
    _tell_seal(findings)


@click.command
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="With a folder: delete all but the newest so many in it.")
@with_appcontext
def backup(path: Path, keep: int | None) -> None:
    """Write all that is kept into PATH, while people go on working.

    PATH is a file, or a folder that gets a file named by date.
    """
    at = clock.now()
    file = path / name_by_instant(at) if path.is_dir() else path
    with database().snapshot() as session:
        write_backup(session, file, at=at)
    manifest = check_backup(file)
    if manifest.revision == wanted_revision():
        with database().transaction() as session:
            record_backup(session, manifest, size=file.stat().st_size, at=clock.now())
    click.echo(f"{counted(manifest.rows, 'row')} of {len(manifest.tables)} tables are in {file} ({file.stat().st_size} bytes).")
    if keep and path.is_dir():
        for old in forget_older(path, keep=keep):
            click.echo(f"Deleted {old.name}.")
    click.echo("The keys are not: keep the settings whose names end in _KEY (or the folder keys) in another place.")


@click.command
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def archive(path: Path) -> None:
    """Write everything as CSV, JSON and Markdown.

    It is readable without Openward, in the new folder PATH, or as a zip if PATH ends so.
    """
    with database().snapshot() as session:
        rows, files = write_archive(session, path, institution=settings().institution, at=clock.now())
    click.echo(f"{counted(rows, 'row')} are in {counted(files, 'file')} of {path}. Begin with its README.md.")


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Fill an empty database from the backup FILE.

    FILE is of this version or an earlier one. Mail is held until it is released.
    """
    revision = read_manifest(file).revision
    if not is_known(revision):
        raise Invalid(f"The backup has the tables of {revision}, which this program does not know: it was made by a newer one.")
    migrating = import_module(MIGRATING)
    if not _is_there() or _revision() is None:
        migrating.upgrade(database().url, revision)
    with database().transaction() as session:
        manifest = restore_backup(session, file, at=clock.now())
    click.echo(
        f"{counted(manifest.rows, 'row')} of {len(manifest.tables)} tables are restored, as they were at {manifest.made_at}."
    )
    if revision != wanted_revision():
        migrating.upgrade(database().url)
        click.echo(f"The tables are now those of {wanted_revision()}; the backup's were those of {revision}.")
    with database().snapshot() as session:
        findings = check_chain(session, settings().key("seal"))
    if findings.head is not None:
        write_head(settings().data / FILE, findings.head)
    click.echo("No letter leaves until you run: openward mail release")
    _tell_seal(findings)


def _tell_seal(findings: Findings) -> None:
    if not findings.is_clean:
        click.echo(
            "\n".join([*findings.faults, f"The seal shows {counted(findings.count, 'fault')}. Is this the key it was made with?"])
        )
        sys.exit(1)
    click.echo(f"The seal is whole: {counted(findings.sealed, 'row')}.")
