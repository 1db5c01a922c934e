"""The list of completions: one query for the screen and for the file."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.accounts.models import Membership, Person, PersonIdentifier, Unit
from app.accounts.searching import PAGE_SIZE, is_primary, matches, members_below
from app.accounts.units import is_valid_on
from app.catalogue.models import Item
from app.credentials.models import Certificate, Revocation
from app.errors import NotFound
from app.records.models import Completion, CompletionVoid

BETWEEN = "\n"


class State(StrEnum):
    """Of a completion."""

    STANDING = "standing"
    VOIDED = "voided"


class LineKind(StrEnum):
    """Completed here; accepted from elsewhere; or another employer's word for its own person, accepted."""

    COMPLETION = "completion"
    EQUIVALENT = "equivalent"
    ATTESTED = "attested"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. `scope`: units of which, and below which, the asker sees people; None: all. Days are days in `zone`.

    Memberships count as of `on`. `until` is included.
    """

    scope: Collection[int] | None
    on: dt.date
    zone: str
    course: str = ""
    unit_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    state: State | None = None
    words: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One completion in the list. `certificate`: the code of the latest one; `revoked_at`: when that was revoked."""

    code: str
    person: str
    name: str
    address: str
    units: tuple[str, ...]
    course: str
    title: str
    label: str
    minutes: int
    completed_at: dt.datetime
    voided_at: dt.datetime | None
    void_reason: str | None
    certificate: str | None
    revoked_at: dt.datetime | None
    kind: LineKind = LineKind.COMPLETION

    @property
    def state(self) -> State:
        return State.VOIDED if self.voided_at else State.STANDING


@dataclass(frozen=True, slots=True)
class LinesPage:
    lines: list[Line]
    number: int
    pages: int
    total: int


_Holder = aliased(Person)
"""Who took the course; `Person` is who that is today."""


def page_of_completions(session: Session, asked: Asked, *, page: int = 1) -> LinesPage:
    """Newest first; a page past the last is the last."""
    total = session.execute(_count(asked)).scalar_one()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    rows = session.execute(select_completions(asked).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return LinesPage([_read(row) for row in rows], number, pages, total)


def stream_completions(session: Session, asked: Asked) -> Iterator[Line]:
    """The same rows in the same order, all of them, in constant memory."""
    for row in session.execute(select_completions(asked).execution_options(yield_per=500)):
        yield _read(row)


def find_completion(session: Session, code: str, asked: Asked) -> tuple[int, Line]:
    """With its id. Raises `NotFound`, also for what lies outside the asker's scope."""
    row = session.execute(select_completions(asked, Completion.id).where(Completion.code == code)).first()
    if row is None:
        raise NotFound("There is no such completion.")
    return row[-1], _read(row)


def find_certificate(session: Session, code: str, asked: Asked) -> tuple[int, dt.datetime | None, Line]:
    """A certificate, superseded or not: its id, when it was revoked, the completion behind it.

    Raises `NotFound` as `find_completion`.
    """
    columns = (Certificate.id, Completion.code, Revocation.revoked_at)
    query = select(*columns).join(Completion).outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
    found = session.execute(query.where(Certificate.code == code)).first()
    if found is None:
        raise NotFound("There is no such certificate.")
    return found.id, found.revoked_at, find_completion(session, found.code, asked)[1]


def select_completions(asked: Asked, *more: InstrumentedAttribute[int]) -> Select[*tuple[Any, ...]]:
    """The columns of `_read`, then `more`."""
    later = aliased(Certificate)
    superseded = select(later.id).where(later.supersedes_id == Certificate.id).exists()
    units: Any = units_on(asked)
    query = select(
        Completion.code, Person.code, Person.name, PersonIdentifier.value, units, Item.slug, Completion.title, Completion.label,
        Completion.minutes, Completion.completed_at, CompletionVoid.voided_at, CompletionVoid.reason, Certificate.code,
        Revocation.revoked_at, *more,
    )  # fmt: skip
    return (
        _joined(query)
        .outerjoin(PersonIdentifier, is_primary(Person))
        .outerjoin(Certificate, (Certificate.completion_id == Completion.id) & ~superseded)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(*_conditions(asked))
        .order_by(Completion.completed_at.desc(), Completion.id.desc())
    )


def units_on(asked: Asked) -> ScalarSelect[str]:
    """Of the `Person` of the query around it: the names of the units, apart by `BETWEEN`."""
    member = aliased(Person)
    return (
        select(func.aggregate_strings(Unit.name, BETWEEN))
        .join(Membership, Membership.unit_id == Unit.id)
        .join(member, member.id == Membership.person_id)
        .where(or_(member.id == Person.id, member.merged_into == Person.id), is_valid_on(asked.on))
        .correlate(Person)
        .scalar_subquery()
    )


def _count(asked: Asked) -> Select[int]:
    return _joined(select(func.count(Completion.id))).where(*_conditions(asked))


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(Completion)
        .join(_Holder, _Holder.id == Completion.person_id)
        .join(Person, Person.id == func.coalesce(_Holder.merged_into, _Holder.id))
        .join(Item, Item.id == Completion.course_id)
        .outerjoin(CompletionVoid, CompletionVoid.completion_id == Completion.id)
    )


def _conditions(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.scope is not None:
        yield Person.id.in_(members_below(asked.scope, on=asked.on))
    if asked.unit_id is not None:
        yield Person.id.in_(members_below([asked.unit_id], on=asked.on))
    if asked.course:
        yield Item.slug == asked.course
    if asked.since:
        yield Completion.completed_at >= _midnight(asked.since, asked.zone)
    if asked.until:
        yield Completion.completed_at < _midnight(asked.until + dt.timedelta(days=1), asked.zone)
    if asked.state:
        yield CompletionVoid.id.is_not(None) if asked.state is State.VOIDED else CompletionVoid.id.is_(None)
    if asked.words.strip():
        named, holder = aliased(Person), aliased(Person)
        known = select(named.id).where(matches(named, asked.words))
        yield Completion.person_id.in_(select(holder.id).where(func.coalesce(holder.merged_into, holder.id).in_(known)))


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(zone))


def _read(row: Row[*tuple[Any, ...]]) -> Line:
    units = tuple(sorted(set(row[4].split(BETWEEN)))) if row[4] else ()
    return Line(row[0], row[1], row[2], row[3] or "", units, *row[5:14])
