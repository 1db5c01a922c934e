"""The roster: a file is sent, every change is shown, and a second press does it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.principals import Permission
from app.errors import Conflict, Invalid
from app.oversight.forms import blame
from app.oversight.people_forms import RosterForm
from app.oversight.rostering import apply_file, heading, show_file, take_file
from app.oversight.telling import tell
from app.oversight.views import bp
from app.roster.queries import recent_files
from app.roster.shapes import COLUMNS
from app.web.filters import count
from app.web.guarding import requires, takes_file
from app.web.requests import reading


@bp.get("/roster")
@requires(Permission.KEEP_ROSTER)
def roster() -> ResponseReturnValue:
    return render_template("oversight/roster.html", form=RosterForm(), columns=COLUMNS, files=recent_files(reading()))


@bp.post("/roster")
@requires(Permission.KEEP_ROSTER)
@takes_file
def send_roster() -> ResponseReturnValue:
    form = RosterForm()
    try:
        return redirect(url_for("oversight.roster_file", code=take_file(form)))
    except Invalid as error:
        blame(form, error)
    return render_template("oversight/roster.html", form=form, columns=COLUMNS, files=recent_files(reading())), 422


@bp.get("/roster/<code>")
@requires(Permission.KEEP_ROSTER)
def roster_file(code: str) -> ResponseReturnValue:
    shown = show_file(code)
    return render_template("oversight/roster_file.html", shown=shown, title=heading(shown.plan))


@bp.post("/roster/<code>")
@requires(Permission.KEEP_ROSTER)
def apply_roster_file(code: str) -> ResponseReturnValue:
    try:
        done = apply_file(code)
    except Conflict as error:
        tell(_("Not applied"), error.message, "soon")
        return redirect(url_for("oversight.roster"))
    except Invalid as error:
        tell(_("Not applied"), error.message, "soon")
        return redirect(url_for("oversight.roster_file", code=code))
    words = ngettext("%(count)s person changed", "%(count)s people changed", done, count=count(done))
    tell(words, _("That is on record. No letter went out; new people come in by an invitation or a new password."), "seal")
    return redirect(url_for("oversight.people"))
