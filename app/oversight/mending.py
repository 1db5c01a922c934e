"""What mends a row of a check: a personal link, an invitation to somebody new, or saying who is meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.nudging import PersonalLink, Receiver, prepare_personal_link, receivers_of
from app.accounts.searching import is_below, people_behind
from app.catalogue.live import LiveCourse
from app.catalogue.paths import course_on_path
from app.catalogue.queries import current_courses
from app.errors import Conflict, NotFound
from app.languages import day_in_words
from app.oversight.answering import event_words, row_at
from app.oversight.asking import Kept, ask_and_keep, with_choice
from app.oversight.check_forms import GuestForm
from app.oversight.reaching import scope_of
from app.records.welcoming import invite_guest, prepare_guest
from app.requirements.hearing import question_of
from app.teams.forming import choose_person, open_members
from app.web.guarding import principal
from app.web.requests import composer, now, reading, settings, today_here, transaction

LONGEST_TITLE = 120
"""Of a team, where it stands within a sentence."""


def course_for(session: Session, kept: Kept) -> LiveCourse:
    """The shortest course that answers every rule of the check by itself. Raises `Conflict` where none does."""
    rules = [rule for rule in kept.data["rules"] if rule["applies"]] or kept.data["rules"]
    named = [slug for rule in rules for slug in rule["courses"]]
    topics = {topic for rule in rules for topic in rule["topics"]}
    courses = [course_on_path(one, "") for one in current_courses(session)]
    fitting = [one for one in courses if (one.slug in named or not named) and topics <= set(one.topics)]
    if not fitting:
        raise Conflict(_("No course here addresses what this rule asks for. Publish one, or accept proof from elsewhere."))
    return min(fitting, key=lambda one: one.minutes)


def reason_of(kept: Kept, language: str) -> str:
    """Why the check asks somebody to train, as a clause after "because": for which sponsor, what for, and by which day."""
    row, team = kept.row, kept.team.title if kept.team else ""
    short = team if len(team) <= LONGEST_TITLE else f"{team[:LONGEST_TITLE]}…"
    with force_locale(language):
        words = {"event": event_words(row.event).lower(), "day": day_in_words(row.happens_on, language)}
        words |= {"sponsor": row.sponsor.upper(), "team": short}
        if team:
            return str(
                _("you are named on %(team)s, and for %(sponsor)s (%(event)s) your training has to count on %(day)s", **words)
            )
        return str(_("you are named on a list for %(sponsor)s (%(event)s), and your training has to count on %(day)s", **words))


def person_of(session: Session, kept: Kept, number: int) -> tuple[Mapping[str, Any], Receiver]:
    """The row of the check at that place of the list, and who it is now. Raises `NotFound`."""
    row = row_at(kept.data, number)
    code = row["person"]["code"] if row and row["person"] else ""
    found = people_behind(session, [code])
    if row is None or code not in found:
        raise NotFound(_("There is nobody at this place of the check."))
    return row, receivers_of(session, [found[code]])[found[code]]


def people_at(session: Session, data: Mapping[str, Any], numbers: Collection[int]) -> set[int]:
    """Who stands at these places of the list. One query."""
    rows = [row_at(data, number) for number in numbers]
    return set(people_behind(session, [row["person"]["code"] for row in rows if row and row["person"]]).values())


def links_for(session: Session, kept: Kept, receivers: Collection[Receiver]) -> list[PersonalLink]:
    """Composed before the transaction that sends them. Raises `Conflict` for somebody without an address."""
    if not receivers:
        return []
    course = course_for(session, kept)
    base, host = settings().base_address.rstrip("/"), principal().name
    said = {"target": f"/courses/{course.slug}", "course": course.content.title, "host": host, "base_address": base}
    because = {language: reason_of(kept, language) for language in {one.language for one in receivers}}
    return [prepare_personal_link(composer(), one, because=because[one.language], **said) for one in receivers]


def may_hold(receiver: Receiver) -> bool:
    """Whether the signed-in person may see the link itself. One that sets a password opens the account: only within reach."""
    scope = scope_of(Permission.INVITE_PEOPLE)
    return (
        receiver.can_sign_in or scope is None or is_below(reading(), person_id=receiver.person_id, scope=scope, on=today_here())
    )


def codes_in(data: Mapping[str, Any]) -> set[str]:
    rules = [*data["rules"], *data["certifications"]]
    return {one["person"]["code"] for rule in rules for one in rule["people"] if one["person"]}


def invite_to(kept: Kept, typed: str, form: GuestForm, *, unit_id: int | None) -> tuple[str, bool, str]:
    """The code of the next answer, on which the guest stands; whether the letter is new; and its link.
    Raises `Invalid` or `Conflict`."""
    course, config = course_for(reading(), kept), settings()
    language, zone, base = config.languages[0], config.zone, config.base_address.rstrip("/")
    because = reason_of(kept, language)
    who = {"name": form.name.data, "address": form.address.data, "language": language, "zone": zone}
    said = {"course": course.content.title, "because": because, "host": principal().name, "base_address": base}
    invitation, question = prepare_guest(composer(), **who, **said), question_of(kept.row)
    due_on = kept.row.happens_on if kept.row.happens_on >= today_here() else None
    with transaction() as session:
        invited = invite_guest(
            session,
            invitation,
            unit_id=unit_id,
            course=course,
            because=because,
            due_on=due_on,
            is_mailed=True,
            at=now(),
            by=principal().id,
        )
        choose_on_team(session, kept, typed, invited.person.id)
        newer = ask_and_keep(session, with_choice(question, typed, invited.person.code)).code
    return newer, invited.is_new, invitation.link


def choose_on_team(session: Session, kept: Kept, typed: str, person_id: int) -> None:
    """Where the check is of a team, its member by that name is this person from now on."""
    if kept.row.team_id is None:
        return
    for member in open_members(session, kept.row.team_id):
        if member.typed == typed and member.person_id is None:
            choose_person(session, member, person_id=person_id, at=now(), by=principal().id)
