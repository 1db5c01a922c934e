"""Reports: how many are covered, who they are, and the same as files."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.oversight.report_files import COLUMNS, send_people, send_rows
from app.oversight.report_paging import page_shown
from app.oversight.report_wording import SUMMARY_HEAD, facts_of, heading, summary_cells
from app.oversight.reporting import answer_report, asked_by, may_see_people, people_asked, people_form, report_form, row_address
from app.oversight.views import bp
from app.oversight.witnessing import see_list
from app.privacy.shapes import Listed
from app.web.guarding import requires
from app.web.requests import database, reading, stop_reading


@bp.get("/reports")
@requires(Permission.SEE_REPORTS)
def reports() -> ResponseReturnValue:
    form = report_form()
    asked = asked_by(form)
    if asked is None:
        return render_template("oversight/reports.html", form=form, report=None, title=_("Reports")), 422
    report = answer_report(reading(), asked)
    shown = {"report": report, "asked": asked, "title": heading(asked, report), "may_see_people": may_see_people()}
    return render_template("oversight/reports.html", form=form, row_address=row_address, **shown)


@bp.get("/reports.<any(csv,json,xlsx):format>")
@requires(Permission.SEE_REPORTS)
def reports_file(format: str) -> ResponseReturnValue:
    form = report_form()
    asked = asked_by(form)
    if asked is None:
        return redirect(f"{url_for('oversight.reports')}?{request.query_string.decode()}")
    rows = summary_cells(answer_report(reading(), asked))
    name = f"coverage-by-{asked.by}-{asked.asof.on.isoformat()}"
    return send_rows(SUMMARY_HEAD, rows, format, name, facts_of(asked))


@bp.get("/reports/people")
@requires(Permission.SEE_REPORTS)
def reported_people() -> ResponseReturnValue:
    form = people_form() if may_see_people() else abort(403)
    asked = asked_by(form)
    if asked is None:
        return render_template("oversight/reported_people.html", form=form, found=None, title=_("People in this report")), 422
    see_list(Listed.REPORT, Permission.SEE_REPORTS, unit_id=asked.unit.id if asked.unit else None)
    shown = page_shown(asked, form.state.data, page=request.args.get("page", 1, type=int))
    return render_template("oversight/reported_people.html", form=form, asked=asked, columns=COLUMNS, **shown)


@bp.get("/reports/people.<any(csv,json,xlsx):format>")
@requires(Permission.SEE_REPORTS)
def reported_people_file(format: str) -> ResponseReturnValue:
    form = people_form() if may_see_people() else abort(403)
    asked = asked_by(form)
    if asked is None:
        return redirect(f"{url_for('oversight.reported_people')}?{request.query_string.decode()}")
    see_list(Listed.REPORT_FILE, Permission.SEE_REPORTS, unit_id=asked.unit.id if asked.unit else None)
    stop_reading()
    answer: Response = send_people(database(), people_asked(asked, form.state.data), format, facts_of(asked))
    return answer
