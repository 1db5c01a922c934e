"""Writing the letters. What stands in one is asked anew in the transaction that writes it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Grant, GrantWithdrawal, Membership, Person, PersonIdentifier, Role, Unit
from app.accounts.searching import is_primary
from app.accounts.units import is_valid_on
from app.catalogue.models import Item, Version
from app.database.days import day_of
from app.errors import NotFound
from app.languages import day_in_words
from app.mail.composing import Composer
from app.mail.posting import post_letter
from app.records.queries import dues_of
from app.reminders.models import Reminder
from app.reminders.planning import plan_escalations, plan_reminders
from app.reminders.queries import present_timing
from app.reminders.shapes import Late, Planned, Reason
from app.requirements.reporting import AsOf


def send_reminders(session: Session, people: Collection[int], asof: AsOf, composer: Composer) -> int:
    """To those of `people` who are still to be reminded: one letter each. Returns how many letters were written."""
    timing = present_timing(session)
    letters = plan_reminders(session, timing, asof, people=people) if timing.is_on else []
    return sum(_send(session, one, asof, composer) for one in letters if one.address)


def send_escalations(session: Session, asof: AsOf, composer: Composer) -> int:
    """To the officers of the nearest unit that has any, one letter each. Returns how many letters were written."""
    timing = present_timing(session)
    late = plan_escalations(session, timing, asof) if timing.is_on else []
    told: dict[int, list[Late]] = defaultdict(list)
    officers = officers_of(session, {one.person_id for one in late}, on=asof.on)
    for one in late:
        for officer in officers.get(one.person_id, ()):
            told[officer].append(one)
    return sum(_tell_officer(session, officer, lates, asof, composer) for officer, lates in sorted(told.items()))


def nudge(session: Session, *, person_id: int, because: str, by: int, at: dt.datetime, composer: Composer) -> bool:
    """An officer's own letter, which tells of all that is due: nothing holds it back. False where the person has
    no address, or the same words went out within the last minute."""
    person, address = _receiver(session, person_id)
    if address is None:
        return False
    words = " ".join(because.split())[:300]
    if _was_just_told(session, person_id, words, at=at):
        return False
    reason = Reason("nudge", f"all:{at:%H:%M:%S.%f}", "", words, day_of(session, at))
    key = f"nudge:{person_id}:{at.isoformat()}"
    _keep(session, person_id, reason, key, told=person_id, at=at, by=by)
    owed = dues_of(session, person_id)
    titles = _titles(session, {due.course_id for due in owed})
    items = [_item(titles[due.course_id][1], due.because, due.due_on, titles[due.course_id][0], person.language) for due in owed]
    officer = session.get_one(Person, by).name
    letter = composer.compose("nudge", language=person.language, name=person.name, officer=officer, because=words, items=items)
    post_letter(session, letter, address=address, person_id=person_id, at=at, key=key)
    return True


def officers_of(session: Session, people: Collection[int], *, on: dt.date) -> dict[int, list[int]]:
    """The officers of the nearest unit above each that has any."""
    withdrawn = select(GrantWithdrawal.id).where(GrantWithdrawal.grant_id == Grant.id).exists()
    granted = (
        select(Unit.path, Grant.person_id)
        .join(Grant, Grant.unit_id == Unit.id)
        .where(Grant.role == Role.OFFICER, or_(Grant.ends_on.is_(None), Grant.ends_on >= on), ~withdrawn)
    )
    by_path: dict[str, list[int]] = defaultdict(list)
    for path, officer in session.execute(granted):
        by_path[path].append(officer)
    former = aliased(Person)
    holder = select(former.id, former.merged_into).subquery()
    places = (
        select(holder.c.id, holder.c.merged_into, Unit.path)
        .join(Membership, Membership.person_id == holder.c.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(or_(holder.c.id.in_(people), holder.c.merged_into.in_(people)), is_valid_on(on))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for person, merged_into, path in session.execute(places):
        above = [top for top in by_path if path.startswith(top)]
        if above:
            found[merged_into or person] += by_path[max(above, key=len)]
    return {person: sorted(set(officers) - {person}) for person, officers in found.items()}


def _send(session: Session, one: Planned, asof: AsOf, composer: Composer) -> bool:
    key = f"reminder:{asof.on.isoformat()}:{one.person_id}"
    kept = [
        _keep(session, one.person_id, reason, key, told=one.person_id, at=asof.known_at, on=asof.on) for reason in one.reasons
    ]
    if not any(kept):
        return False
    owed = [_item(r.title, r.because, r.ends_on, r.course, one.language) for r in one.reasons if r.cause == "due"]
    lapsing = [{"sponsors": r.title, "until": day_in_words(r.ends_on, one.language)} for r in one.reasons if r.cause == "lapse"]
    first = day_in_words(one.reasons[0].ends_on, one.language)
    letter = composer.compose("reminder", language=one.language, name=one.name, items=owed, lapsing=lapsing, first=first)
    post_letter(session, letter, address=one.address, person_id=one.person_id, at=asof.known_at, key=key)
    return True


def _tell_officer(session: Session, officer_id: int, lates: Iterable[Late], asof: AsOf, composer: Composer) -> bool:
    officer, address = _receiver(session, officer_id)
    if address is None:
        return False
    key = f"escalation:{asof.on.isoformat()}:{officer_id}"
    people = []
    for late in lates:
        _keep(session, late.person_id, late.reason, key, told=officer_id, at=asof.known_at, on=asof.on, cause="escalation")
        people.append(
            {
                "name": late.name,
                "code": late.code,
                "title": late.reason.title,
                "due": day_in_words(late.reason.ends_on, officer.language),
            }
        )
    letter = composer.compose("escalation", language=officer.language, name=officer.name, people=people)
    post_letter(session, letter, address=address, person_id=officer_id, at=asof.known_at, key=key)
    return True


def _keep(
    session: Session,
    person_id: int,
    reason: Reason,
    key: str,
    *,
    told: int,
    at: dt.datetime,
    on: dt.date | None = None,
    cause: str = "",
    by: int | None = None,
) -> bool:
    """False where it is kept already: for this person, cause and subject, on this day."""
    row = Reminder(
        person_id=person_id,
        told_id=told,
        cause=cause or reason.cause,
        subject=reason.subject,
        because=(reason.because or reason.title)[:300],
        ends_on=reason.ends_on if reason.cause != "nudge" else None,
        told_on=on or day_of(session, at),
        letter_key=key,
        told_by=by,
        recorded_at=at,
    )
    same = select(Reminder.id).where(
        Reminder.person_id == person_id,
        Reminder.cause == row.cause,
        Reminder.subject == row.subject,
        Reminder.told_on == row.told_on,
    )
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    if session.execute(same).first():
        return False
    session.add(row)
    session.flush()
    return True


def _was_just_told(session: Session, person_id: int, words: str, *, at: dt.datetime) -> bool:
    """The person is locked, so that of two presses at once the second sees what the first wrote."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    told = select(Reminder.id).where(
        Reminder.person_id == person_id,
        Reminder.cause == "nudge",
        Reminder.because == words,
        Reminder.recorded_at > at - dt.timedelta(minutes=1),
    )
    return session.execute(told).first() is not None


def _receiver(session: Session, person_id: int) -> tuple[Person, str | None]:
    query = select(Person, PersonIdentifier.value).outerjoin(PersonIdentifier, is_primary(Person)).where(Person.id == person_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound("There is nobody under this address.")
    return row[0], row[1]


def _titles(session: Session, courses: Collection[int]) -> dict[int, tuple[str, str]]:
    """Slug and newest title."""
    query = select(Item.id, Item.slug, Version.title).join(Version, Version.item_id == Item.id).where(Item.id.in_(courses))
    return {row[0]: (row[1], row[2]) for row in session.execute(query.order_by(Version.id))}


def _item(title: str, because: str, due_on: dt.date | None, course: str, language: str) -> dict[str, Any]:
    return {"title": title, "because": because, "due": day_in_words(due_on, language) if due_on else "", "course": course}
