"""What offices read for the words that the tables keep."""

from __future__ import annotations

import datetime as dt

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.oversight.states import Standing

ACTIONS: dict[str, LazyString] = {
    "assignment.excused": _("Excused from an assignment"),
    "certificate.revoked": _("Revoked a certificate"),
    "completion.voided": _("Voided a completion"),
    "content.published": _("Published content"),
    "course.assigned": _("Assigned a course"),
    "factors.reset": _("Reset a second step"),
    "person.asked": _("Asked a person to train"),
    "person.invited": _("Invited a person"),
    "role.granted": _("Granted a role"),
    "role.withdrawn": _("Withdrew a role"),
    "sign_on.linked": _("Linked a sign-on"),
    "sign_on.unlinked": _("Ended the link of a sign-on"),
    "team.described": _("Put right a team’s facts"),
    "team.event_added": _("Added a day to a team"),
    "team.event_cancelled": _("Took a day off a team"),
    "team.joined": _("Named a person on a team"),
    "team.left": _("Took a person off a team"),
    "team.made": _("Saved a team"),
    "token.made": _("Made an API token"),
    "token.revoked": _("Revoked an API token"),
    "unit.added": _("Added a unit"),
    "unit.joined": _("Put a person into a unit"),
    "unit.left": _("Ended a membership"),
}
ROLES: dict[str, LazyString] = {
    "instructor": _("Instructor"),
    "officer": _("Officer"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}
AFFILIATIONS: dict[str, LazyString] = {
    "researcher": _("Researcher"),
    "student": _("Student"),
    "staff": _("Staff"),
    "administrator": _("Administrator"),
    "manager": _("Research manager"),
    "partner": _("Partner at another institution"),
}


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action.replace(".", " ").replace("_", " ")))


def role_words(role: str) -> str:
    return str(ROLES.get(role, role))


def affiliation_words(affiliation: str) -> str:
    return str(AFFILIATIONS.get(affiliation, affiliation))


def standing_state(standing: Standing, today: dt.date) -> tuple[str, str]:
    """The most pressing state of a person: which shape, and the words."""
    if standing.owed and standing.due_on and standing.due_on < today:
        return "expired", gettext("Overdue")
    if standing.owed:
        return "lapses", gettext("Due")
    if standing.under_way:
        return "joiner", gettext("Under way")
    return ("covered", gettext("Completed")) if standing.completed else ("missing", gettext("Not begun"))
