"""Reminders: what is set, the preview, what went out, and an officer's own letters."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.principals import Permission
from app.errors import Conflict, Invalid, NotAllowed
from app.oversight.forms import blame
from app.oversight.reminder_forms import PreviewForm, TimingForm
from app.oversight.reminding import SHOWN, may_set, next_morning, people_in_reach, preview, remind_people, sent_lately
from app.oversight.views import bp
from app.oversight.witnessing import see_list
from app.privacy.shapes import Listed
from app.reminders.queries import present_timing
from app.reminders.setting import set_timing
from app.reminders.shapes import Timing
from app.web.guarding import is_safe_target, principal, requires
from app.web.requests import now, reading, transaction


@bp.get("/reminders")
@requires(Permission.REMIND)
def reminders() -> ResponseReturnValue:
    timing = present_timing(reading())
    return _show(TimingForm(timing), timing, timing)


@bp.post("/reminders")
@requires(Permission.REMIND)
def set_reminders() -> ResponseReturnValue:
    """`preview`: shows what these settings would send, and keeps nothing."""
    if not may_set():
        raise NotAllowed(_("This holds for the whole institution: an administrator sets it."))
    timing = present_timing(reading())
    form = TimingForm(timing)
    try:
        if form.validate() and "preview" in request.form:
            return _show(form, timing, form.timing())
        if form.validate():
            return _set(form)
    except (Invalid, Conflict) as error:
        blame(form, error)
    return _show(form, timing, timing, status=422)


@bp.post("/reports/people/remind")
@requires(Permission.REMIND)
def nudge_selected() -> ResponseReturnValue:
    people, back = people_in_reach(reading(), request.form.getlist("person")), request.form.get("back", "")
    return _remind(people, back if is_safe_target(back) else url_for("oversight.reported_people"))


def _set(form: TimingForm) -> ResponseReturnValue:
    with transaction() as session:
        set_timing(session, form.timing(), reason=form.reason.data, by=principal().id, at=now())
    flash(_("Set. It holds from the next letter on."), "seal")
    return redirect(url_for("oversight.reminders"))


def _remind(people: list[int], back: str) -> ResponseReturnValue:
    try:
        with transaction() as session:
            sent = remind_people(session, people, request.form.get("because", ""), by=principal().id, at=now())
    except Invalid as error:
        flash(error.message, "bad")
        return redirect(back)
    words = ngettext("%(num)s letter is on its way", "%(num)s letters are on their way", sent)
    flash((words, _("Whoever has no address, or got the same a moment ago, gets none.")), "good" if sent else "soon")  # type: ignore[arg-type]
    return redirect(back)


def _show(form: TimingForm, timing: Timing, seen: Timing, *, status: int = 200) -> ResponseReturnValue:
    asked = PreviewForm(request.args, on=next_morning())
    on = (asked.on.data if asked.validate() else None) or next_morning()
    see_list(Listed.REMINDERS, Permission.REMIND)
    found = preview(reading(), seen, on)
    shown = {"timing": timing, "found": found, "told": sent_lately(reading()), "may_set": may_set(), "limit": SHOWN}
    return render_template("oversight/reminders.html", form=form, asked=asked, is_tried=seen != timing, **shown), status
