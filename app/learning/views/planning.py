"""Planning a collaboration: questions, and what the answers suggest. Nothing is kept unless its owner says so."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _

from app.languages import paper_size
from app.learning.attesting import issuer_from
from app.learning.plan_paper import ForWhom, plan_data
from app.learning.planning import Sent, Sheet, open_draft, open_sheet, read_sheet, weigh_draft
from app.learning.views import bp
from app.web.filters import reader_locale
from app.web.guarding import open_to_all, principal, signed_in
from app.web.press import print_document
from app.web.requests import now, reading, settings, transaction
from app.workbook import planning
from app.workbook.deleting import forget_plan as forget
from app.workbook.queries import plans_of


@bp.get("/plan")
@open_to_all
def plan() -> ResponseReturnValue:
    return render_template("learning/plan.html", draft=open_draft(reading(), {}))


@bp.post("/plan")
@open_to_all
def weigh_plan() -> ResponseReturnValue:
    """The outcome is made of what was sent and kept nowhere. With `change`, the questions again."""
    is_changing = "change" in request.form
    draft = open_draft(reading(), _sent(), is_checked=not is_changing)
    if is_changing or draft.complaints:
        return render_template("learning/plan.html", draft=draft), 422 if draft.complaints else 200
    return render_template("learning/plan_outcome.html", sheet=weigh_draft(reading(), draft))


@bp.post("/plan.pdf")
@open_to_all
def print_plan() -> ResponseReturnValue:
    return _print(read_sheet(reading(), _sent()))


@bp.post("/plan/keep")
@signed_in
def keep_plan() -> ResponseReturnValue:
    sheet = read_sheet(reading(), _sent())
    with transaction() as session:
        planning.keep_plan(session, sheet.plan, person_id=principal().id, at=now())
    flash(_("Kept, for you alone."), "good")
    return redirect(url_for("learning.kept_plan", code=sheet.plan.code))


@bp.get("/plans")
@signed_in
def plans() -> ResponseReturnValue:
    return render_template("learning/plans.html", plans=plans_of(reading(), principal().id))


@bp.get("/plans/<code>")
@signed_in
def kept_plan(code: str) -> ResponseReturnValue:
    return render_template("learning/plan_outcome.html", sheet=open_sheet(reading(), person_id=principal().id, code=code))


@bp.get("/plans/<code>.pdf")
@signed_in
def kept_plan_pdf(code: str) -> ResponseReturnValue:
    return _print(open_sheet(reading(), person_id=principal().id, code=code))


@bp.post("/plans/<code>/delete")
@signed_in
def forget_plan(code: str) -> ResponseReturnValue:
    with transaction() as session:
        forget(session, person_id=principal().id, code=code)
    flash(_("Deleted. Nothing of it is left."), "good")
    return redirect(url_for("learning.plans"))


def _sent() -> Sent:
    return request.form.to_dict(flat=False)


def _print(sheet: Sheet) -> Response:
    language, zone = str(reader_locale()).replace("_", "-"), str(get_timezone())
    reader = ForWhom(language, zone, paper_size(language, zone))
    response = make_response(print_document("plan", plan_data(sheet, reader, issuer_from(settings()), at=now())))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'attachment; filename="plan.pdf"'
    return response
