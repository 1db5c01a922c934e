"""Assignments: what is owed, the rules that stand, and assigning to many."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.catalogue.queries import current_courses
from app.errors import Conflict, Invalid
from app.oversight.duties import find_rule, page_of_owed, standing_rules
from app.oversight.forms import blame
from app.oversight.obliging import carry_out, duty_form, look
from app.oversight.reaching import scope_of
from app.oversight.telling import tell
from app.oversight.views import bp
from app.oversight.witnessing import see_list
from app.privacy.shapes import Listed
from app.records.obliging import end_rule
from app.requirements.reading import shipped_rules
from app.web.guarding import principal, requires
from app.web.requests import now, reading, today_here, transaction


@bp.get("/assignments")
@requires(Permission.ASSIGN)
def assignments() -> ResponseReturnValue:
    see_list(Listed.OWED, Permission.ASSIGN)
    scope, session = scope_of(Permission.ASSIGN), reading()
    found = page_of_owed(session, scope=scope, on=today_here(), page=request.args.get("page", 1, type=int))
    titles = {course.item_id: course.content.title for course in current_courses(session)}
    sponsors = {rule.sponsor_slug: rule.sponsor for rule in shipped_rules()}
    shown = {"rules": standing_rules(session, scope=scope), "titles": titles, "sponsors": sponsors, "day": today_here()}
    return render_template("oversight/assignments.html", found=found, **shown)


@bp.get("/assignments/new")
@requires(Permission.ASSIGN)
def assign_many() -> ResponseReturnValue:
    return render_template("oversight/assign_many.html", form=duty_form(), shown=None)


@bp.post("/assignments/new")
@requires(Permission.ASSIGN)
def assign_to_many() -> ResponseReturnValue:
    form = duty_form()
    try:
        if form.validate() and "seen" not in request.form:
            return render_template("oversight/assign_many.html", form=form, shown=look(form))
        if form.validate():
            tell(carry_out(form), _("The learners see it under Learning, with the reason."), "good")
            return redirect(url_for("oversight.assignments"))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/assign_many.html", form=form, shown=None), 422


@bp.post("/assignments/<code>/withdraw")
@requires(Permission.ASSIGN)
def withdraw_standing_rule(code: str) -> ResponseReturnValue:
    rule = find_rule(reading(), code, scope=scope_of(Permission.ASSIGN))
    with transaction() as session:
        end_rule(session, rule_id=rule.id, at=now(), by=principal().id)
    flash(_("Withdrawn. It assigns nobody anew; what it assigned stands."), "good")
    return redirect(url_for("oversight.assignments"))
