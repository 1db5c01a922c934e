"""What staff read for the scopes of a token."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.access.principals import Scope

SCOPES: dict[str, LazyString] = {
    Scope.PEOPLE: _("How people stand"),
    Scope.COMPLETIONS: _("Completions"),
    Scope.CHECKS: _("Stored checks"),
    Scope.REPORTS: _("Reports"),
}


def scope_words(scope: str) -> str:
    return str(SCOPES.get(scope, scope))
