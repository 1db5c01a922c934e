"""How an installation is, and what in it needs a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.audit.heads import FILE, is_in_chain, newest_head, read_head
from app.audit.queries import count_unsealed
from app.errors import Invalid
from app.jobs.queries import count_due, failed_announcements, last_beat, living_workers
from app.languages import local_day
from app.mail.queries import count_letters, reason_of_hold
from app.operating.backing import last_backup_at
from app.operating.revisions import VERSION, present_revision, wanted_revision
from app.operating.wording import counted
from app.privacy.queries import count_requests
from app.privacy.retaining import count_old_checks, count_people_due
from app.requirements.keeping import shipped_and_not_loaded
from app.settings import Settings


@dataclass(slots=True)
class Status:
    """`needs` are sentences, each of which needs a person; empty means in order."""

    version: str
    engine: str
    revision: str | None
    wanted_revision: str
    workers: list[str] = field(default_factory=list)
    last_beat: dt.datetime | None = None
    mail_server: str = ""
    mail_held_because: str | None = None
    letters: dict[str, int] = field(default_factory=dict)
    announcements_due: int = 0
    announcements_failed: int = 0
    seals: int = 0
    sealed_at: dt.datetime | None = None
    unsealed: int = 0
    head_goes_to: str = ""
    backed_up_at: dt.datetime | None = None
    erasures_asked: int = 0
    people_due: int = 0
    answers_due: int = 0
    needs: list[str] = field(default_factory=list)


def report_status(session: Session, settings: Settings, *, at: dt.datetime) -> Status:
    """Raises a database error where the database cannot be reached."""
    status = Status(VERSION, session.get_bind().dialect.name, present_revision(session), wanted_revision())
    status.mail_server = f"{settings.smtp_host}:{settings.smtp_port}" if settings.smtp_host else ""
    status.head_goes_to = settings.office_address
    if status.revision != status.wanted_revision:
        present = status.revision or "nothing"
        status.needs.append(f"The database is at {present}, not at {status.wanted_revision}: openward db upgrade")
        return status
    _report_work(session, status, at)
    _report_mail(session, settings, status)
    _report_seal(session, settings, status)
    _report_rules(session, status)
    _report_backup(session, settings, status, at)
    _report_privacy(session, settings, status, at)
    return status


def _report_work(session: Session, status: Status, at: dt.datetime) -> None:
    status.workers, status.last_beat = living_workers(session, at=at), last_beat(session)
    status.announcements_due, status.announcements_failed = count_due(session, at=at), len(failed_announcements(session))
    if not status.workers:
        status.needs.append("No worker is alive, so no mail leaves and nothing is sealed: openward work")
    if status.announcements_failed:
        status.needs.append(f"{counted(status.announcements_failed, 'announcement')} failed: openward jobs list")


def _report_mail(session: Session, settings: Settings, status: Status) -> None:
    status.letters, status.mail_held_because = count_letters(session), reason_of_hold(session)
    if not status.mail_server and not settings.demo:
        status.needs.append("No mail server is set, so nobody gets letters: set OPENWARD_SMTP_HOST")
    if status.mail_held_because:
        status.needs.append(f"Mail is held ({status.mail_held_because}): openward mail release")
    for state in ("uncertain", "failed"):
        if status.letters[state]:
            status.needs.append(f"{counted(status.letters[state], 'letter')} {state}: openward mail list")


def _report_seal(session: Session, settings: Settings, status: Status) -> None:
    head = newest_head(session)
    status.unsealed = count_unsealed(session)
    if head is not None:
        status.seals, status.sealed_at = head.number, head.sealed_at
    try:
        is_whole = is_in_chain(session, read_head(settings.data / FILE))
    except Invalid:
        is_whole = False
    if not is_whole:
        status.needs.append("The sealed records do not fit the head kept beside them: openward audit check")


def _report_rules(session: Session, status: Status) -> None:
    waiting = shipped_and_not_loaded(session)
    if waiting:
        status.needs.append(
            f"Rules of sponsors came with this version and are not loaded ({', '.join(waiting)}): openward rules load"
        )


def _report_backup(session: Session, settings: Settings, status: Status, at: dt.datetime) -> None:
    status.backed_up_at = last_backup_at(session)
    if settings.demo or not settings.backup_days:
        return
    if status.backed_up_at is None:
        status.needs.append("There is no backup: openward backup FOLDER")
    elif at - status.backed_up_at > dt.timedelta(days=settings.backup_days):
        status.needs.append(f"The last backup is of {_instant(status.backed_up_at)}: openward backup FOLDER")


def _report_privacy(session: Session, settings: Settings, status: Status, at: dt.datetime) -> None:
    on, years = local_day(at, settings.zone), settings.retention_years
    status.erasures_asked, status.people_due = count_requests(session), count_people_due(session, on=on, years=years)
    status.answers_due = count_old_checks(session, on=on, years=years)
    if status.erasures_asked:
        status.needs.append(f"{counted(status.erasures_asked, 'person')} asked to be erased: see Erasure on the web")


def describe_status(status: Status) -> list[str]:
    """Lines for a terminal."""
    lines = [
        f"Openward   {status.version}",
        f"database   {status.engine}, tables {status.revision or 'none'}" + _unless(status.revision == status.wanted_revision),
    ]
    if status.revision == status.wanted_revision:
        beat = f"last seen {_instant(status.last_beat)}" if status.last_beat else "never seen"
        letters = ", ".join(f"{number} {state}" for state, number in status.letters.items() if number) or "nothing waits"
        lines += [
            f"worker     {', '.join(status.workers) or f'none alive, {beat}'}",
            f"work       {status.announcements_due} due, {status.announcements_failed} failed",
            f"mail       {status.mail_server or 'no server: kept in the data folder'}; {letters}",
            f"seal       {counted(status.seals, 'row')} sealed, last {_instant(status.sealed_at)}; {status.unsealed} not yet",
            f"backup     last {_instant(status.backed_up_at)}",
            f"head       {f'goes to {status.head_goes_to} each day' if status.head_goes_to else 'stays here: no address is set'}",
            f"privacy    {status.erasures_asked} asked to be erased; due by retention: {status.people_due} people,"
            f" {status.answers_due} answers",
        ]
    return [*lines, "", *([f"! {need}" for need in status.needs] or ["In order."])]


def _unless(is_fine: bool) -> str:
    return "" if is_fine else " (not the newest)"


def _instant(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "never"
