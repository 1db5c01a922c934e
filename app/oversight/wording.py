"""What offices read for the words that the tables keep."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.records.standing import PersonState

ACTIONS: dict[str, LazyString] = {
    "assignment.excused": _("Excused from an assignment"),
    "excuse.taken_back": _("Took an excuse back"),
    "certificate.revoked": _("Revoked a certificate"),
    "completion.voided": _("Voided a completion"),
    "completions.transferred": _("Brought completions over"),
    "content.published": _("Published content"),
    "course.assigned": _("Assigned a course"),
    "equivalent.accepted": _("Accepted training from elsewhere"),
    "equivalent.asked": _("Asked about training from elsewhere"),
    "equivalent.refused": _("Refused training from elsewhere"),
    "equivalent.submitted": _("Handed in training from elsewhere"),
    "equivalent.undone": _("Took back a decision on training from elsewhere"),
    "equivalents.imported": _("Brought an export of training from elsewhere"),
    "factors.reset": _("Reset a second step"),
    "answers.blanked": _("Blanked old answers"),
    "person.asked": _("Asked a person to train"),
    "person.erased": _("Erased a person"),
    "person.exported": _("Took out what is held about a person"),
    "person.held": _("Put a hold on a person’s record"),
    "person.invited": _("Invited a person"),
    "person.linked": _("Gave a personal link"),
    "person.merged": _("Merged two records"),
    "person.unmerged": _("Undid a merge"),
    "reminders.set": _("Set when reminders go out"),
    "person.reminded": _("Reminded a person"),
    "person.released": _("Released a hold"),
    "role.granted": _("Granted a role"),
    "role.withdrawn": _("Withdrew a role"),
    "sessions.ended": _("Signed somebody out everywhere"),
    "sign_on.linked": _("Linked a sign-on"),
    "sign_on.unlinked": _("Ended the link of a sign-on"),
    "policy.set": _("Changed the policy"),
    "rule.added": _("Added a sponsor's rule"),
    "rule.changed": _("Changed a sponsor's rule"),
    "rule.withdrawn": _("Withdrew a sponsor's rule"),
    "rules.loaded": _("Loaded sponsors' rules"),
    "talent.recorded": _("Noted a certification about talent programmes"),
    "talent.voided": _("Voided a certification about talent programmes"),
    "team.described": _("Put right a team’s facts"),
    "team.event_added": _("Added a day to a team"),
    "team.event_cancelled": _("Took a day off a team"),
    "team.joined": _("Named a person on a team"),
    "team.left": _("Took a person off a team"),
    "team.made": _("Saved a team"),
    "roster.added": _("Added a person by the roster"),
    "roster.applied": _("Applied a roster"),
    "roster.changed": _("Changed a person by the roster"),
    "roster.left": _("Ended memberships by the roster"),
    "roster.moved": _("Moved a person by the roster"),
    "standing_rule.made": _("Made a standing rule"),
    "standing_rule.withdrawn": _("Withdrew a standing rule"),
    "token.made": _("Made an API token"),
    "token.revoked": _("Revoked an API token"),
    "unit.added": _("Added a unit"),
    "unit.closed": _("Closed a unit"),
    "unit.joined": _("Put a person into a unit"),
    "unit.left": _("Ended a membership"),
    "unit.moved": _("Moved a unit"),
    "unit.renamed": _("Renamed a unit"),
    "unit.reopened": _("Opened a unit again"),
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
STATES: dict[PersonState, tuple[str, LazyString]] = {
    PersonState.OVERDUE: ("expired", _("Overdue")),
    PersonState.DUE: ("lapses", _("Due")),
    PersonState.UNDER_WAY: ("joiner", _("Under way")),
    PersonState.COMPLETED: ("covered", _("Completed")),
    PersonState.NOT_BEGUN: ("missing", _("Not begun")),
}


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action.replace(".", " ").replace("_", " ")))


def role_words(role: str) -> str:
    return str(ROLES.get(role, role))


def affiliation_words(affiliation: str) -> str:
    return str(AFFILIATIONS.get(affiliation, affiliation))


def person_state(state: PersonState) -> tuple[str, str]:
    """Which shape, and the words."""
    shape, words = STATES[state]
    return shape, str(words)
