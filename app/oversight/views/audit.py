"""The audit log."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.audit.queries import known_actions
from app.oversight.acts import page_of_acts, reach_of_seal
from app.oversight.forms import AuditFilter
from app.oversight.reaching import scope_of
from app.oversight.views import bp
from app.oversight.wording import action_words
from app.web.guarding import requires
from app.web.requests import reading, today_here


@bp.get("/audit")
@requires(Permission.READ_AUDIT)
def audit() -> ResponseReturnValue:
    form = AuditFilter(request.args, [(action, action_words(action)) for action in known_actions(reading())])
    reach = reach_of_seal(reading())
    if not form.validate():
        return render_template("oversight/audit.html", form=form, found=None, reach=reach, title=_("Audit log")), 422
    scope, page = scope_of(Permission.READ_AUDIT), request.args.get("page", 1, type=int)
    found = page_of_acts(reading(), scope=scope, on=today_here(), action=form.action.data, words=form.words.data, page=page)
    return render_template("oversight/audit.html", form=form, found=found, reach=reach)
