"""Reminders as an office sees them: who gets what on a day, what went out, and letters of an officer's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.access.principals import Permission
from app.accounts.models import Person
from app.accounts.searching import is_standing, members_below, people_behind
from app.audit.recording import record_act
from app.errors import Invalid
from app.languages import local_day
from app.oversight.reaching import scope_of
from app.reminders.hearing import MORNING
from app.reminders.planning import plan_escalations, plan_reminders
from app.reminders.queries import Told, last_mailings, latest_told
from app.reminders.sending import nudge, officers_of
from app.reminders.shapes import Late, Planned, Timing
from app.requirements.reporting import AsOf
from app.web.requests import composer, now, settings, today_here

SHOWN = 50
"""Letters of the preview that are listed; all are counted."""
MOST_AT_ONCE = 200
"""People that one press of the button may remind."""


@dataclass(frozen=True, slots=True)
class Preview:
    """`letters` would go out on `on`, were reminders switched on then; `without` are people with no address; `late` is told to
    officers, whose names stand in `officers` by who is late: none, where no unit above has one."""

    on: dt.date
    letters: Sequence[Planned]
    without: Sequence[Planned]
    late: Sequence[Late]
    officers: Mapping[int, list[str]]


def may_set() -> bool:
    """Only whose reach is the whole institution sets what holds for all of it."""
    return scope_of(Permission.REMIND) is None


def next_morning() -> dt.date:
    """The next day on which letters go out."""
    local = now().astimezone(AsOf(today_here(), now(), settings().zone).ends_at.tzinfo)
    return today_here() if local.time() < MORNING else today_here() + dt.timedelta(days=1)


def preview(session: Session, timing: Timing, on: dt.date) -> Preview:
    asof, scope = AsOf(on, now(), settings().zone), scope_of(Permission.REMIND)
    planned = plan_reminders(session, timing, asof, scope=scope)
    letters, without = [one for one in planned if one.address], [one for one in planned if not one.address]
    late = plan_escalations(session, timing, asof, scope=scope)
    told = officers_of(session, {one.person_id for one in late}, on=on)
    names = dict(
        session.execute(
            select(Person.id, Person.name).where(Person.id.in_({one for some in told.values() for one in some}))
        ).all()
    )
    return Preview(on, letters, without, late, {person: [names[one] for one in some] for person, some in told.items()})


def remind_people(session: Session, people: Sequence[int], because: str, *, by: int, at: dt.datetime) -> int:
    """Each gets the officer's own letter. Returns how many were written. Raises `Invalid` where nobody is chosen, or too many."""
    words = " ".join(because.split())
    if not people:
        raise Invalid(_("Mark at least one person"), field="person")
    if len(people) > MOST_AT_ONCE:
        raise Invalid(_("Mark at most %(most)s people at once", most=MOST_AT_ONCE), field="person")
    if not words or len(words) > 300:
        raise Invalid(_("Say why in one sentence: the person reads it"), field="because")
    sent = 0
    for person in people:
        if nudge(session, person_id=person, because=words, by=by, at=at, composer=composer()):
            record_act(session, "person.reminded", ("person", person), at=at, by=by)
            sent += 1
    return sent


def people_in_reach(session: Session, codes: Collection[str]) -> list[int]:
    """Of these, the ids of those whom the signed-in person may remind."""
    named, scope = aliased(Person), scope_of(Permission.REMIND)
    query = (
        select(Person.id)
        .join(named, Person.id == func.coalesce(named.merged_into, named.id))
        .where(named.code.in_(codes), *is_standing(Person))
        .distinct()
    )
    if scope is not None:
        query = query.where(Person.id.in_(members_below(scope, on=today_here())))
    return list(session.scalars(query))


def mailings_by_code(session: Session, codes: Collection[str]) -> dict[str, dt.datetime]:
    """When those behind these codes were last asked to train. Two queries."""
    people = people_behind(session, codes)
    asked = last_mailings(session, set(people.values()))
    return {code: asked[person] for code, person in people.items() if person in asked}


def sent_lately(session: Session) -> list[tuple[dt.date, Told]]:
    """With the day, where the institution is."""
    told = latest_told(session, scope=scope_of(Permission.REMIND), on=today_here())
    return [(local_day(one.at, settings().zone), one) for one in told]
