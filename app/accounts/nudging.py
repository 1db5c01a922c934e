"""A personal link for somebody who is known: to sign-in and on to what is due, or first to a password where there is none yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy.orm import Session

from app.accounts.inviting import Invitation, prepare_invitation, send_invitation
from app.accounts.mailing import record_mailing
from app.accounts.models import Person
from app.accounts.queries import primary_address
from app.audit.recording import record_act
from app.errors import Conflict
from app.mail.composing import Composed, Composer
from app.mail.posting import post_letter


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """Composed before the transaction that sends it. `invitation` where a password must be set first: then `link` holds a secret
    that works once."""

    person_id: int
    address: str
    link: str
    letter: Composed
    target: str
    invitation: Invitation | None


def prepare_personal_link(
    session: Session, composer: Composer, *, person_id: int, target: str, course: str, because: str, host: str, base_address: str
) -> PersonalLink:
    """Only reads. `target` is a path here, `course` its title, `host` who asks. Raises `Conflict` where no
    address is known."""
    person = session.get_one(Person, person_id)
    address = primary_address(session, person_id)
    if address is None:
        raise Conflict("No address is known of this person. Add one by the roster first.")
    facts = {"course": course, "because": because, "host": host}
    if person.password_hash:
        link = f"{base_address}/sign-in?next={quote(target)}"
        letter = composer.compose("personal", language=person.language, name=person.name, link=link, **facts)
        return PersonalLink(person_id, address, link, letter, target, None)
    who = {"name": person.name, "address": address, "language": person.language, "zone": person.zone}
    invitation = prepare_invitation(composer, base_address=base_address, kind="guest", **who, **facts)
    return PersonalLink(person_id, address, invitation.link, invitation.letter, target, invitation)


def send_personal_link(
    session: Session, personal: PersonalLink, *, at: dt.datetime, by: int | None, is_mailed: bool = True
) -> None:
    """On record, and kept as the person's last mailing."""
    if personal.invitation is not None:
        one, target = personal.person_id, personal.target
        send_invitation(session, personal.invitation, person_id=one, at=at, by=by, target=target, is_mailed=is_mailed)
    else:
        if is_mailed:
            post_letter(session, personal.letter, address=personal.address, person_id=personal.person_id, at=at)
        address = personal.address if is_mailed else None
        record_mailing(session, person_id=personal.person_id, kind=personal.letter.kind, address=address, at=at, by=by)
    record_act(session, "person.linked", ("person", personal.person_id), at=at, by=by)
