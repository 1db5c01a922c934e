"""The menu, by what a person may do."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from app.access.principals import Permission, Principal


def menu_for(principal: Principal | None) -> list[tuple[str, str, bool]]:
    """(address, words, whether the reader is there)."""
    entries: list[tuple[str, str]] = []
    if principal:
        entries += [
            ("learning.dashboard", _("Learning")),
            ("learning.record", _("My record")),
            ("learning.workbook", _("My workbook")),
        ]
    entries += [("learning.courses", _("Courses")), ("reading_room.room", _("Reading room"))]
    if principal and principal.may(Permission.SEE_CHECKS):
        entries += [("oversight.checks", _("Checks")), ("oversight.teams", _("Teams"))]
    if principal and principal.may(Permission.SEE_PEOPLE):
        entries += [("oversight.people", _("People"))]
    if principal and principal.may(Permission.SEE_COMPLETIONS):
        entries += [("oversight.completions", _("Completions"))]
    if principal and principal.may(Permission.SEE_REPORTS):
        entries += [("oversight.reports", _("Reports"))]
    if principal and principal.may(Permission.REMIND):
        entries += [("oversight.reminders", _("Reminders"))]
    if principal and principal.may(Permission.READ_AUDIT):
        entries += [("oversight.audit", _("Audit log"))]
    return [(url_for(endpoint), words, request.endpoint == endpoint) for endpoint, words in entries]
