"""Making an account for somebody else, who sets the password from the letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.accounts.addressing import clean_address, clean_name
from app.accounts.linking import LASTING, end_links, keep_link
from app.accounts.mailing import record_mailing
from app.accounts.models import LinkPurpose, Person
from app.accounts.queries import find_by_address
from app.accounts.registering import add_person
from app.accounts.units import join_unit
from app.audit.recording import record_act
from app.database.days import day_of
from app.database.tables import new_code
from app.errors import Conflict
from app.mail.composing import Composed, Composer
from app.mail.posting import post_letter


@dataclass(frozen=True, slots=True)
class Invitation:
    """Composed before the transaction that sends it. `link` holds the secret: show it to nobody but who may pass it on."""

    name: str
    address: str
    language: str
    zone: str
    secret: str
    link: str
    letter: Composed


class Invited(NamedTuple):
    """Not `is_new`: the same letter went out before, and its link stays the one that works."""

    person: Person
    is_new: bool


def prepare_invitation(
    composer: Composer,
    *,
    name: str,
    address: str,
    base_address: str,
    language: str,
    zone: str,
    kind: str = "invite",
    **facts: str,
) -> Invitation:  # fmt: skip
    """`kind` is the letter's, `facts` what it says besides. Raises `Invalid` for a name or an address that cannot be kept."""
    name, address, secret = clean_name(name), clean_address(address), new_code()
    link = f"{base_address}/welcome/{secret}"
    letter = composer.compose(kind, language=language, name=name, link=link, days=LASTING[LinkPurpose.INVITE].days, **facts)
    return Invitation(name, address, language, zone, secret, link, letter)


def invite(
    session: Session, invitation: Invitation, *, at: dt.datetime, by: int | None, unit_id: int | None = None,
    affiliation: str = "researcher", target: str | None = None, is_mailed: bool = True, key: str | None = None,
) -> Invited:  # fmt: skip
    """`target`: where the person goes from the first sign-in. Not mailed: the link is given away by hand. `key` as in
    `post_letter`.

    `unit_id`: what a new person belongs to from today. Somebody who was invited before and has no password yet gets a new letter,
    and the former one leads nowhere. Raises `Conflict` where the address has an account that is in use.
    """
    person = find_by_address(session, invitation.address)
    if person is not None and person.password_hash:
        raise Conflict("This address has an account already. Nobody was invited.")
    if person is None:
        wish = {name: getattr(invitation, name) for name in ("name", "address", "language", "zone")}
        person = add_person(session, **wish, confirmed=False, at=at)
        if unit_id is not None:
            join_unit(
                session, person_id=person.id, unit_id=unit_id, from_on=day_of(session, at), affiliation=affiliation, at=at, by=by
            )
    how = {"target": target, "is_mailed": is_mailed, "key": key}
    is_new = send_invitation(session, invitation, person_id=person.id, at=at, by=by, **how)  # type: ignore[arg-type]
    if is_new:
        record_act(session, "person.invited", ("person", person.id), at=at, by=by, unit=unit_id)
    return Invited(person, is_new)


def send_invitation(
    session: Session, invitation: Invitation, *, person_id: int, at: dt.datetime, by: int | None = None,
    target: str | None = None, is_mailed: bool = True, key: str | None = None,
) -> bool:  # fmt: skip
    """The letter and its link alone: also for an invited person who tries to register. A link given away by hand proves nothing
    about the mailbox; using it confirms no address. False where a letter under `key` is written already: its link stays the one.
    """
    to, letter = invitation.address, invitation.letter
    if is_mailed and not post_letter(session, letter, address=to, person_id=person_id, at=at, key=key):
        return False
    end_links(session, person_id=person_id, purposes=(LinkPurpose.INVITE,), at=at)
    offer = {"target": target, "by": by, "is_mailed": is_mailed}
    secret, purpose = invitation.secret, LinkPurpose.INVITE
    keep_link(session, secret=secret, purpose=purpose, address=to, person_id=person_id, at=at, offer=offer)
    record_mailing(session, person_id=person_id, kind=letter.kind, address=to if is_mailed else None, at=at, by=by)
    return True
