"""The words for events, roles and states, wherever they are said: on pages, on paper, in letters and in rules."""

from __future__ import annotations

from app.languages import translations
from app.requirements.answers import State
from app.requirements.shapes import Event, TeamRole


def _(words: str) -> str:
    """Marks words for translation; what reads them translates."""
    return words


EVENT_WORDS: dict[str, str] = {
    Event.PROPOSAL: _("Proposal"),
    Event.JUST_IN_TIME: _("Just in time"),
    Event.AWARD: _("Award"),
    Event.PROGRESS_REPORT: _("Progress report or continuation"),
    Event.JOINING: _("Joining"),
    Event.START_OF_WORK: _("Start of work on the award"),
    Event.AWARD_YEAR: _("Each year of the award"),
    Event.PEOPLE_CHANGE: _("Change of people"),
    Event.NEW_SUBAWARD: _("New subaward"),
}
ROLE_WORDS: dict[str, str] = {
    TeamRole.PRINCIPAL_INVESTIGATOR: _("Principal investigator"),
    TeamRole.CO_PRINCIPAL_INVESTIGATOR: _("Co-principal investigator"),
    TeamRole.CO_INVESTIGATOR: _("Co-investigator"),
    TeamRole.PROJECT_DIRECTOR: _("Project director"),
    TeamRole.CO_PROJECT_DIRECTOR: _("Co-project director"),
    TeamRole.PROJECT_MANAGER: _("Project manager"),
    TeamRole.SENIOR_PERSONNEL: _("Senior/key person"),
    TeamRole.POSTDOC: _("Postdoc"),
    TeamRole.STUDENT: _("Student"),
    TeamRole.TECHNICIAN: _("Technician"),
    TeamRole.CONSULTANT: _("Consultant"),
    TeamRole.ADMINISTRATIVE_STAFF: _("Administrative staff"),
}
STATE_WORDS = {
    State.COVERED: _("Covered"),
    State.JOINER: _("Joined lately"),
    State.ATTESTED: _("Attested"),
    State.NOT_REQUIRED: _("Not asked"),
    State.LAPSES: _("Lapses before the day"),
    State.EXPIRED: _("Expired"),
    State.MISSING: _("Missing"),
    State.PENDING: _("Waits for review"),
    State.AMBIGUOUS: _("Who is meant?"),
    State.UNKNOWN: _("Unknown"),
}


def event_words(event: str, language: str) -> str:
    """As at the beginning of a sentence; what is no `Event` stands as it was typed."""
    return translations(language).gettext(EVENT_WORDS[event]) if event in EVENT_WORDS else event


def role_words(role: str, language: str) -> str:
    """The same for a `TeamRole`."""
    return translations(language).gettext(ROLE_WORDS[role]) if role in ROLE_WORDS else role


def state_words(state: str, language: str) -> str:
    return translations(language).gettext(STATE_WORDS[State(state)])
