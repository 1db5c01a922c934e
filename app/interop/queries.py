"""The lists, each by ascending row after the one where the page before ended. However long a page, it takes as many queries."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.access.principals import Bearer
from app.accounts.models import Membership, Person, PersonIdentifier, Unit
from app.accounts.searching import is_primary, is_standing, members_below, survivor_id
from app.accounts.units import below, is_valid_on
from app.catalogue.models import Item
from app.credentials.models import Certificate, Revocation
from app.interop import shapes
from app.records.models import Completion, CompletionVoid
from app.requirements.models import Check
from app.teams.models import Team

YEARS = range(1990, 2101)
"""Days outside of them limit nothing."""

Rows = list[tuple[int, Any]]
"""(row, what it says)."""

_Holder = aliased(Person)
"""Who took the course; `Person` is who that is today."""


def select_people(bearer: Bearer, *, unit: str | None, on: dt.date) -> Select[int, str, str, str | None]:
    query = select(Person.id, Person.code, Person.name, PersonIdentifier.value).outerjoin(PersonIdentifier, is_primary(Person))
    query = query.where(*is_standing(Person))
    if bearer.units is not None:
        query = query.where(Person.id.in_(members_below(bearer.units, on=on)))
    if unit is not None:
        inside = select(survivor_id()).join(Membership, Membership.person_id == Person.id).where(is_valid_on(on))
        top, place = aliased(Unit), aliased(Unit)
        named = select(place.id).join(top, place.path.startswith(top.path)).where(top.slug == unit)
        query = query.where(Person.id.in_(inside.where(Membership.unit_id.in_(named))))
    return query.order_by(Person.id)


def units_of(session: Session, people: Collection[int], *, on: dt.date) -> dict[int, list[shapes.UnitName]]:
    """Of each of them today, by name."""
    query = (
        select(survivor_id(), Unit.slug, Unit.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(or_(Person.id.in_(people), Person.merged_into.in_(people)), is_valid_on(on))
        .order_by(Unit.name)
        .distinct()
    )
    found: dict[int, list[shapes.UnitName]] = defaultdict(list)
    for person_id, slug, name in session.execute(query):
        found[person_id].append(shapes.UnitName(slug=slug, name=name))
    return found


def select_completions(bearer: Bearer, asked: shapes.CompletionsQuestion, *, on: dt.date, zone: str) -> Select[*tuple[Any, ...]]:
    later = aliased(Certificate)
    superseded = select(later.id).where(later.supersedes_id == Certificate.id).exists()
    query = (
        select(
            Completion.id, Completion, Person.code, Person.name, PersonIdentifier.value, Item.slug, CompletionVoid.voided_at,
            Certificate.code, Revocation.revoked_at,
        )
        .join(_Holder, _Holder.id == Completion.person_id)
        .join(Person, Person.id == func.coalesce(_Holder.merged_into, _Holder.id))
        .join(Item, Item.id == Completion.course_id)
        .outerjoin(PersonIdentifier, is_primary(Person))
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
        .outerjoin(Certificate, (Certificate.completion_id == Completion.id) & ~superseded)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(*_between(Completion.completed_at, asked.since, asked.until, zone))
    )  # fmt: skip
    if bearer.units is not None:
        query = query.where(Person.id.in_(members_below(bearer.units, on=on)))
    if asked.course is not None:
        query = query.where(Item.slug == asked.course)
    return query.order_by(Completion.id)


def select_checks(bearer: Bearer, asked: shapes.ChecksQuestion, *, zone: str) -> Select[int, Check, str | None]:
    """Those of teams below the bearer's units, and those its maker asked where it is as wide as its maker."""
    query = select(Check.id, Check, Team.code).outerjoin(Team, Team.id == Check.team_id)
    query = query.where(*_between(Check.asked_at, asked.since, asked.until, zone))
    if bearer.units is not None:
        own = [] if bearer.is_for_unit else [Check.asked_by == bearer.made_by]
        query = query.where(or_(Team.unit_id.in_(below(bearer.units)), *own))
    if asked.sponsor is not None:
        query = query.where(Check.sponsor == asked.sponsor)
    return query.order_by(Check.id)


def as_completion(row: Any) -> shapes.Completion:
    done: Completion = row[1]
    return shapes.Completion(
        code=done.code,
        person=shapes.PersonName(code=row[2], name=row[3], address=row[4]),
        course=row[5],
        title=done.title,
        version=done.label,
        minutes=done.minutes,
        topics=list(done.topics),
        completed_at=done.completed_at,
        voided_at=row[6],
        certificate=row[7],
        revoked_at=row[8],
    )


def as_check(row: Any) -> shapes.Check:
    asked: Check = row[1]
    names = ("code", "sponsor", "event", "happens_on", "due_on", "asked_at", "known_at", "covered", "answer_digest", "signature")
    told = {name: getattr(asked, name) for name in names}
    return shapes.Check(**told, team=row[2], answer=json.loads(asked.answer) if asked.answer is not None else None)


def _between(column: Any, since: dt.date | None, until: dt.date | None, zone: str) -> Iterator[ColumnElement[bool]]:
    if since and since.year in YEARS:
        yield column >= _midnight(since, zone)
    elif since and since.year > YEARS[-1]:
        yield column.is_(None)
    if until and until.year in YEARS:
        yield column < _midnight(until + dt.timedelta(days=1), zone)
    elif until and until.year < YEARS[0]:
        yield column.is_(None)


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(zone))
