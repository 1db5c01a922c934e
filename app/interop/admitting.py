"""Who reads: the token that a request shows, how often it may, and how far it reaches."""

from __future__ import annotations

from typing import cast

from flask import g, request

from app.access.principals import Bearer, Scope
from app.access.throttling import Limit, count_try
from app.errors import NotSignedIn
from app.tokens.admitting import admit, note_use
from app.tokens.queries import find_token
from app.web.requests import database, now, reading, stop_reading, today_here

A_MINUTE = Limit("api by token", 600, 60)


def admit_bearer(scope: Scope) -> None:
    """Raises `NotSignedIn`, `NotAllowed` or `Throttled`."""
    kind, _space, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not shown.strip():
        raise NotSignedIn("Send a token with the request, as in: Authorization: Bearer owt_…")
    token, today = find_token(reading(), shown.strip()), today_here()
    found = admit(reading(), token, scope, today=today)
    stop_reading()
    with database().transaction() as session:
        count_try(session, A_MINUTE, str(found.token_id), at=now())
        note_use(session, found.token_id, at=now())
    g.bearer = found


def bearer() -> Bearer:
    """Who was let in with this request."""
    return cast(Bearer, g.bearer)
