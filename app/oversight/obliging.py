"""The form of an assignment to many: what it asks for, shown before it is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.principals import Permission
from app.accounts.units import units_within
from app.errors import Conflict
from app.oversight.duties import teams_to_choose
from app.oversight.handing import course_choices
from app.oversight.people_forms import DutyForm
from app.oversight.reaching import scope_of
from app.records.aiming import reach_of
from app.records.assigning import given_because
from app.records.obliging import assign_group, make_rule
from app.records.shapes import Audience, DueDay, Reach
from app.requirements.reading import shipped_rules
from app.web.filters import count
from app.web.guarding import principal
from app.web.requests import now, reading, today_here, transaction


@dataclass(frozen=True, slots=True)
class Shown:
    """What would be done. `last`: the day it is due for who is here today. `fields` are the form's, to be sent once more."""

    reach: Reach
    course: str
    because: str
    way: str
    due: DueDay
    last: dt.date | None
    fields: list[tuple[str, str]]


def duty_form() -> DutyForm:
    scope = scope_of(Permission.ASSIGN)
    units = [unit for unit in units_within(reading(), scope) if unit.closed_at is None]
    sponsors = sorted({(rule.sponsor_slug, rule.sponsor) for rule in shipped_rules()})
    teams = teams_to_choose(reading(), scope=scope)
    return DutyForm(course_choices(), units, teams, sponsors, unit_needed=scope is not None)


def look(form: DutyForm) -> Shown:
    """Of a form that is valid. Raises `Invalid`."""
    because, due = given_because(form.because.data), _due(form)
    course_id, last = int(form.course.data), due.for_joiner(today_here(), since=today_here())
    reach = reach_of(reading(), _audience(form), course_id=course_id, due_on=last, on=today_here(), at=now())
    fields = [(name, value) for name, value in request.form.items() if name not in ("csrf_token", "seen")]
    return Shown(reach, dict(course_choices())[form.course.data], because, form.way.data, due, last, fields)


def carry_out(form: DutyForm) -> str:
    """Raises `Conflict` where it would reach others than were shown. Returns what to tell."""
    audience, due, seen = _audience(form), _due(form), request.form.get("seen", -1, type=int)
    by, at, on = principal().id, now(), today_here()
    what: dict[str, Any] = {"course_id": int(form.course.data), "because": form.because.data, "due": due}
    last = due.for_joiner(on, since=on)
    if form.way.data == "once":
        with transaction() as session:
            done = assign_group(session, audience, seen=seen, on=on, at=at, by=by, **what)
        return str(ngettext("Assigned to %(count)s person", "Assigned to %(count)s people", done, count=count(done)))
    reach = reach_of(reading(), audience, course_id=what["course_id"], due_on=last, on=on, at=at)
    if reach.people != seen:
        raise Conflict("It would reach other people by now. Nothing was done: look at it once more.")
    with transaction() as session:
        make_rule(session, audience, newcomers_only=form.way.data == "newcomers", on=on, at=at, by=by, **what)
    return str(_("The rule stands"))


def _audience(form: DutyForm) -> Audience:
    units = {unit.slug: unit.id for unit in units_within(reading(), scope_of(Permission.ASSIGN))}
    return Audience(
        unit_id=units.get(form.unit.data),
        affiliation=form.affiliation.data or None,
        team_id=int(form.team.data) if form.team.data else None,
        sponsor=form.sponsor.data or None,
        joined_from=today_here() if form.way.data == "newcomers" else None,
    )


def _due(form: DutyForm) -> DueDay:
    return DueDay(form.due_on.data, form.days)
