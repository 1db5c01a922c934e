"""The session of a browser: begun at sign-in and never carried over from before it."""

from __future__ import annotations

from flask import session, url_for
from flask_login import login_user

from app.accounts.loading import load_principal
from app.errors import NotFound, NotSignedIn
from app.web.guarding import is_safe_target
from app.web.holding import find_held_form
from app.web.requests import now, reading, settings


def begin_session(person_id: int, *, through: str | None = None) -> None:
    """`through`: the provider that recognised the person, so that signing out can be offered there too."""
    principal = load_principal(reading(), person_id, now())
    if principal is None:
        raise NotSignedIn
    session.clear()
    login_user(principal)
    session.permanent = True
    if through:
        session["signed_on"] = through
    extend()


def extend() -> int:
    """Counts from now. Returns the end, in seconds since 1970."""
    session["seen"] = int(now().timestamp())
    return int(session["seen"]) + settings().session_minutes * 60


def way_on(person_id: int, *, kept: str | None = None, target: str | None = None) -> str:
    """Where a sign-in leads: to the form that waits for this very person, else to where they were going."""
    if kept:
        try:
            find_held_form(reading(), code=kept, person_id=person_id, at=now())
            return url_for("entry.held", code=kept)
        except NotFound:
            return url_for("learning.dashboard")
    if target and is_safe_target(target):
        return target
    return url_for("learning.dashboard")
