"""One person's page: what is known, in states, and what the signed-in person may do about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.principals import Permission
from app.accounts.granting import Held as Role
from app.accounts.granting import roles_of
from app.accounts.introducing import Linked, sign_ons_of
from app.accounts.searching import Found
from app.accounts.units import Belonging, memberships_of, units_within
from app.catalogue.queries import current_courses
from app.credentials.verifying import Verification, certificates_of
from app.equivalents.queries import Handed, handed_by
from app.oversight.forms import AskAgainForm, AssignForm, ExcuseForm, GrantForm, JoinForm, LeaveForm, LinkForm
from app.oversight.pairing import Standing, merges_into
from app.oversight.reaching import reached_permissions
from app.oversight.reminder_forms import NudgeForm
from app.oversight.witnessing import see
from app.privacy.shapes import Seen
from app.records.queries import Held as Completed
from app.records.queries import completions_of
from app.records.standing import Owed, Taken, assignments_among, courses_among
from app.reminders.queries import last_mailings
from app.requirements.certifying import Certified, certifications_of
from app.teams.queries import titles_of
from app.web.filters import in_words
from app.web.requests import providers, reading, today_here


@dataclass(frozen=True, slots=True)
class Portrait:
    """`may` holds what the reader may do to this person; `sign_ons` come with their provider's name. `awards` are
    (code, title) of the teams that a role names. `courses` are begun ones and those owed but not begun."""

    person: Found
    may: frozenset[Permission]
    assignments: list[Owed]
    taken: list[Taken]
    completions: list[Completed]
    certificates: list[Verification]
    handed: list[Handed]
    certified: list[Certified]
    roles: list[Role]
    awards: dict[int, tuple[str, str]]
    memberships: list[Belonging]
    sign_ons: list[tuple[Linked, str]]
    titles: dict[int, str]
    modules: list[tuple[str, str]]
    merges: list[Standing]
    mailed_at: dt.datetime | None

    @property
    def open_assignments(self) -> list[Owed]:
        return [owed for owed in self.assignments if owed.is_open]

    @property
    def excused(self) -> list[Owed]:
        """What an excuse still holds back: not completed since, nor asked anew."""
        given = [owed for owed in self.assignments if owed.excused_at and not owed.done_at]
        return [owed for owed in given if not any(owed.is_renewed_by(other) for other in self.assignments)]

    @property
    def not_begun(self) -> list[Owed]:
        begun = {taken.course_id for taken in self.taken}
        return list({owed.course_id: owed for owed in self.open_assignments if owed.course_id not in begun}.values())


def portray(person: Found) -> Portrait:
    see([person.id], Seen.PERSON)
    session = reading()
    courses = current_courses(session)
    modules = {module.slug: module.content.title for course in courses for module in course.modules}
    may, roles = reached_permissions(person), roles_of(session, person.id, on=today_here())
    return Portrait(
        person=person,
        may=may,
        assignments=assignments_among(session, [person.id]),
        taken=courses_among(session, [person.id]),
        completions=completions_of(session, person.id),
        certificates=certificates_of(session, person.id),
        handed=handed_by(session, person.id),
        certified=certifications_of(session, person.id),
        roles=roles,
        awards=titles_of(session, [team_id for held in roles for team_id in held.team_ids]),
        memberships=memberships_of(session, person.id),
        sign_ons=[(linked, providers().name_of(linked.provider)) for linked in sign_ons_of(session, person.id)],
        titles={course.item_id: course.content.title for course in courses},
        modules=sorted(modules.items()),
        merges=merges_into(session, person.id) if Permission.KEEP_ROSTER in may else [],
        mailed_at=last_mailings(session, [person.id]).get(person.id),
    )


def forms_for(portrait: Portrait) -> dict[str, Any]:
    """Only those that the reader may send and that have something to choose from."""
    forms: dict[str, Any] = {"remind": NudgeForm()} if Permission.REMIND in portrait.may else {}
    if Permission.ASSIGN in portrait.may and portrait.titles:
        forms["assign"] = AssignForm([(str(key), title) for key, title in portrait.titles.items()], today=today_here())
        if portrait.open_assignments:
            forms["excuse"] = ExcuseForm([(str(owed.id), _title(portrait, owed)) for owed in portrait.open_assignments])
        if portrait.excused:
            forms["again"] = AskAgainForm(
                [(str(owed.id), _title(portrait, owed)) for owed in portrait.excused], today=today_here()
            )
    if not portrait.may & {Permission.GRANT_ROLES, Permission.ADMINISTER}:
        return forms
    units = units_within(reading(), None)
    if Permission.GRANT_ROLES in portrait.may:
        forms["grant"] = GrantForm(units, portrait.modules)
    if Permission.ADMINISTER in portrait.may and providers():
        forms["link"] = LinkForm([(provider.id, provider.name) for provider in providers()])
    if Permission.ADMINISTER in portrait.may and units:
        forms["join"] = JoinForm(units, today=today_here())
        lasting = [(str(place.unit_id), place.unit) for place in portrait.memberships if place.until_on is None]
        if lasting:
            forms["leave"] = LeaveForm(lasting, today=today_here())
    return forms


def _title(portrait: Portrait, owed: Owed) -> str:
    return f"{portrait.titles.get(owed.course_id, owed.course)}: {owed.because}"


def heading(portrait: Portrait) -> str:
    """What the office opened the page for, in one line."""
    owed, name = len({due.course_id for due in portrait.open_assignments}), portrait.person.name
    done = len({held.course_id for held in portrait.completions if not held.voided_at})
    if owed:
        words = ngettext("%(name)s owes %(word)s course", "%(name)s owes %(word)s courses", owed, name=name, word=in_words(owed))
    elif done:
        word = in_words(done)
        words = ngettext(
            "%(name)s has completed %(word)s course", "%(name)s has completed %(word)s courses", done, name=name, word=word
        )
    elif any(taken.is_under_way for taken in portrait.taken):
        words = _("%(name)s has a course under way", name=name)
    else:
        words = _("%(name)s holds no completion", name=name) if portrait.taken else _("%(name)s has not begun", name=name)
    return str(words)
