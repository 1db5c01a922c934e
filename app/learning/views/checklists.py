"""Checklists used for a project: kept for one person, printed, deleted."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import Invalid
from app.learning.checklists import OpenProject, find_offer, open_shelf, read_filled_in, read_review
from app.learning.checklists import open_project as open_one
from app.learning.views import bp
from app.web.guarding import principal, signed_in
from app.web.requests import now, reading, today_here, transaction
from app.workbook import applying
from app.workbook.deleting import forget_project as forget
from app.workbook.keeping import Place

PROJECT = "/checklists/<code>"


@bp.get("/checklists")
@signed_in
def checklists() -> ResponseReturnValue:
    return _show_shelf(request.args.get("list", ""))


@bp.post("/checklists")
@signed_in
def begin_project() -> ResponseReturnValue:
    sent = request.form
    try:
        offer = find_offer(reading(), sent.get("list", ""))
        review_on = read_review(sent.get("review_on", ""), today=today_here())
        place = Place(principal().id, offer.page.page_id)
        with transaction() as session:
            code = applying.begin_project(
                session, place, checklist=offer.checklist, name=sent.get("name", ""), review_on=review_on, at=now()
            )
    except Invalid as error:
        return _show_shelf(sent.get("list", "").rpartition("/")[2], error), 422
    return redirect(url_for("learning.project", code=code))


@bp.get(PROJECT)
@signed_in
def project(code: str) -> ResponseReturnValue:
    return _show_project(_find(code))


@bp.post(PROJECT)
@signed_in
def keep_project(code: str) -> ResponseReturnValue:
    sent, opened = request.form, _find(code)
    try:
        filled = read_filled_in(opened, sent, sent.getlist("item"))
        mine, checklist = principal().id, opened.checklist
        with transaction() as session:
            applying.keep_project(session, opened.project, filled, person_id=mine, checklist=checklist, at=now())
    except Invalid as error:
        return _show_project(opened, error), 422
    flash(_("Kept, for you alone."), "good")
    return redirect(url_for("learning.project", code=code))


@bp.post(f"{PROJECT}/delete")
@signed_in
def forget_project(code: str) -> ResponseReturnValue:
    with transaction() as session:
        forget(session, person_id=principal().id, code=code)
    flash(_("Deleted. Nothing of it is left."), "good")
    return redirect(url_for("learning.checklists"))


def _find(code: str) -> OpenProject:
    return open_one(reading(), person_id=principal().id, code=code, today=today_here())


def _show_shelf(wanted: str, error: Invalid | None = None) -> str:
    shelf = open_shelf(reading(), person_id=principal().id, today=today_here(), wanted=wanted)
    return render_template("learning/checklists.html", shelf=shelf, error=error, typed=request.form)


def _show_project(opened: OpenProject, error: Invalid | None = None) -> str:
    """After a complaint with what was typed."""
    return render_template("learning/project.html", opened=opened, error=error, typed=request.form)
