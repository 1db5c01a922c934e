"""What has changed in a course since it was first published."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.catalogue.queries import current_course, publications_of
from app.reading_room.views import bp
from app.web.guarding import open_to_all
from app.web.requests import reading


@bp.get("/courses/<course>/changes")
@open_to_all
def changes(course: str) -> ResponseReturnValue:
    live = current_course(reading(), course)
    return render_template("reading_room/changes.html", course=live, publications=publications_of(reading(), live.item_id))
