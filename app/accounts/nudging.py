"""A personal link for somebody who is known: to sign-in and on to what is due, or first to a password where there is none."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.inviting import Invitation, prepare_invitation, send_invitation
from app.accounts.mailing import record_mailing
from app.accounts.models import Person, PersonIdentifier, Scheme
from app.accounts.searching import is_primary
from app.audit.recording import record_act
from app.errors import Conflict
from app.mail.composing import Composed, Composer
from app.mail.posting import post_letter


@dataclass(frozen=True, slots=True)
class Receiver:
    """`can_sign_in`: by a password or a linked sign-on, also of a record that was merged into this one."""

    person_id: int
    name: str
    address: str | None
    language: str
    zone: str
    can_sign_in: bool


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """Composed before the transaction that sends it. `invitation` where a password must be set first: then `link` holds a secret
    that works once. `sameness`: a letter that says the same to the same address, from the same host."""

    receiver: Receiver
    address: str
    link: str
    letter: Composed
    target: str
    invitation: Invitation | None
    sameness: str


def receivers_of(session: Session, people: Collection[int]) -> dict[int, Receiver]:
    """Of people as they are after all merges. One query."""
    own = aliased(Person)
    subject = and_(PersonIdentifier.person_id == own.id, PersonIdentifier.scheme == Scheme.SUBJECT)
    enters = or_(own.password_hash.is_not(None), select(PersonIdentifier.id).where(subject).exists())
    can_sign_in = select(own.id).where(or_(own.id == Person.id, own.merged_into == Person.id), enters).exists()
    query = (
        select(Person.id, Person.name, PersonIdentifier.value, Person.language, Person.zone, can_sign_in)
        .outerjoin(PersonIdentifier, is_primary(Person))
        .where(Person.id.in_(people))
    )
    return {row[0]: Receiver(*row) for row in session.execute(query)}


def prepare_personal_link(
    composer: Composer, receiver: Receiver, *, target: str, course: str, because: str, host: str, base_address: str
) -> PersonalLink:
    """`target` is a path here, `course` its title, `host` who asks. Raises `Conflict` where no address is known."""
    address = receiver.address
    if address is None:
        raise Conflict("No address is known of this person. Add one by the roster first.")
    said = "\n".join((address, target, because, host))
    sameness = f"personal:{receiver.person_id}:{hashlib.sha256(said.encode()).hexdigest()[:32]}"
    facts = {"course": course, "because": because, "host": host}
    if receiver.can_sign_in:
        link = f"{base_address}/sign-in?next={quote(target)}"
        letter = composer.compose("personal", language=receiver.language, name=receiver.name, link=link, **facts)
        return PersonalLink(receiver, address, link, letter, target, None, sameness)
    who = {"name": receiver.name, "address": address, "language": receiver.language, "zone": receiver.zone}
    invitation = prepare_invitation(composer, base_address=base_address, kind="guest", **who, **facts)
    return PersonalLink(receiver, address, invitation.link, invitation.letter, target, invitation, sameness)


def send_personal_link(
    session: Session, personal: PersonalLink, *, at: dt.datetime, by: int | None, is_mailed: bool = True
) -> bool:
    """On record, and kept as the person's last mailing. False where a letter that says the same went out on this day: then
    nothing is changed, and the link of that letter is the one that works."""
    one, key = personal.receiver.person_id, f"{personal.sameness}:{at.date().isoformat()}"
    if personal.invitation is not None:
        how = {"target": personal.target, "is_mailed": is_mailed, "key": key}
        is_new = send_invitation(session, personal.invitation, person_id=one, at=at, by=by, **how)  # type: ignore[arg-type]
    else:
        is_new = not is_mailed or post_letter(session, personal.letter, address=personal.address, person_id=one, at=at, key=key)
        if is_new:
            address = personal.address if is_mailed else None
            record_mailing(session, person_id=one, kind=personal.letter.kind, address=address, at=at, by=by)
    if is_new:
        record_act(session, "person.linked", ("person", one), at=at, by=by)
    return is_new
