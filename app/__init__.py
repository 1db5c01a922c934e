"""Openward: research-security training, and proof of who has completed it. This file puts the house together.

`create_app` and `app.pages` are the only place where the parts meet: who hears what, who is asked at the door, which pages exist.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import configure_mappers

from app.announcements import HEARERS_OF
from app.commands import OF_FILES, OPENWARD
from app.database.days import ZONE
from app.database.sessions import Database
from app.errors import Failure, Misconfigured
from app.jobs.announcing import HEARERS
from app.mail.composing import Composer
from app.settings import Settings, load_settings
from app.web.places import APP, TEMPLATES

VERSION = "0.1.0"
PAGES = "app.pages"


def create_app(settings: Settings | None = None) -> Flask:
    """Starting changes nothing in the world: no migration, no publishing, no job."""
    app = create_workshop(settings)
    import_module(PAGES).open_pages(app)
    return app


def create_workshop(settings: Settings | None = None) -> Flask:
    """The application without its pages, which a process that only works would carry in vain."""
    settings = settings or load_settings()
    configure_mappers()
    app = Flask("app", root_path=str(APP), static_folder=None)
    app.config.update(_flask_settings(settings))
    app.extensions["openward.settings"] = settings
    app.extensions["openward.database"] = Database(settings.url, info={HEARERS: HEARERS_OF, ZONE: settings.zone})
    app.extensions["openward.composer"] = Composer(settings, TEMPLATES / "mail")
    app.cli = OPENWARD
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


def _reads_only_files(words: list[str]) -> bool:
    return tuple(words[:2]) in OF_FILES or (words[:1] == ["verify"] and any(Path(word).is_file() for word in words[1:]))


def _app_of_a_command() -> Flask:
    """Whoever writes lessons or verifies evidence may have no installation, and so no settings."""
    if sys.argv[1:2] == ["work"]:
        return create_workshop()
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
    except OperationalError as error:
        click.echo(f"The database cannot be reached: {error.orig}", err=True)
        sys.exit(3)
