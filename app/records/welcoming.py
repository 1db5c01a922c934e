"""Guests: people of other institutions with an account of their own here, and a course to take."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.inviting import Invitation, invite, prepare_invitation
from app.accounts.models import Person
from app.mail.composing import Composer
from app.records.assigning import assign, given_because

PARTNER = "partner"


def prepare_guest(
    composer: Composer,
    *,
    name: str,
    address: str,
    course: str,
    because: str,
    host: str,
    base_address: str,
    language: str,
    zone: str,
) -> Invitation:
    """`course` is a title, `host` the name of who invites. Raises `Invalid` for what cannot be kept."""
    facts = {"course": course, "because": given_because(because), "host": host}
    who = {"name": name, "address": address, "language": language, "zone": zone}
    return prepare_invitation(composer, base_address=base_address, kind="guest", **who, **facts)


def invite_guest(
    session: Session, invitation: Invitation, *, unit_id: int | None, course_id: int, slug: str, because: str,
    due_on: dt.date | None, is_mailed: bool, at: dt.datetime, by: int | None,
) -> Person:  # fmt: skip
    """As a partner in the unit that asks for it, with the course to do; the link leads to it. Not mailed: give `invitation.link`
    away by hand. Raises `Conflict` where the address has an account that is in use."""
    target = f"/courses/{slug}"
    how = {"unit_id": unit_id, "affiliation": PARTNER, "target": target, "is_mailed": is_mailed}
    person = invite(session, invitation, at=at, by=by, **how)  # type: ignore[arg-type]
    assign(session, person_id=person.id, course_id=course_id, because=because, due_on=due_on, by=by, at=at)
    return person
