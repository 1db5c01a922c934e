"""The guard at the door: every view says who may enter, and one that does not say so is refused.

In this order: who is it; may they enter; was the form made here (CSRF). A form of somebody whose session has just ended is held
(`web.holding`) before anything is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from app.access.principals import Permission, Principal, Scope
from app.errors import Failure, NotAllowed, NotFound, NotSignedIn
from app.web.holding import hold_form
from app.web.requests import database, now, reading, settings, today_here

View = TypeVar("View", bound=Callable[..., Any])
Loader = Callable[[Any, int, dt.date, str], Principal | None]
"""(session, person id, now) -> the person who signs in with it, or None."""
Admission = Callable[[Scope], None]
"""Lets in whoever shows a token for it with this request, or raises."""

SECOND_FACTOR_DONE = "second_factor_done"
"""In the session of whoever proved more than a password. Staff pages ask for it where the settings say so."""

LONGEST_SESSION = 24 * 3600
"""Seconds after which a session ends however busy it was."""

csrf = CSRFProtect()


class Logins(LoginManager):
    def _session_protection_failed(self) -> bool:
        """It is off: people change networks. To find that out, it would take a digest of address and browser first."""
        return False


logins = Logins()


def open_to_all(view: View) -> View:
    """Anybody may enter, signed in or not."""
    view.__dict__["entrance"] = "all"
    return view


def signed_in(view: View) -> View:
    """Everybody who is signed in may enter; the view shows them what is theirs."""
    view.__dict__["entrance"] = "signed in"
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only who holds `permission` somewhere; the view asks `principal().units_for` where."""

    def mark(view: View) -> View:
        view.__dict__["entrance"] = permission
        return view

    return mark


def from_elsewhere(view: View) -> View:
    """Its form is made on another site: what it carries must prove itself, since our token is not in it."""
    view.__dict__["made_elsewhere"] = True
    return view


def takes_file(view: View) -> View:
    """A request to it may be as large as files are."""
    view.__dict__["takes_file"] = True
    return view


def by_token(scope: Scope) -> Callable[[View], View]:
    """Only another program, with a token that opens `scope`. Cookies are not looked at."""

    def mark(view: View) -> View:
        view.__dict__["entrance"] = scope
        return view

    return mark


def principal() -> Principal:
    """The signed-in person. Raises `NotSignedIn`."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    return current_user._get_current_object()  # type: ignore[no-any-return]


def reader() -> Principal | None:
    """Whoever reads a page that is open to all."""
    person = current_user._get_current_object()
    return person if isinstance(person, Principal) else None


def session_ends() -> int:
    """The second, since 1970, at which the session of the signed-in person ends unless another request comes."""
    return int(session.get("seen", 0)) + settings().session_minutes * 60


def form_token() -> str:
    """What the forms of this session carry. It has no time limit, so one that was signed before serves as well."""
    if "csrf_token" not in g:
        secret = session.get("csrf_token")
        g.csrf_token = _token_of(current_app.secret_key, secret) if secret else generate_csrf()
    return str(g.csrf_token)


@lru_cache(4096)
def _token_of(_key: str, _secret: str) -> str:
    return str(generate_csrf())


def is_safe_target(target: str | None) -> bool:
    """An address on this site, and nothing a browser would read as another site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and "\\" not in target and not any(ord(char) < 32 for char in target)


def admit_nobody(_scope: Scope) -> None:
    raise NotSignedIn


def init_guard(app: Flask, load: Loader, admit: Admission = admit_nobody) -> None:
    app.extensions["openward.admission"] = admit
    logins.init_app(app)
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = form_token

    @logins.user_loader
    def load_principal(key: str) -> Principal | None:
        person_id, _colon, generation = key.partition(":")
        seen = session.get("seen", 0)
        began = session.setdefault("began", seen)
        if now().timestamp() - seen > settings().session_minutes * 60 or now().timestamp() - began > LONGEST_SESSION:
            g.former = int(person_id)
            return None
        found = load(reading(), int(person_id), today_here(), session.get("code", ""))
        if found is None or str(found.generation) != generation:
            g.former = int(person_id)
            return None
        if now().timestamp() - seen > 60:
            session["seen"] = int(now().timestamp())
        return found

    app.before_request(_stop_at_the_door)


def _stop_at_the_door() -> BaseResponse | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    if "\0" in request.path:
        raise NotFound
    says = current_app.view_functions[request.endpoint].__dict__
    if says.get("takes_file"):
        request.max_content_length = settings().file_limit_bytes
    entrance = says.get("entrance")
    if entrance is None:
        raise Failure(f"{request.endpoint} does not say who may enter")
    if isinstance(entrance, Scope):
        current_app.extensions["openward.admission"](entrance)
        return None
    writes = request.method not in ("GET", "HEAD", "OPTIONS")
    if entrance != "all" and not current_user.is_authenticated:
        return _to_sign_in(writes)
    if writes and "made_elsewhere" not in says:
        csrf.protect()
        if "held" in request.form and current_user.is_authenticated:
            g.held = (request.form["held"], current_user.id)
    if isinstance(entrance, Permission) and not current_user.may(entrance):
        raise NotAllowed(_("This page is for staff whose role allows it. Ask your administrator if you need it."))
    if isinstance(entrance, Permission) and settings().asks_staff_for_second_factor and not session.get(SECOND_FACTOR_DONE):
        return redirect(url_for("entry.prove", next=None if writes else request.full_path.rstrip("?")))
    return None


def _to_sign_in(writes: bool) -> BaseResponse:
    if request.headers.get("X-Part"):
        return Response(_("You are no longer signed in. Load the page again; what you typed stays."), 401)
    if not writes:
        return redirect(url_for("entry.sign_in", next=request.full_path.rstrip("?")))
    former = g.get("former")
    if former is None or any("password" in name for name in request.form):
        flash(_("You are not signed in. Sign in, then send it once more."), "soon")
        return redirect(url_for("entry.sign_in"))
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "held")]
    with database().transaction() as writing:
        code = hold_form(writing, person_id=former, path=request.full_path.rstrip("?"), fields=fields, at=now())
    return redirect(url_for("entry.sign_in", held=code))
