"""Guests: people of other institutions with an account of their own here, and a course to take."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy.orm import Session

from app.accounts.inviting import Invitation, Invited, invite, prepare_invitation
from app.catalogue.live import LiveCourse
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
    session: Session, invitation: Invitation, *, unit_id: int | None, course: LiveCourse, because: str, due_on: dt.date | None,
    is_mailed: bool, at: dt.datetime, by: int | None,
) -> Invited:  # fmt: skip
    """As a partner in the unit that asks for it, with the course to do; the link leads to it. Not mailed: give `invitation.link`
    away by hand. Once a day for the same course and reason: asked again, nothing more is done. Raises `Conflict` where the
    address has an account that is in use."""
    said = hashlib.sha256("\n".join((invitation.address, course.slug, because, str(by))).encode()).hexdigest()
    how = {"unit_id": unit_id, "affiliation": PARTNER, "target": f"/courses/{course.slug}", "is_mailed": is_mailed}
    key = f"guest:{said[:32]}:{at.date().isoformat()}"
    invited = invite(session, invitation, at=at, by=by, key=key, **how)  # type: ignore[arg-type]
    if invited.is_new:
        assign(session, person_id=invited.person.id, course_id=course.item_id, because=because, due_on=due_on, by=by, at=at)
    return invited
