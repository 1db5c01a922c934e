"""mail and jobs: what will not move by itself, and what a person decides about it."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import clock
from app.audit.recording import record_act
from app.jobs.queries import failed_announcements
from app.jobs.settling import drop_announcement, try_again
from app.mail.queries import stuck_letters
from app.mail.settling import drop_letter, hold_mail, release_mail, send_again
from app.operating.wording import counted
from app.web.requests import database

mail = AppGroup("mail", help="Letters: those that need a decision; hold and release all.")
jobs = AppGroup("jobs", help="Announcements that failed.")


@mail.command("list")
def list_letters() -> None:
    """Show letters that are uncertain or failed."""
    with database().reading() as session:
        for one in stuck_letters(session):
            click.echo(f"{one.id}  {one.state}  {one.kind}  {one.address}  {one.since:%Y-%m-%d %H:%M} UTC  {one.problem}")


@mail.command("again")
@click.argument("number", type=int)
def send_letter_again(number: int) -> None:
    """Send letter NUMBER once more, though it may have arrived."""
    at = clock.now()
    with database().transaction() as session:
        send_again(session, letter_id=number, at=at)
        record_act(session, "letter.sent again", ("letter", number), at=at, by=None)
    click.echo(f"Letter {number} waits to be sent.")


@mail.command("drop")
@click.argument("number", type=int)
def drop_one_letter(number: int) -> None:
    """Give up letter NUMBER for good."""
    with database().transaction() as session:
        drop_letter(session, letter_id=number)
        record_act(session, "letter.dropped", ("letter", number), at=clock.now(), by=None)
    click.echo(f"Letter {number} is gone.")


@mail.command("hold")
@click.option("--because", required=True, help="Why; shown to staff.")
def hold(because: str) -> None:
    """Let no letter leave until they are released."""
    at = clock.now()
    with database().transaction() as session:
        hold_mail(session, because=because, at=at)
        record_act(session, "mail.held", ("mail", None), at=at, by=None, reason=because)
    click.echo("No letter leaves until you run: openward mail release")


@mail.command("release")
def release() -> None:
    """Let held letters leave, as after a restore."""
    at = clock.now()
    with database().transaction() as session:
        number = release_mail(session, at=at)
        record_act(session, "mail.released", ("mail", None), at=at, by=None, letters=number)
    click.echo(f"{counted(number, 'held letter')} may leave.")


@jobs.command("list")
def list_failed() -> None:
    """Show announcements that failed."""
    with database().reading() as session:
        for one in failed_announcements(session):
            click.echo(f"{one.id}  {one.topic}  {one.hearer}  {one.failed_at:%Y-%m-%d %H:%M} UTC  {one.problem}")


@jobs.command("again")
@click.argument("number", type=int)
def try_one_again(number: int) -> None:
    """Try announcement NUMBER once more."""
    with database().transaction() as session:
        try_again(session, announcement_id=number, at=clock.now())
    click.echo(f"Announcement {number} is due again.")


@jobs.command("drop")
@click.argument("number", type=int)
def drop_one(number: int) -> None:
    """Give up announcement NUMBER for good."""
    at = clock.now()
    with database().transaction() as session:
        drop_announcement(session, announcement_id=number, at=at)
        record_act(session, "announcement.dropped", ("announcement", number), at=at, by=None)
    click.echo(f"Announcement {number} is given up.")
