"""What a watching program asks: is the process alive, and can it do its work."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from app.operating.revisions import present_revision, wanted_revision
from app.web.guarding import open_to_all
from app.web.requests import reading

bp = Blueprint("operating", __name__)
WANTED = wanted_revision()


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


def _say(words: str, status: int = 200) -> Response:
    return Response(f"{words}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
