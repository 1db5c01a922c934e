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
    "authenticator": _("Your authenticator apps"),
    "certificate": _("Certificates"),
    "check_subject": _("Checks that were about you"),
    "completion": _("Completions"),
    "completion_void": _("Completions that were voided"),
    "decision": _("What was decided about training you handed in"),
    "drawn_question": _("Questions drawn for you"),
    "enrolment": _("Courses you began"),
    "erasure": _("What was let go of you"),
    "erasure_request": _("Your requests to be erased"),
    "excuse": _("What you were excused from"),
    "held_form": _("Forms kept for you while you were signed out"),
    "hold": _("Holds that keep your name"),
    "hold_release": _("Holds that were released"),
    "keepsake": _("Your workbook"),
    "letter": _("Letters to you"),
    "mail_link": _("Links that were mailed to you"),
    "mailing": _("When you were asked to train"),
    "membership": _("Your units"),
    "merge": _("Records of you that were merged"),
    "merge_undone": _("Merges that were undone"),
    "name_showing": _("Whether certificates show your name"),
    "notice_read": _("Privacy notices you read"),
    "page_read": _("Pages you read"),
    "paper": _("Certificates on paper"),
    "passkey": _("Your passkeys"),
    "plan": _("Your plans"),
    "practice": _("Practice"),
    "practice_round": _("Rounds of practice"),
    "project": _("Your checklists"),
    "recovery_code": _("Your recovery codes"),
    "reminder": _("Reminders about your training"),
    "reply": _("What you answered to reviewers"),
    "response": _("Your answers"),
    "revocation": _("Certificates that were revoked"),
    "role_grant": _("Your roles"),
    "role_grant_team": _("Awards that a role of yours names"),
    "role_grant_withdrawal": _("Roles that were withdrawn"),
    "sighting": _("Who looked"),
    "submission": _("Training you handed in"),
    "talent_certification": _("Your certifications about talent programmes"),
    "talent_certification_void": _("Certifications about talent programmes that were voided"),
    "team_departure": _("When you left proposals and awards"),
    "team_member": _("Proposals and awards that name you"),
}
"""Readable names: every table of which rows can be somebody's has one."""


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
    words = {table: str(name) for table, name in TABLES.items()}.__getitem__
    last = said("Entries")

    def stream() -> Iterator[str]:
        with database.snapshot() as session:
            yield from as_page(session, person_id, title=title, lead=lead, language=language, words=words, last=last)

    return _to_keep(Response(stream(), mimetype="text/html"), settings, at, "html")


def _to_keep(response: Response, settings: Settings, at: dt.datetime, ending: str) -> Response:
    name = f"openward-data-{local_day(at, settings.zone).isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
