"""The menu, by what a person may do."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from app.access.principals import Permission, Principal


def menu_for(principal: Principal | None) -> list[tuple[str, str, str]]:
    """(address, words, what the reader is told of where she is): `page`, on a page below it `true`, elsewhere nothing."""
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
        entries += [("oversight.people", _("People")), ("oversight.office", _("Office"))]
    shown = [(url_for(endpoint), words) for endpoint, words in entries]
    here = max((address for address, _words in shown if _is_within(address)), key=len, default=None)
    where = "page" if here == request.path else "true"
    return [(address, words, where if address == here else "") for address, words in shown]


def _is_within(address: str) -> bool:
    """Whether the reader is on this page, or on one below it."""
    return request.path == address or (address != "/" and request.path.startswith(f"{address}/"))
