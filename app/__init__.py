"""Openward: research-security training, and proof of who has completed it. This file puts the house together.

`create_app` holds the only place where the parts meet: who is asked at the door, who hears what, which pages and commands exist.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask, session
from flask.cli import ScriptInfo
from flask_login import current_user
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from app.accounts.loading import load_principal
from app.announcements import HEARERS_OF
from app.commands import COMMANDS, OF_FILES, OPENWARD
from app.database.days import ZONE
from app.database.sessions import Database
from app.demo.views import bp as demo_pages
from app.entry.views import bp as entry_pages
from app.errors import Failure, Misconfigured
from app.interop.admitting import admit_bearer
from app.interop.answering import api
from app.interop.views import bp as interop_pages
from app.jobs.announcing import HEARERS
from app.learning.views import bp as learning_pages
from app.mail.composing import Composer
from app.menu import menu_for
from app.operating.views import bp as operating_pages
from app.oversight.views import bp as oversight_pages
from app.reading_room.views import bp as reading_room_pages
from app.settings import Settings, load_settings
from app.sign_on.providers import load_providers
from app.web.assets import Assets
from app.web.compression import compress
from app.web.failing import init_failing
from app.web.guarding import init_guard
from app.web.headers import init_headers
from app.web.languages import init_languages
from app.web.looks import chosen_look
from app.web.places import APP, STATIC, TEMPLATES
from app.web.redirecting import init_redirecting
from app.web.requests import init_requests, today_here
from app.web.sessions import init_sessions
from app.web.templating import dress
from app.web.watching import init_watching

VERSION = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """Starting changes nothing in the world: no migration, no publishing, no job."""
    settings = settings or load_settings()
    configure_mappers()
    app = Flask("app", root_path=str(APP), static_folder=None)
    app.config.update(_flask_settings(settings))
    app.extensions["openward.settings"] = settings
    app.extensions["openward.database"] = Database(settings.url, info={HEARERS: HEARERS_OF, ZONE: settings.zone})
    app.extensions["openward.sign_on"] = load_providers(settings)
    app.extensions["openward.composer"] = Composer(settings, TEMPLATES / "mail")
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
    for command in COMMANDS:
        app.cli.add_command(command)
    app.context_processor(lambda: _frame(settings))
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign,assignment]
    return app


def _flask_settings(settings: Settings) -> dict[str, Any]:
    host = urlsplit(settings.base_address).hostname or ""
    return {
        "PREFERRED_URL_SCHEME": "https" if settings.is_secure else "http",
        "SECRET_KEY": settings.key("secret"),
        "SECRET_KEY_FALLBACKS": list(settings.former_secret_keys),
        "SESSION_COOKIE_NAME": "__Host-openward" if settings.is_secure else "openward",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
        "TRUSTED_HOSTS": [host, "127.0.0.1", "localhost"],
        "MAX_CONTENT_LENGTH": settings.request_limit_bytes,
        "MAX_FORM_MEMORY_SIZE": settings.request_limit_bytes,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
    }


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


def _reads_only_files(words: list[str]) -> bool:
    return tuple(words[:2]) in OF_FILES or (words[:1] == ["verify"] and any(Path(word).is_file() for word in words[1:]))


def _app_of_a_command() -> Flask:
    """Whoever writes lessons or verifies evidence may have no installation, and so no settings."""
    try:
        return create_app()
    except Misconfigured:
        if not _reads_only_files(sys.argv[1:]):
            raise
        return create_app(load_settings(demo=True))


def main() -> None:
    """The console command. Help and a complaint about wrong use need no settings."""
    try:
        OPENWARD.main(prog_name="openward", obj=ScriptInfo(create_app=_app_of_a_command))
    except Failure as error:
        click.echo(error.message, err=True)
        sys.exit(4 if isinstance(error, Misconfigured) else 1)
