"""What is set, and who was written to when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Mailing, Person
from app.accounts.searching import members_below, survivor_id
from app.reminders.models import Reminder, ReminderVersion
from app.reminders.shapes import Timing

AUTOMATIC = ("due", "lapse")
MOST_IDS = 5000
"""In one statement: both engines refuse very long lists."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the list of what went out. `by` None: by itself."""

    at: dt.datetime
    person: str
    code: str
    told: str
    cause: str
    because: str
    by: str | None


def present_timing(session: Session) -> Timing:
    """Off, where nothing was ever set."""
    body = session.scalar(select(ReminderVersion.body).order_by(ReminderVersion.id.desc()).limit(1))
    return Timing.model_validate(body) if body else Timing()


def last_mailings(session: Session, person_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When each of these was last asked to train: by a reminder, an officer's letter, an invitation, or a link given by hand.
    Those never asked are left out. One query."""
    selves = select(Person.id).where(or_(Person.id.in_(person_ids), Person.merged_into.in_(person_ids)))
    reminded = select(Reminder.person_id, Reminder.recorded_at.label("at")).where(Reminder.cause != "escalation")
    handed = select(Mailing.person_id, Mailing.sent_at).where(Mailing.person_id.in_(selves))
    asked = union_all(reminded.where(Reminder.person_id.in_(selves)), handed).subquery()
    query = select(survivor_id(), func.max(asked.c.at)).join(asked, asked.c.person_id == Person.id).group_by(survivor_id())
    return {row[0]: row[1] for row in session.execute(query)} if person_ids else {}


def last_told_on(session: Session, person_ids: Collection[int]) -> dict[int, dt.date]:
    """When each last got a letter that went out by itself."""
    query = select(Reminder.person_id, func.max(Reminder.told_on)).where(_is_among(person_ids), Reminder.cause.in_(AUTOMATIC))
    return {row[0]: row[1] for row in session.execute(query.group_by(Reminder.person_id))}


def told_of(session: Session, person_ids: Collection[int], causes: Collection[str]) -> dict[tuple[int, str], dt.date]:
    """By person and subject: the last day on which it was told."""
    query = (
        select(Reminder.person_id, Reminder.subject, func.max(Reminder.told_on))
        .where(_is_among(person_ids), Reminder.cause.in_(causes))
        .group_by(Reminder.person_id, Reminder.subject)
    )
    return {(person, subject): on for person, subject, on in session.execute(query)}


def latest_told(session: Session, *, scope: Collection[int] | None, on: dt.date, limit: int = 50) -> list[Told]:
    """Newest first, of people whom the asker sees."""
    told, by = aliased(Person), aliased(Person)
    query = (
        select(Reminder.recorded_at, Person.name, Person.code, told.name, Reminder.cause, Reminder.because, by.name)
        .join(Person, Person.id == Reminder.person_id)
        .join(told, told.id == Reminder.told_id)
        .outerjoin(by, by.id == Reminder.told_by)
        .order_by(Reminder.id.desc())
        .limit(limit)
    )
    if scope is not None:
        query = query.where(Reminder.person_id.in_(members_below(scope, on=on)))
    return [Told(*row) for row in session.execute(query)]


def _is_among(person_ids: Collection[int]) -> ColumnElement[bool]:
    """Of a `Reminder`. Of very many people the whole table is read: it holds few others."""
    return Reminder.person_id.in_(person_ids) if len(person_ids) <= MOST_IDS else true()
