"""The way to everything an office does."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.access.principals import Permission
from app.oversight.office import rooms_for_reader
from app.oversight.views import bp
from app.web.guarding import requires


@bp.get("/office")
@requires(Permission.SEE_PEOPLE)
def office() -> ResponseReturnValue:
    return render_template("oversight/office.html", rooms=rooms_for_reader())
