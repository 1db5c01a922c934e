"""Two records of one person: looked at side by side, merged, parted again."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.principals import Permission
from app.accounts.alerting import Change
from app.accounts.merging import merge as merge_people
from app.accounts.merging import undo_merge
from app.accounts.models import Merge
from app.accounts.queries import find_by_address
from app.accounts.searching import Found, find_person
from app.errors import Conflict, Invalid
from app.oversight.alerting import alert_pair
from app.oversight.forms import blame
from app.oversight.pairing import sides_of, standing_merge
from app.oversight.people_forms import MergeForm, OtherForm
from app.oversight.reaching import person_in_reach
from app.oversight.telling import tell
from app.oversight.views import bp
from app.oversight.witnessing import see
from app.privacy.shapes import Seen
from app.web.guarding import principal, requires
from app.web.requests import now, reading, today_here, transaction


@bp.get("/people/<code>/merge")
@requires(Permission.KEEP_ROSTER)
def merge(code: str) -> ResponseReturnValue:
    person, asking = person_in_reach(Permission.KEEP_ROSTER, code), OtherForm(request.args)
    if not asking.other.data:
        return render_template("oversight/merge.html", person=person, asking=asking, sides=None)
    other = find_by_address(reading(), asking.other.data)
    if other is None or other.id == person.id:
        words = _("Nobody else is known under this address. Check it, or look the record up under People.")
        asking.other.errors = (words,)
        return render_template("oversight/merge.html", person=person, asking=asking, sides=None), 422
    return _compare(person, other.code, MergeForm())


@bp.post("/people/<code>/merge")
@requires(Permission.KEEP_ROSTER)
def merge_now(code: str) -> ResponseReturnValue:
    person, form = person_in_reach(Permission.KEEP_ROSTER, code), MergeForm()
    other = person_in_reach(Permission.KEEP_ROSTER, request.form.get("other", ""))
    try:
        with transaction() as session:
            reason, by = form.reason.data, principal().id
            merged = merge_people(session, person_id=other.id, into_id=person.id, reason=reason, at=now(), by=by)
            alert_pair(session, merged, Change.MERGED)
    except (Invalid, Conflict) as error:
        blame(form, error)
        return _compare(person, other.code, form)
    tell(_("One record from now on"), _("That is on record, with your reason. It can be undone on this page."), "seal")
    return redirect(url_for("oversight.person", code=person.code))


@bp.get("/merges/<code>/undo")
@requires(Permission.KEEP_ROSTER)
def unmerge(code: str) -> ResponseReturnValue:
    return render_template("oversight/unmerge.html", merge=standing_merge(reading(), code), form=MergeForm())


@bp.post("/merges/<code>/undo")
@requires(Permission.KEEP_ROSTER)
def unmerge_now(code: str) -> ResponseReturnValue:
    found, form = standing_merge(reading(), code), MergeForm()
    try:
        with transaction() as session:
            undo_merge(session, merge_id=found.id, reason=form.reason.data, at=now(), by=principal().id)
            alert_pair(session, session.get_one(Merge, found.id), Change.PARTED)
    except (Invalid, Conflict) as error:
        blame(form, error)
        return render_template("oversight/unmerge.html", merge=found, form=form), 422
    tell(_("Two records again"), _("Each has what it had. That is on record, with your reason."), "seal")
    return redirect(url_for("oversight.person", code=found.into_code))


def _compare(person: Found, other_code: str, form: MergeForm) -> ResponseReturnValue:
    other = find_person(reading(), code=other_code, scope=None, on=today_here())
    see([person.id, other.id], Seen.PERSON)
    sides = sides_of(reading(), [person, other], on=today_here())
    status = 422 if form.errors else 200
    return render_template("oversight/merge.html", person=person, asking=None, sides=sides, form=form), status
