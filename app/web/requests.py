"""One request, one read-only session, and at most one writing transaction at a time.

A request starts read-only, enforced by the database. A view that writes opens `transaction()` around its one call; what was typed
before a session ended (`web.holding`) is marked as used inside that same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.database.sessions import Database
from app.languages import local_day
from app.mail.composing import Composer
from app.settings import Settings
from app.sign_on.providers import Providers
from app.web.holding import use_held_form


def settings() -> Settings:
    return cast(Settings, current_app.extensions["openward.settings"])


def database() -> Database:
    return cast(Database, current_app.extensions["openward.database"])


def providers() -> Providers:
    """Those of sign-on that this installation knows."""
    return cast(Providers, current_app.extensions["openward.sign_on"])


def composer() -> Composer:
    return cast(Composer, current_app.extensions["openward.composer"])


def now() -> dt.datetime:
    """The instant of this request: the same for everything it does."""
    if "now" not in g:
        g.now = clock.now()
    return cast(dt.datetime, g.now)


def today_here() -> dt.date:
    """The institution's day of this request."""
    return local_day(now(), settings().zone)


def reading() -> Session:
    """The request's session for reading."""
    if "reader" not in g:
        g.reader = database().open_reader()
    return cast(Session, g.reader)


def stop_reading() -> None:
    reader: Session | None = g.pop("reader", None)
    if reader is not None:
        with suppress(SQLAlchemyError):
            reader.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """Ends the reading first, so that what follows sees what was written."""
    stop_reading()
    with database().transaction() as session:
        held = g.pop("held", None)
        if held:
            use_held_form(session, code=held[0], person_id=held[1], at=now())
        yield session


def init_requests(app: Flask) -> None:
    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        stop_reading()
