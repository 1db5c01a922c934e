"""The audit log as it is read: acts, with the ids in them resolved to names at the moment of reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person, Unit
from app.accounts.searching import PAGE_SIZE, matches, members_below, survivor_id
from app.accounts.units import below
from app.audit.heads import Head, newest_head
from app.audit.models import Act
from app.audit.queries import count_unsealed, select_acts
from app.catalogue.models import Item


@dataclass(frozen=True, slots=True)
class Who:
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class ActLine:
    """`by` None: the program itself, by a command or the worker. `person`: whom it is about; `course`: a slug; `seal`: its number
    in the chain, None while it waits for one."""

    at: dt.datetime
    action: str
    by: Who | None
    person: Who | None
    subject: str
    course: str | None
    unit: str | None
    role: str | None
    reason: str | None
    seal: int | None


@dataclass(frozen=True, slots=True)
class ActsPage:
    lines: list[ActLine]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the chain reaches: its newest seal, and how many rows of all kinds wait for one."""

    head: Head | None
    unsealed: int


def page_of_acts(
    session: Session, *, scope: Collection[int] | None, on: dt.date, action: str = "", words: str = "", page: int = 1
) -> ActsPage:
    """Newest first. `words`: parts of the name or address of who did it or whom it is about. `scope`: only acts on units below
    these, or about people who belong to them on that day."""
    query = select_acts(action=action or None).where(*_conditions(scope, on, words))
    total = session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    rows = session.execute(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    acts = [(row[0], row[1]) for row in rows]
    return ActsPage(_with_names(session, acts), number, pages, total)


def reach_of_seal(session: Session) -> Reach:
    return Reach(newest_head(session), count_unsealed(session))


def _conditions(scope: Collection[int] | None, on: dt.date, words: str) -> Iterable[ColumnElement[bool]]:
    if scope is not None:
        yield or_(Act.unit_id.in_(below(scope)), *_is_about(_selves(members_below(scope, on=on))))
    if words.strip():
        named = aliased(Person)
        known = _selves(select(named.id).where(matches(named, words)))
        yield or_(Act.by.in_(known), *_is_about(known))


def _selves(people: Select[int]) -> Select[int]:
    """All records of these people: their own, and those that were merged into them."""
    return select(Person.id).where(survivor_id().in_(people))


def _is_about(people: Any) -> list[ColumnElement[bool]]:
    itself = and_(Act.subject_kind == "person", Act.subject_id.in_(people))
    return [itself, Act.detail["person"].as_integer().in_(people)]


def _with_names(session: Session, acts: list[tuple[Act, int | None]]) -> list[ActLine]:
    """Three queries, however many acts there are."""
    people = {act.by for act, _seal in acts} | {_person_of(act) for act, _seal in acts}
    items = {_item_of(act) for act, _seal in acts}
    units = {act.unit_id for act, _seal in acts}
    persons = select(Person.id, Person.name, Person.code).where(Person.id.in_(people - {None}))
    names = {row.id: Who(row.name, row.code) for row in session.execute(persons)}
    slugs = {row.id: row.slug for row in session.execute(select(Item.id, Item.slug).where(Item.id.in_(items - {None})))}
    places = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units - {None})))}
    return [
        ActLine(
            at=act.at,
            action=act.action,
            by=names.get(act.by or 0),
            person=names.get(_person_of(act) or 0),
            subject=act.subject_kind,
            course=slugs.get(_item_of(act) or 0),
            unit=places.get(act.unit_id or 0),
            role=act.detail.get("role"),
            reason=act.reason,
            seal=seal,
        )
        for act, seal in acts
    ]


def _person_of(act: Act) -> int | None:
    return act.subject_id if act.subject_kind == "person" else act.detail.get("person")


def _item_of(act: Act) -> int | None:
    found: int | None = act.detail.get("course") or act.detail.get("item")
    return found
