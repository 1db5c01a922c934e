"""What the reader sees of privacy: the notice with this institution's words in it, and the file of everything held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from flask import Response
from flask_babel import LazyString, ngettext
from flask_babel import gettext as said
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from app.database.sessions import Database
from app.languages import local_day
from app.markdown.documents import parse
from app.markdown.rendering import clean, render
from app.privacy.notices import Notice
from app.privacy.telling import as_json_file, as_page
from app.settings import Settings
from app.web.filters import in_words, span

TABLES: Mapping[str, LazyString] = {
    "person": _("You"),
    "person_identifier": _("What tells that it is you"),
    "act": _("Acts about you and by you"),
    "assignment": _("What was asked of you"),
    "attempt": _("Attempts at quizzes"),
    "certificate": _("Certificates"),
    "check_subject": _("Checks that were about you"),
    "completion": _("Completions"),
    "enrolment": _("Courses you began"),
    "keepsake": _("Your workbook"),
    "letter": _("Letters to you"),
    "membership": _("Your units"),
    "notice_read": _("Privacy notices you read"),
    "page_read": _("Pages you read"),
    "plan": _("Your plans"),
    "practice": _("Practice"),
    "practice_round": _("Rounds of practice"),
    "project": _("Your checklists"),
    "response": _("Your answers"),
    "role_grant": _("Your roles"),
    "sighting": _("Who looked"),
    "submission": _("Training you handed in"),
    "team_member": _("Proposals and awards that name you"),
}
"""Readable names; a table that has none here shows its own."""


def notice_html(notice: Notice, settings: Settings) -> Markup:
    """Spans stand as they are said: eight hours, one year."""
    years = settings.retention_years
    said_as = {
        "{institution}": settings.institution,
        "{years} years": ngettext("%(word)s year", "%(word)s years", years, word=in_words(years)),
        "{minutes} minutes": span(settings.session_minutes),
    }
    html = clean(render(parse(notice.text, prefix="notice").nodes, prefix="notice"))
    for mark, word in said_as.items():
        html = html.replace(mark, escape(word))
    return Markup(html)  # noqa: S704  # nosec B704


def send_json(database: Database, settings: Settings, person_id: int, *, at: dt.datetime) -> Response:
    def stream() -> Iterator[str]:
        with database.snapshot() as session:
            yield from as_json_file(session, person_id, institution=settings.institution, at=at)

    return _to_keep(Response(stream(), mimetype="application/json"), settings, at, "json")


def send_page(database: Database, settings: Settings, person_id: int, *, at: dt.datetime, language: str) -> Response:
    title = said("Everything %(institution)s holds about you in Openward", institution=settings.institution)
    day = local_day(at, settings.zone).isoformat()
    lead = said("As it was on %(day)s. Secrets and other people’s names are left out; numbers of entries are in JSON.", day=day)
    names = {table: str(words) for table, words in TABLES.items()}
    last = said("Entries")

    def words(table: str) -> str:
        return names.get(table, table.replace("_", " ").capitalize())

    def stream() -> Iterator[str]:
        with database.snapshot() as session:
            yield from as_page(session, person_id, title=title, lead=lead, language=language, words=words, last=last)

    return _to_keep(Response(stream(), mimetype="text/html"), settings, at, "html")


def _to_keep(response: Response, settings: Settings, at: dt.datetime, ending: str) -> Response:
    name = f"openward-data-{local_day(at, settings.zone).isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
