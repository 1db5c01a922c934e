"""The session of a browser: begun at sign-in and never carried over from before it.

Who has a second factor is half signed in after the first: a note in the session says whose proof is awaited, and until when.
It opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, redirect, session, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from app.accounts.loading import load_principal
from app.database.tables import new_code
from app.errors import NotFound, NotSignedIn
from app.factors.queries import has_factor
from app.web.guarding import SECOND_FACTOR_DONE, is_safe_target
from app.web.holding import find_held_form
from app.web.requests import now, reading, settings, today_here

HALF = "half"
HALF_SECONDS = 600
FRESH_SECONDS = 900
"""How long after a proof keys may be added or removed without another."""


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody whose first proof was right."""

    person_id: int
    generation: int
    through: str | None
    kept: str | None
    target: str | None


def begin_session(person_id: int, *, through: str | None = None, second_factor_done: bool = False) -> None:
    """Signs in, or half so where a second factor is awaited; `way_on` then leads there. `through`: the provider that recognised
    the person, if one did. `second_factor_done`: proved here, or by a provider that is trusted to have asked."""
    principal = load_principal(reading(), person_id, on=today_here())
    if principal is None:
        raise NotSignedIn
    session.clear()
    g.pop("csrf_token", None)
    at = int(now().timestamp())
    if needs_second_factor(person_id, done=second_factor_done):
        session[HALF] = {"person": person_id, "generation": principal.generation, "at": at, "through": through}
        return
    login_user(principal)
    session.permanent = True
    session[SECOND_FACTOR_DONE] = second_factor_done
    session["code"] = new_code()
    session["proved_at"] = at
    if through:
        session["signed_on"] = through
    extend()


def needs_second_factor(person_id: int, *, done: bool) -> bool:
    """Whether a second factor is still needed before this person is signed in. Of staff who have none, the guard takes care."""
    return not done and has_factor(reading(), person_id)


def half_signed_in() -> Half | None:
    """Who is half signed in with this browser, unless it has taken too long."""
    note = session.get(HALF)
    if not note or now().timestamp() - note["at"] > HALF_SECONDS:
        return None
    return Half(note["person"], note["generation"], note.get("through"), note.get("kept"), note.get("target"))


def extend() -> int:
    """Counts from now. Returns the end, in seconds since 1970."""
    session["seen"] = int(now().timestamp())
    return int(session["seen"]) + settings().session_minutes * 60


def is_fresh() -> bool:
    """Whether who sits here has proved it a moment ago."""
    return bool(now().timestamp() - session.get("proved_at", 0) <= FRESH_SECONDS)


def leave_to(target: str) -> Response:
    """What scripts kept in this browser for whoever was signed in goes too. Pages are in no cache, and the look chosen stays."""
    response = redirect(target)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def way_on(person_id: int, *, kept: str | None = None, target: str | None = None) -> str:
    """Where a sign-in leads: to the second proof where one is awaited, to the form that waits for this very person, else to where
    they were going."""
    if HALF in session:
        session[HALF] = {**session[HALF], "kept": kept, "target": target}
        return url_for("entry.prove")
    if kept:
        try:
            find_held_form(reading(), code=kept, person_id=person_id, at=now())
            return url_for("entry.held", code=kept)
        except NotFound:
            return url_for("learning.dashboard")
    if target and is_safe_target(target):
        return target
    return url_for("learning.dashboard")
