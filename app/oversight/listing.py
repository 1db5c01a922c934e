"""What is asked for in the address of the list of completions, and the words over the answer."""

from __future__ import annotations

from flask import request
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.access.principals import Permission
from app.accounts.units import units_within
from app.catalogue.queries import current_courses
from app.languages import day_in_words
from app.oversight.forms import CompletionsFilter
from app.oversight.queries import Asked, State
from app.oversight.reaching import scope_of
from app.web.filters import count
from app.web.requests import reading, settings, today_here


def completions_form() -> CompletionsFilter:
    units = units_within(reading(), scope_of(Permission.SEE_COMPLETIONS))
    courses = [(course.slug, course.content.title) for course in current_courses(reading())]
    return CompletionsFilter(request.args, units, courses)


def asked_by(form: CompletionsFilter) -> Asked:
    """Of a form that is valid."""
    scope = scope_of(Permission.SEE_COMPLETIONS)
    units = {unit.slug: unit.id for unit in units_within(reading(), scope)}
    return Asked(
        scope=scope,
        on=today_here(),
        zone=settings().zone,
        course=form.course.data,
        unit_id=units.get(form.unit.data),
        since=form.since.data,
        until=form.until.data,
        state=State(form.state.data) if form.state.data else None,
        words=form.words.data,
        elsewhere=form.kind.data == "elsewhere",
    )


def asked_for_one() -> Asked:
    """Wherever the signed-in person may void."""
    return Asked(scope=scope_of(Permission.VOID_RECORDS), on=today_here(), zone=settings().zone)


def list_heading(total: int, form: CompletionsFilter) -> str:
    """12 completions since 1 January 2026."""
    language = str(get_locale() or "en")
    words: str = ngettext("%(count)s completion", "%(count)s completions", total, count=count(total))
    since, until = (day_in_words(day, language) if day else None for day in (form.since.data, form.until.data))
    if since and until:
        words = _("%(completions)s from %(since)s until %(until)s", completions=words, since=since, until=until)
    elif since:
        words = _("%(completions)s since %(since)s", completions=words, since=since)
    elif until:
        words = _("%(completions)s until %(until)s", completions=words, until=until)
    return words
