"""All that a request meets: who is asked at the door, how answers leave, which pages there are. A worker has none of it."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, session
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts.loading import load_principal
from app.demo.views import bp as demo_pages
from app.entry.views import bp as entry_pages
from app.interop.admitting import admit_bearer
from app.interop.answering import api
from app.interop.views import bp as interop_pages
from app.learning.views import bp as learning_pages
from app.menu import menu_for
from app.operating.views import bp as operating_pages
from app.oversight.views import bp as oversight_pages
from app.reading_room.views import bp as reading_room_pages
from app.settings import Settings
from app.sign_on.providers import load_providers
from app.web.assets import Assets
from app.web.compression import compress
from app.web.failing import init_failing
from app.web.guarding import init_guard
from app.web.headers import init_headers
from app.web.languages import init_languages
from app.web.looks import chosen_look
from app.web.places import STATIC
from app.web.redirecting import init_redirecting
from app.web.requests import init_requests, today_here
from app.web.sessions import init_sessions
from app.web.templating import dress
from app.web.watching import init_watching


def open_pages(app: Flask) -> None:
    settings = cast(Settings, app.extensions["openward.settings"])
    app.extensions["openward.sign_on"] = load_providers(settings)
    assets = Assets(STATIC, settings.data / "static")
    dress(app, assets)
    app.wsgi_app = assets.wrap(app.wsgi_app)  # type: ignore[method-assign,assignment]
    init_sessions(app)
    init_watching(app)
    init_headers(app)
    init_requests(app)
    init_languages(app)
    init_guard(app, load_principal, admit_bearer)
    init_failing(app)
    init_redirecting(app)
    compress(app)
    for pages in (entry_pages, learning_pages, reading_room_pages, oversight_pages, interop_pages, api, operating_pages):
        app.register_blueprint(pages)
    if settings.demo:
        app.register_blueprint(demo_pages)
    app.context_processor(lambda: _frame(settings))
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign,assignment]


def _frame(settings: Settings) -> dict[str, Any]:
    """What the frame around every page needs."""
    principal = current_user if current_user.is_authenticated else None
    ends = session.get("seen", 0) + settings.session_minutes * 60 if principal else None
    return {
        "principal": principal,
        "institution": settings.institution,
        "demo": settings.demo,
        "mail_is_missing": not settings.smtp_host and not settings.demo,
        "session_ends": ends,
        "look": chosen_look(),
        "menu": menu_for(principal),
        "today": today_here(),
    }
