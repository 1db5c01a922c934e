"""Saved teams: who is on them from when to when, and the days on which their sponsor asks."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.models import Person
from app.accounts.searching import codes_below
from app.accounts.units import units_within
from app.errors import Conflict, Invalid, NotFound
from app.oversight.asking import ask_and_keep, kept_check, question_about, recent_checks, sponsors
from app.oversight.check_forms import EventForm, LeavingForm, TeamFactsForm, TeamForm, TeamPeopleForm
from app.oversight.forming import (
    describe_from_form,
    joinings,
    kept_until,
    live_answers,
    make_from_check,
    make_from_form,
)
from app.oversight.forms import blame
from app.oversight.reaching import awards_of, scope_of
from app.oversight.telling import tell
from app.oversight.views import bp
from app.oversight.views.checks import check_page
from app.oversight.witnessing import see
from app.privacy.shapes import Seen
from app.teams.forming import add_event, add_members, cancel_event, end_member, find_event, find_member
from app.teams.models import Team
from app.teams.queries import events_of, members_of, team_named, teams_seen
from app.web.guarding import principal, requires, signed_in
from app.web.requests import now, reading, today_here, transaction


@bp.get("/teams")
@signed_in
def teams() -> ResponseReturnValue:
    found = teams_seen(reading(), on=today_here(), **_reach())
    return render_template("oversight/teams.html", teams=found)


@bp.get("/teams/new")
@requires(Permission.CHECK_TEAMS)
def new_team() -> ResponseReturnValue:
    return render_template("oversight/team_new.html", form=_team_form())


@bp.post("/teams/new")
@requires(Permission.CHECK_TEAMS)
def make_team() -> ResponseReturnValue:
    form = _team_form()
    try:
        if form.validate():
            read = joinings(reading(), form.people.data or "")
            units = _unit_ids()
            with transaction() as session:
                code = make_from_form(session, form, read, unit_id=units.get(form.unit.data)).code
            return redirect(url_for("oversight.team", code=code))
    except Invalid as error:
        blame(form, error)
    return render_template("oversight/team_new.html", form=form), 422


@bp.post("/checks/<code>/team")
@requires(Permission.CHECK_TEAMS)
def team_from_check(code: str) -> ResponseReturnValue:
    kept, units, form = kept_check(reading(), code), _unit_ids(), _team_form()
    try:
        if form.unit.data not in units and scope_of(Permission.CHECK_TEAMS) is not None:
            raise Invalid(_("Choose a unit for the team: its officers see it."), field="unit")
        with transaction() as session:
            made = make_from_check(session, kept, title=form.title.data or "", unit_id=units.get(form.unit.data)).code
    except Invalid as error:
        blame(form, error)
        return render_template("oversight/check.html", **check_page(kept, team_form=form)), 422
    return redirect(url_for("oversight.team", code=made))


@bp.get("/teams/<code>")
@signed_in
def team(code: str) -> ResponseReturnValue:
    return render_template("oversight/team.html", **_shown(_team(code)))


@bp.post("/teams/<code>/about")
@requires(Permission.CHECK_TEAMS)
def describe(code: str) -> ResponseReturnValue:
    found, form = _team(code, Permission.CHECK_TEAMS), TeamFactsForm()
    try:
        if form.validate():
            with transaction() as session:
                describe_from_form(session, found.id, form)
            tell(_("Put right"), _("The team is now as you wrote it."), "good")
            return redirect(url_for("oversight.team", code=code))
    except Invalid as error:
        blame(form, error)
    return render_template("oversight/team.html", **_shown(found, facts_form=form)), 422


@bp.post("/teams/<code>/check")
@requires(Permission.CHECK_TEAMS)
def check_team(code: str) -> ResponseReturnValue:
    found = _team(code, Permission.CHECK_TEAMS)
    event = next((one for one in events_of(reading(), found.id) if one.code == request.form.get("event")), None)
    if event is None:
        raise NotFound(_("There is no such day on this team."))
    members = members_of(reading(), [found.id])[found.id]
    question = question_about(found, members, event=event.kind, on=event.happens_on, due_on=event.due_on, event_id=event.id)
    with transaction() as session:
        made = ask_and_keep(session, question).code
    return redirect(url_for("oversight.check", code=made))


@bp.post("/teams/<code>/people")
@requires(Permission.CHECK_TEAMS)
def add_people(code: str) -> ResponseReturnValue:
    found, form = _team(code, Permission.CHECK_TEAMS), TeamPeopleForm(today=today_here())
    try:
        if form.validate():
            read = joinings(reading(), form.people.data or "")
            with transaction() as session:
                there = session.get_one(Team, found.id)
                added = add_members(session, there, read, from_on=form.from_on.data, at=now(), by=principal().id)
            tell(_("Named on the team"), _("%(count)s added; who was there already stays as before.", count=len(added)), "good")
            return redirect(url_for("oversight.team", code=code))
    except Invalid as error:
        blame(form, error)
    return render_template("oversight/team.html", **_shown(found, people_form=form)), 422


@bp.post("/teams/<code>/people/<member>/leave")
@requires(Permission.CHECK_TEAMS)
def leave_team(code: str, member: str) -> ResponseReturnValue:
    found, form = _team(code, Permission.CHECK_TEAMS), LeavingForm(today=today_here())
    try:
        if form.validate():
            with transaction() as session:
                row = find_member(session, team_id=found.id, code=member)
                end_member(session, row, until_on=form.until_on.data, at=now(), by=principal().id)
            return redirect(url_for("oversight.team", code=code))
    except Invalid as error:
        blame(form, error)
    return render_template("oversight/team.html", **_shown(found, leaving_form=form, leaving=member)), 422


@bp.post("/teams/<code>/days")
@requires(Permission.CHECK_TEAMS)
def add_day(code: str) -> ResponseReturnValue:
    found, form = _team(code, Permission.CHECK_TEAMS), EventForm()
    try:
        if form.validate():
            day = {"kind": form.event.data, "happens_on": form.on.data, "due_on": form.due_on.data}
            with transaction() as session:
                add_event(session, session.get_one(Team, found.id), **day, at=now(), by=principal().id)
            return redirect(url_for("oversight.team", code=code))
    except (Invalid, Conflict) as error:
        blame(form, error)
    return render_template("oversight/team.html", **_shown(found, event_form=form)), 422


@bp.post("/teams/<code>/days/<event>/cancel")
@requires(Permission.CHECK_TEAMS)
def cancel_day(code: str, event: str) -> ResponseReturnValue:
    found = _team(code, Permission.CHECK_TEAMS)
    with transaction() as session:
        cancel_event(session, find_event(session, team_id=found.id, code=event), at=now(), by=principal().id)
    return redirect(url_for("oversight.team", code=code))


def _reach() -> dict[str, Any]:
    """Which teams are seen: those of units in reach, those named to an auditor, and the own where she leads."""
    scope = scope_of(Permission.SEE_CHECKS)
    return {"scope": scope, "named": awards_of(Permission.SEE_CHECKS), "lead_id": None if scope is None else principal().id}


def _team(code: str, permission: Permission | None = None) -> Team:
    return team_named(reading(), code, **(_reach() if permission is None else {"scope": scope_of(permission)}))


def _may_change(found: Team) -> bool:
    """Not where the team is seen by leading it alone."""
    scope = scope_of(Permission.CHECK_TEAMS) if principal().may(Permission.CHECK_TEAMS) else frozenset()
    return scope is None or found.unit_id in {unit.id for unit in units_within(reading(), scope)}


def _team_form() -> TeamForm:
    scope = scope_of(Permission.CHECK_TEAMS)
    return TeamForm(sponsors(reading()), units_within(reading(), scope), unit_needed=scope is not None)


def _unit_ids() -> dict[str, int]:
    return {unit.slug: unit.id for unit in units_within(reading(), scope_of(Permission.CHECK_TEAMS))}


def _shown(found: Team, **forms: Any) -> dict[str, Any]:
    session: Session = reading()
    members, events = members_of(session, [found.id])[found.id], events_of(session, found.id)
    made_by = session.get(Person, found.made_by) if found.made_by else None
    days, subjects = live_answers(reading(), found, members, events, today_here())
    see(subjects, Seen.TEAM)
    codes = {one.person[0] for one in members if one.person}
    return {
        "team": found,
        "made_by": made_by.name if made_by else "",
        "members": members,
        "checks": recent_checks(reading(), team_id=found.id) if principal().may(Permission.SEE_CHECKS) else [],
        "answers": days,
        "today": today_here(),
        "kept_until": kept_until(found),
        "may_change": _may_change(found),
        "reached": codes_below(reading(), codes, scope=scope_of(Permission.SEE_PEOPLE), on=today_here()),
        "facts_form": TeamFactsForm(title=found.title, reference=found.reference, ends_on=found.ends_on),
        "people_form": TeamPeopleForm(today=today_here()),
        "event_form": EventForm(),
        "leaving_form": LeavingForm(today=today_here()),
        **forms,
    }
