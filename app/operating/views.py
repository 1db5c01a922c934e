"""What a watching program asks: is the process alive, and can it do its work."""

from __future__ import annotations

import secrets
from importlib import import_module

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from app.errors import NotFound
from app.operating.reporting import report_status
from app.operating.revisions import present_revision, wanted_revision
from app.web.guarding import open_to_all
from app.web.requests import database, now, reading, settings

bp = Blueprint("operating", __name__)
WANTED = wanted_revision()
METERING = "app.operating.metering"
"""Loaded where it is asked for: the worker and the commands do not carry it."""


@bp.get("/health")
@open_to_all
def health() -> Response:
    return _say("alive")


@bp.get("/ready")
@open_to_all
def ready() -> Response:
    try:
        present = present_revision(reading())
    except SQLAlchemyError:
        return _say("the database does not answer", 503)
    return _say("ready") if present == WANTED else _say("the database is not migrated", 503)


@bp.get("/metrics")
@open_to_all
def metrics() -> Response:
    """For this machine itself, or for whoever has the token. Others are told that there is no such page."""
    if not _may_read_metrics():
        raise NotFound
    metering = import_module(METERING)
    try:
        with database().snapshot() as session:
            status = report_status(session, settings(), at=now())
    except SQLAlchemyError:
        status = None
    content = metering.expose(status, at=now())
    return Response(content, content_type=metering.CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _may_read_metrics() -> bool:
    token, given = settings().metrics_token, request.headers.get("Authorization", "")
    if token and secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    was_passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in ("127.0.0.1", "::1") and not was_passed_on


def _say(words: str, status: int = 200) -> Response:
    return Response(f"{words}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
