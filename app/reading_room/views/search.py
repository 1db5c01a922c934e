"""Search over everything that is open to all, and the room from which one sets out."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.catalogue.library.searching import search as find
from app.catalogue.queries import current_library
from app.reading_room.views import bp
from app.web.guarding import open_to_all
from app.web.requests import reading


@bp.get("/reading-room")
@open_to_all
def room() -> ResponseReturnValue:
    return render_template("reading_room/room.html", library=current_library(reading()))


@bp.get("/search")
@open_to_all
def search() -> ResponseReturnValue:
    found = find(reading(), request.args.get("q", ""), terms=current_library(reading()).terms)
    return render_template("reading_room/search.html", found=found)
