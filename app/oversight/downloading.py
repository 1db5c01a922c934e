"""The list of completions as a file: CSV in UTF-8 with a mark at its beginning, as spreadsheets like it, sent as it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.credentials.codes import in_fours
from app.database.sessions import Database
from app.documents.sheets import csv_lines
from app.languages import local_day
from app.oversight.elsewhere import stream_elsewhere
from app.oversight.queries import Asked, Line, LineKind, stream_completions

AT_ONCE = 200
"""Lines sent together."""

COLUMNS: dict[str, LazyString] = {
    "name": _("The person's present name"),
    "address": _("The address that letters go to"),
    "units": _("The units the person belongs to today, apart by semicolons"),
    "course": _("The course's short name, which never changes"),
    "title": _("The course's title when it was completed"),
    "version": _("The version that was completed"),
    "minutes": _("The minutes that version takes"),
    "completed_on": _("The day of completion where the institution is"),
    "completed_at": _("The instant of completion, in UTC"),
    "state": _("standing or voided"),
    "voided_at": _("The instant since when it does not count any more, in UTC"),
    "void_reason": _("Why it was voided"),
    "certificate": _("The code of the latest certificate"),
    "certificate_state": _("in force, voided or revoked"),
    "kind": _("completion, or of what was accepted from elsewhere: equivalent or attested"),
}
"""The first line of the file, and what each column means."""


def stream_csv(database: Database, asked: Asked) -> Iterator[str]:
    """Reads in a transaction of its own, which ends with the last line: `rows` and how many there are."""
    with database.snapshot() as session:
        yield from csv_lines(_rows(session, asked), at_once=AT_ONCE)


def _rows(session: Session, asked: Asked) -> Iterator[list[str]]:
    yield list(COLUMNS)
    count = 0
    for count, line in enumerate(_lines(session, asked), start=1):  # noqa: B007
        yield _cells(line, asked.zone)
    yield ["rows", str(count)]


def _lines(session: Session, asked: Asked) -> Iterator[Line]:
    return stream_elsewhere(session, asked) if asked.elsewhere else stream_completions(session, asked)


def _cells(line: Line, zone: str) -> list[str]:
    return [
        line.name,
        line.address,
        "; ".join(line.units),
        line.course,
        line.title,
        line.label,
        str(line.minutes) if line.minutes else "",
        local_day(line.completed_at, zone).isoformat(),
        _utc(line.completed_at) if line.kind is LineKind.COMPLETION else "",
        line.state,
        _utc(line.voided_at),
        line.void_reason or "",
        in_fours(line.certificate) if line.certificate else "",
        _certificate_state(line),
        line.kind,
    ]


def _certificate_state(line: Line) -> str:
    if not line.certificate:
        return ""
    return "voided" if line.voided_at else "revoked" if line.revoked_at else "in force"


def _utc(at: dt.datetime | None) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
