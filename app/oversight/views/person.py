"""One person: states, and the acts an office may do about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts import introducing
from app.accounts.alerting import Change
from app.accounts.granting import grant_role, roles_of, withdraw_role
from app.accounts.searching import Found
from app.accounts.units import join_unit, leave_unit, units_within
from app.errors import Conflict, Invalid, NotFound
from app.oversight.alerting import alert_person
from app.oversight.forms import blame
from app.oversight.portraying import forms_for, heading, portray
from app.oversight.reaching import person_in_reach
from app.oversight.reminding import remind_people
from app.oversight.views import bp
from app.records.assigning import assign as assign_course
from app.records.assigning import excuse as excuse_from
from app.records.assigning import take_back_excuse
from app.records.recording import given_reason
from app.teams.queries import teams_called
from app.web.guarding import principal, requires
from app.web.requests import now, providers, reading, today_here, transaction


@bp.get("/people/<code>")
@requires(Permission.SEE_PEOPLE)
def person(code: str) -> ResponseReturnValue:
    portrait = portray(person_in_reach(Permission.SEE_PEOPLE, code))
    return render_template(
        "oversight/person.html", portrait=portrait, forms=forms_for(portrait), title=heading(portrait), today=today_here()
    )


@bp.post("/people/<code>/assign")
@requires(Permission.ASSIGN)
def assign(code: str) -> ResponseReturnValue:
    def act(session: Session, person: Found, form: Any) -> None:
        course_id, because, due_on = int(form.course.data), form.because.data, form.due_on.data
        by, at = principal().id, now()
        assign_course(session, person_id=person.id, course_id=course_id, because=because, due_on=due_on, by=by, at=at)

    return _carry_out(person_in_reach(Permission.ASSIGN, code), "assign", act, _("Assigned. The learner sees it under Learning."))


@bp.post("/people/<code>/excuse")
@requires(Permission.ASSIGN)
def excuse(code: str) -> ResponseReturnValue:
    def act(session: Session, person: Found, form: Any) -> None:
        assignment_id, reason = int(form.assignment.data), form.reason.data
        excuse_from(session, assignment_id=assignment_id, reason=reason, by=principal().id, at=now())

    told = _("Excused. The course is no longer due for this reason; the learner sees why.")
    return _carry_out(person_in_reach(Permission.ASSIGN, code), "excuse", act, told)


@bp.post("/people/<code>/excuse/back")
@requires(Permission.ASSIGN)
def ask_person_again(code: str) -> ResponseReturnValue:
    def act(session: Session, person: Found, form: Any) -> None:
        about = {"assignment_id": int(form.assignment.data), "due_on": form.due_on.data, "reason": form.reason.data}
        take_back_excuse(session, **about, by=principal().id, at=now())

    return _carry_out(
        person_in_reach(Permission.ASSIGN, code), "again", act, _("Asked again. The learner sees it under Learning.")
    )


@bp.post("/people/<code>/remind")
@requires(Permission.REMIND)
def nudge_person(code: str) -> ResponseReturnValue:
    def act(session: Session, person: Found, form: Any) -> None:
        if not remind_people(session, [person.id], form.because.data, by=principal().id, at=now()):
            raise Conflict(_("No letter was written: no address is known, or the same letter went out a moment ago."))

    return _carry_out(person_in_reach(Permission.REMIND, code), "remind", act, _("The letter is on its way."))


@bp.post("/people/<code>/roles")
@requires(Permission.GRANT_ROLES)
def grant(code: str) -> ResponseReturnValue:
    units = _unit_ids()

    def act(session: Session, person: Found, form: Any) -> None:
        team_ids = [team.id for team in teams_called(session, form.teams.data.splitlines())]
        until, by = form.ends_on.data, principal().id
        what = {"role": form.role.data, "unit_id": units.get(form.unit.data), "module_slug": form.module.data or None}
        grant_role(session, person_id=person.id, **what, team_ids=team_ids, ends_on=until, at=now(), by=by)

    return _carry_out(person_in_reach(Permission.GRANT_ROLES, code), "grant", act, _("Granted. It holds from the next page on."))


@bp.post("/people/<code>/roles/withdraw")
@requires(Permission.GRANT_ROLES)
def withdraw(code: str) -> ResponseReturnValue:
    person = person_in_reach(Permission.GRANT_ROLES, code)
    grant_id = request.form.get("grant", 0, type=int)
    if grant_id not in {held.grant_id for held in roles_of(reading(), person.id, on=today_here())}:
        raise NotFound(_("This person has no such role."))
    with transaction() as session:
        withdraw_role(session, grant_id=grant_id, at=now(), by=principal().id)
    flash(_("Withdrawn. It counts no longer, from the next page on."), "good")
    return redirect(url_for("oversight.person", code=person.code))


@bp.post("/people/<code>/units")
@requires(Permission.ADMINISTER)
def join(code: str) -> ResponseReturnValue:
    units = _unit_ids()

    def act(session: Session, person: Found, form: Any) -> None:
        where = {"unit_id": units[form.unit.data], "from_on": form.from_on.data, "affiliation": form.affiliation.data}
        join_unit(session, person_id=person.id, **where, at=now(), by=principal().id)

    return _carry_out(person_in_reach(Permission.ADMINISTER, code), "join", act, _("The membership is kept."))


@bp.post("/people/<code>/units/leave")
@requires(Permission.ADMINISTER)
def leave(code: str) -> ResponseReturnValue:
    def act(session: Session, person: Found, form: Any) -> None:
        where = {"unit_id": int(form.unit.data), "until_on": form.until_on.data}
        leave_unit(session, person_id=person.id, **where, at=now(), by=principal().id)

    return _carry_out(person_in_reach(Permission.ADMINISTER, code), "leave", act, _("The last day is kept."))


@bp.post("/people/<code>/sign-on")
@requires(Permission.ADMINISTER)
def link_sign_on(code: str) -> ResponseReturnValue:
    def act(session: Session, person: Found, form: Any) -> None:
        reason = given_reason(form.reason.data)
        what = {"provider": form.provider.data, "subject": form.subject.data, "reason": reason}
        introducing.link_sign_on(session, person_id=person.id, **what, at=now(), by=principal().id)
        alert_person(session, person.id, Change.LINKED, name=providers().name_of(form.provider.data))

    return _carry_out(person_in_reach(Permission.ADMINISTER, code), "link", act, _("Linked. The sign-on opens this account now."))


@bp.post("/people/<code>/sign-on/unlink")
@requires(Permission.ADMINISTER)
def unlink_sign_on(code: str) -> ResponseReturnValue:
    person = person_in_reach(Permission.ADMINISTER, code)
    identifier_id, by = request.form.get("sign_on", 0, type=int), principal().id
    with transaction() as session:
        linked = introducing.unlink_sign_on(session, person_id=person.id, identifier_id=identifier_id, at=now(), by=by)
        alert_person(session, person.id, Change.UNLINKED, name=providers().name_of(linked.provider))
    flash(_("No longer linked. The person is signed out everywhere."), "good")
    return redirect(url_for("oversight.person", code=person.code))


Deed = Callable[[Session, Found, Any], None]


def _carry_out(person: Found, name: str, act: Deed, told: str) -> ResponseReturnValue:
    """The form called `name` of this person's page: done, or shown again with what to mend beside its fields."""
    portrait = portray(person)
    forms = forms_for(portrait)
    if name not in forms:
        raise Conflict(_("There is nothing to do here any more. Load the person's page again."))
    try:
        if forms[name].validate():
            with transaction() as session:
                act(session, person, forms[name])
            flash(told, "good")
            return redirect(url_for("oversight.person", code=person.code))
    except (Invalid, Conflict) as error:
        blame(forms[name], error)
    shown = {"portrait": portrait, "forms": forms, "title": heading(portrait), "today": today_here()}
    return render_template("oversight/person.html", **shown, refused=name), 422


def _unit_ids() -> dict[str, int]:
    return {unit.slug: unit.id for unit in units_within(reading(), None)}
