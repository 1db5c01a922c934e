"""What mends a row of a check: a letter with a personal link, an invitation to somebody new, or saying who is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.inviting import Invitation, invite, prepare_invitation
from app.accounts.models import Person
from app.accounts.queries import primary_address
from app.audit.recording import record_act
from app.catalogue.live import LiveCourse
from app.catalogue.paths import course_on_path
from app.catalogue.queries import current_courses
from app.errors import Conflict, NotFound
from app.languages import day_in_words
from app.mail.composing import Composed, Composer
from app.mail.posting import post_letter
from app.mail.queries import last_letters
from app.oversight.answering import row_at
from app.oversight.asking import Kept
from app.requirements.models import Check
from app.teams.forming import choose_person, open_members
from app.web.guarding import principal
from app.web.requests import now, settings

KINDS = ("asked_to_train", "invite", "guest", "personal", "reminder", "nudge")
"""Letters that ask somebody to train."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A letter to somebody of a check, made before the transaction that posts it. `invitation` for who never set a password."""

    person: Person
    address: str
    letter: Composed | None
    invitation: Invitation | None
    link: str


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


def person_of(session: Session, kept: Kept, number: int) -> tuple[Mapping[str, Any], Person]:
    """The row of the check at that place of the list, and who it is. Raises `NotFound`."""
    row = row_at(kept.data, number)
    person = session.scalar(select(Person).where(Person.code == row["person"]["code"])) if row and row["person"] else None
    if row is None or person is None:
        raise NotFound(_("There is nobody at this place of the check."))
    return row, person


def prepare_sending(session: Session, kept: Kept, person: Person) -> Sending:
    """Raises `Conflict` for somebody without an address."""
    address = primary_address(session, person.id)
    if address is None:
        raise Conflict(_("%(name)s has no mail address on record. Add one first.", name=person.name))
    composer, config = cast(Composer, current_app.extensions["openward.composer"]), settings()
    course = course_for(session, kept)
    link = f"{config.base_address.rstrip('/')}{url_for('learning.course', course=course.slug)}"
    if not person.password_hash:
        wish = {"name": person.name, "address": address, "base_address": config.base_address.rstrip("/")}
        invitation = prepare_invitation(composer, **wish, language=person.language, zone=person.zone)
        return Sending(person, address, None, invitation, invitation.link)
    row = kept.row
    letter = composer.compose(
        "asked_to_train",
        language=person.language,
        name=person.name,
        asker=principal().name,
        sponsor=row.sponsor.upper(),
        day=day_in_words(row.happens_on, person.language),
        team=kept.team.title if kept.team else "",
        course=course.content.title,
        minutes=course.minutes,
        link=link,
    )
    return Sending(person, address, letter, None, link)


def send(session: Session, sending: Sending, row: Check, *, by: int, at: dt.datetime) -> None:
    """One letter a person, check and day, however often it is pressed."""
    if sending.invitation:
        invite(session, sending.invitation, at=at, by=by)
    elif sending.letter:
        key = f"asked:{row.id}:{sending.person.id}:{at.date().isoformat()}"
        post_letter(session, sending.letter, address=sending.address, person_id=sending.person.id, at=at, key=key)
    record_act(session, "person.asked", ("person", sending.person.id), at=at, by=by, check=row.id)


def mailings(session: Session, codes: Collection[str]) -> dict[str, dt.datetime]:
    """When each was last asked to train, by the code of the person."""
    rows = session.execute(select(Person.id, Person.code).where(Person.code.in_(codes)))
    people = {row.id: row.code for row in rows}
    return {people[one]: at for one, at in last_letters(session, list(people), kinds=KINDS).items()}


def codes_in(data: Mapping[str, Any]) -> set[str]:
    return {one["person"]["code"] for rule in data["rules"] for one in rule["people"] if one["person"]}


def invitation_for(name: str, address: str) -> Invitation:
    """Raises `Invalid`."""
    composer, config = cast(Composer, current_app.extensions["openward.composer"]), settings()
    base = config.base_address.rstrip("/")
    return prepare_invitation(
        composer, name=name, address=address, base_address=base, language=config.languages[0], zone=config.zone
    )


def choose_on_team(session: Session, kept: Kept, typed: str, person_id: int) -> None:
    """Where the check is of a team, its member by that name is this person from now on."""
    if kept.row.team_id is None:
        return
    for member in open_members(session, kept.row.team_id):
        if member.typed == typed and member.person_id is None:
            choose_person(session, member, person_id=person_id, at=now(), by=principal().id)
