"""What a learner keeps for herself: answers in place, and her workbook."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessment.questions import parse
from app.catalogue.live import LivePage
from app.catalogue.queries import current_registers, page_id_of
from app.catalogue.shapes import Part
from app.catalogue.walking import find_check, find_checklist, find_clauses, find_scenario, find_sort
from app.errors import Invalid
from app.learning.keeping import open_workbook
from app.learning.lessons import open_lesson, place_page
from app.learning.showing import show_part
from app.learning.views import bp
from app.learning.views.pages import PAGE
from app.web.guarding import principal, signed_in
from app.web.languages import said
from app.web.requests import now, reading, transaction
from app.workbook.deleting import forget_all, forget_kept
from app.workbook.keeping import Place, answer_check, keep_note, put_in_place, question_clauses, step_back, take_way, tick
from app.workbook.marking import parse_clauses, parse_sort
from app.workbook.queries import plans_of, projects_of
from app.workbook.shapes import Kind


@bp.post(f"{PAGE}/checks/<block>")
@signed_in
def keep_check(course: str, module: str, page: str, block: str) -> ResponseReturnValue:
    here = _find(course, module, page)
    part = find_check(here.content, block)
    try:
        given = parse(part.question, request.form)
    except Invalid as error:
        return _complain(error, course, here, f"check-{block}")
    with transaction() as session:
        if "again" in request.form:
            forget_kept(session, person_id=principal().id, page_id=here.page_id, kind=Kind.CHECK, block=block)
        else:
            answer_check(session, _place(here), question=part.question, given=given, at=now())
    return _answer(course, here, part, f"check-{block}")


@bp.post(f"{PAGE}/scenarios/<block>")
@signed_in
def keep_scenario(course: str, module: str, page: str, block: str) -> ResponseReturnValue:
    here = _find(course, module, page)
    part, sent = find_scenario(here.content, block), request.form
    step = sent.get("step", "")
    with transaction() as session:
        if "again" in sent:
            forget_kept(session, person_id=principal().id, page_id=here.page_id, kind=Kind.SCENARIO, block=block)
        elif "back" in sent:
            step_back(session, _place(here), scenario=part, step=step, at=now())
        else:
            take_way(session, _place(here), scenario=part, step=step, way=sent.get("way", ""), at=now())
    return _answer(course, here, part, f"scenario-{block}")


@bp.post(f"{PAGE}/checklists/<block>")
@signed_in
def keep_checklist(course: str, module: str, page: str, block: str) -> ResponseReturnValue:
    here = _find(course, module, page)
    part = find_checklist(here.content, block)
    with transaction() as session:
        tick(session, _place(here), checklist=part, ticked=request.form.getlist("item"), at=now())
    return _answer(course, here, part, f"checklist-{block}")


@bp.post(f"{PAGE}/sorts/<block>")
@signed_in
def keep_sort(course: str, module: str, page: str, block: str) -> ResponseReturnValue:
    here = _find(course, module, page)
    part = find_sort(here.content, block)
    try:
        given = parse_sort(part, request.form)
    except Invalid as error:
        return _complain(error, course, here, f"sort-{block}")
    with transaction() as session:
        if "again" in request.form:
            forget_kept(session, person_id=principal().id, page_id=here.page_id, kind=Kind.SORT, block=block)
        else:
            put_in_place(session, _place(here), sort=part, given=given, at=now())
    return _answer(course, here, part, f"sort-{block}")


@bp.post(f"{PAGE}/clauses/<block>")
@signed_in
def keep_clauses(course: str, module: str, page: str, block: str) -> ResponseReturnValue:
    here = _find(course, module, page)
    part, is_anew = find_clauses(here.content, block), "again" in request.form
    try:
        questioned = [] if is_anew else parse_clauses(part, request.form)
    except Invalid as error:
        return _complain(error, course, here, f"clauses-{block}")
    with transaction() as session:
        if is_anew:
            forget_kept(session, person_id=principal().id, page_id=here.page_id, kind=Kind.CLAUSES, block=block)
        else:
            question_clauses(session, _place(here), clauses=part, questioned=questioned, at=now())
    return _answer(course, here, part, f"clauses-{block}")


@bp.post(f"{PAGE}/note")
@signed_in
def keep_own_note(course: str, module: str, page: str) -> ResponseReturnValue:
    here = _find(course, module, page)
    with transaction() as session:
        keep_note(session, _place(here), text=request.form.get("note", ""), at=now())
    return redirect(_address(course, here, "note"))


@bp.get("/workbook")
@signed_in
def workbook() -> ResponseReturnValue:
    mine, session = principal().id, reading()
    has_more, has_plan = bool(plans_of(session, mine) or projects_of(session, mine)), current_registers(session).plan is not None
    pages = open_workbook(session, mine)
    return render_template("learning/workbook.html", pages=pages, has_more=has_more, has_plan=has_plan)


@bp.post("/workbook/delete")
@signed_in
def forget_one() -> ResponseReturnValue:
    sent = request.form
    page_id = page_id_of(reading(), sent.get("module", ""), sent.get("page", ""))
    with transaction() as session:
        forget_kept(session, person_id=principal().id, page_id=page_id, kind=sent.get("kind", ""), block=sent.get("block", ""))
    flash(_("Deleted. Nothing of it is left."), "good")
    return redirect(url_for("learning.workbook"))


@bp.post("/workbook/delete-all")
@signed_in
def forget_everything() -> ResponseReturnValue:
    with transaction() as session:
        forget_all(session, person_id=principal().id)
    flash(_("Your workbook is empty. Nothing of it is left."), "good")
    return redirect(url_for("learning.workbook"))


def _find(course: str, module: str, page: str) -> LivePage:
    return place_page(reading(), course=course, module=module, page=page)[2]


def _place(page: LivePage) -> Place:
    return Place(principal().id, page.page_id)


def _answer(course: str, page: LivePage, part: Part, anchor: str) -> ResponseReturnValue:
    """The part alone for a script that asks for it, else the page at the part."""
    if not request.headers.get("X-Part"):
        return redirect(_address(course, page, anchor))
    lesson = open_lesson(reading(), person_id=principal().id, **_values(course, page))
    return show_part(lesson, part)


def _complain(error: Invalid, course: str, page: LivePage, anchor: str) -> ResponseReturnValue:
    if request.headers.get("X-Part"):
        raise error
    flash(said(error), "bad")
    return redirect(_address(course, page, anchor))


def _values(course: str, page: LivePage) -> dict[str, Any]:
    return {"course": course, "module": page.module, "page": page.slug}


def _address(course: str, page: LivePage, anchor: str) -> str:
    return url_for("learning.page", _anchor=anchor, **_values(course, page))
