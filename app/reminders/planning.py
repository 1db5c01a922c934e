"""Who is to be reminded on a day, and of what. The preview and the worker ask the same function."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person, PersonIdentifier
from app.accounts.searching import is_primary, members_below
from app.catalogue.models import Item, Version
from app.records.models import Assignment, Completion, CompletionVoid, Excuse
from app.reminders.queries import MOST_IDS, last_told_on, told_of
from app.reminders.shapes import Late, Planned, Reason, Timing
from app.requirements.demanding import Demand, demand_of
from app.requirements.listing import PeopleAsked, stream_listed_ids
from app.requirements.reporting import AsOf, Whom, rules_and_policy, sorts_of_completions, sorts_of_proofs

Reasons = dict[int, list[Reason]]


def plan_reminders(
    session: Session, timing: Timing, asof: AsOf, *, scope: Collection[int] | None = None, people: Collection[int] | None = None
) -> list[Planned]:
    """One letter a person, all that is due together, by person id. Whoever finished, left, was told of it since the last of the
    days set, or got a letter within the quiet days is not among them. `people`: only of these."""
    rules, policy = rules_and_policy(session, known_at=asof.known_at)
    found: Reasons = defaultdict(list)
    for person, reason in _due(session, timing, asof, people):
        found[person].append(reason)
    warn = timing.before_lapse or policy.warn_days
    if warn:
        sorts, proofs = sorts_of_completions(session), sorts_of_proofs(session)
        held = [rule for rule in rules if rule.kind == "training" and rule.holds_on(asof.on)]
        demands = [demand_of(rule, policy, sorts, proofs, on=asof.on) for rule in held]
        names = {rule.slug: rule.sponsor for rule in held}
        for person, reason in _lapsing(session, demands, names, warn, asof, Whom(people=people)):
            found[person].append(reason)
    wanted = _not_told(session, timing, found, warn, asof.on)
    return _letters(session, wanted, _conditions(asof, scope))


def plan_escalations(session: Session, timing: Timing, asof: AsOf, *, scope: Collection[int] | None = None) -> list[Late]:
    """Open assignments that were due so many days ago and that no officer was told of."""
    if timing.escalate_days is None:
        return []
    last = asof.on - dt.timedelta(days=timing.escalate_days)
    due = [(person, reason) for person, reason in _open(session, asof, None, until=last) if reason.ends_on < asof.on]
    told = told_of(session, [person for person, _reason in due], ["escalation"])
    late = [(person, reason) for person, reason in due if (person, reason.subject) not in told]
    found: Reasons = defaultdict(list)
    for person, reason in late:
        found[person].append(reason)
    letters = _letters(session, found, _conditions(asof, scope))
    return [Late(one.person_id, one.code, one.name, reason) for one in letters for reason in one.reasons]


def _due(session: Session, timing: Timing, asof: AsOf, people: Collection[int] | None) -> Iterable[tuple[int, Reason]]:
    if not timing.before_due:
        return []
    until = asof.on + dt.timedelta(days=max(timing.before_due))
    return _open(session, asof, people, until=until)


def _open(session: Session, asof: AsOf, people: Collection[int] | None, *, until: dt.date) -> list[tuple[int, Reason]]:
    """Assignments that nothing has ended, due by `until`, with whom they fall to today."""
    holder, taker = func.coalesce(Person.merged_into, Person.id), aliased(Person)
    done = (
        select(Completion.id)
        .join(taker, taker.id == Completion.person_id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .where(
            or_(taker.id == holder, taker.merged_into == holder),
            Completion.course_id == Assignment.course_id,
            Completion.completed_at >= Assignment.assigned_at,
            CompletionVoid.id.is_(None),
        )
    )
    newest = select(func.max(Version.id)).where(Version.item_id == Assignment.course_id).correlate(Assignment).scalar_subquery()
    query = (
        select(holder, Assignment.id, Item.slug, Version.title, Assignment.because, Assignment.due_on)
        .join(Person, Person.id == Assignment.person_id)
        .join(Item, Item.id == Assignment.course_id)
        .join(Version, Version.id == newest)
        .outerjoin(Excuse, Excuse.assignment_id == Assignment.id)
        .where(Assignment.due_on <= until, Excuse.id.is_(None), ~done.exists())
        .order_by(Assignment.due_on, Assignment.id)
    )
    if people is not None:
        query = query.where(holder.in_(people))
    return [
        (person, Reason("due", f"assignment:{number}", title, because, due_on, slug))
        for person, number, slug, title, because, due_on in session.execute(query)
        if due_on is not None
    ]


def _lapsing(
    session: Session, demands: Sequence[Demand], names: dict[str, str], warn: Sequence[int], asof: AsOf, whom: Whom
) -> Iterable[tuple[int, Reason]]:
    """Whose cover ends within the longest warning. Sponsors whose cover ends on the same day stand together."""
    after = asof.on + dt.timedelta(days=max(warn) + 1)
    ends: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
    alike: dict[tuple[object, ...], list[Demand]] = defaultdict(list)
    for demand in demands:
        if demand.months is not None and all(need.sorts or need.proofs for need in demand.needs):
            alike[demand.needs, demand.months, demand.anniversary_counts].append(demand)
    for same in alike.values():
        asked = PeopleAsked(same[0], asof, whom, (asof.on, after), "lapses")
        for person, through in stream_listed_ids(session, asked):
            if through is not None:
                ends[person, through] += [names[one.slug] for one in same]
    for (person, through), sponsors in ends.items():
        yield person, Reason("lapse", f"lapse:{through.isoformat()}", ", ".join(dict.fromkeys(sponsors)), "", through)


def _not_told(session: Session, timing: Timing, found: Reasons, warn: Sequence[int], on: dt.date) -> Reasons:
    """What nobody was told of since the last of the days set; nobody within the quiet days."""
    told, last = told_of(session, list(found), ("due", "lapse")), last_told_on(session, list(found))
    quiet = on - dt.timedelta(days=timing.quiet_days)
    wanted: Reasons = {}
    for person, reasons in found.items():
        if person in last and last[person] > quiet:
            continue
        new = [
            one
            for one in reasons
            if _is_time(one, timing.before_due if one.cause == "due" else warn, told.get((person, one.subject)), on)
        ]
        if new:
            wanted[person] = new
    return wanted


def _is_time(reason: Reason, days: Sequence[int], told_on: dt.date | None, on: dt.date) -> bool:
    """The nearest of the days set has come, and nothing was told since. A day that the worker missed is made up for."""
    left = (reason.ends_on - on).days
    reached = [number for number in days if left <= number]
    return bool(reached) and left >= 0 and (told_on is None or told_on < reason.ends_on - dt.timedelta(days=min(reached)))


def _conditions(asof: AsOf, scope: Collection[int] | None) -> list[ColumnElement[bool]]:
    """Of a `Person` who is here and whom the asker sees."""
    where: list[ColumnElement[bool]] = [
        Person.merged_into.is_(None),
        Person.erased_at.is_(None),
        Person.left_on.is_(None) | (Person.left_on >= asof.on),
    ]
    return where if scope is None else [*where, Person.id.in_(members_below(scope, on=asof.on))]


def _letters(session: Session, wanted: Reasons, where: list[ColumnElement[bool]]) -> list[Planned]:
    query = select(Person.id, Person.code, Person.name, PersonIdentifier.value, Person.language).outerjoin(
        PersonIdentifier, is_primary(Person)
    )
    ids, found = sorted(wanted), []
    for first in range(0, len(ids), MOST_IDS):
        some = query.where(Person.id.in_(ids[first : first + MOST_IDS]), *where).order_by(Person.id)
        found += [
            Planned(row[0], row[1], row[2], row[3] or "", row[4], tuple(sorted(wanted[row[0]], key=lambda one: one.ends_on)))
            for row in session.execute(some)
        ]
    return found
