"""What was accepted from elsewhere, as lines of the list of completions: a kind of its own."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person, PersonIdentifier
from app.accounts.searching import PAGE_SIZE, is_primary, matches, members_below
from app.equivalents.models import Submission
from app.equivalents.queries import latest_decision
from app.equivalents.reading import provider_name
from app.equivalents.shapes import Kind, Outcome
from app.oversight.queries import BETWEEN, Asked, Line, LineKind, LinesPage, State, units_on

_Holder = aliased(Person)


def page_of_elsewhere(session: Session, asked: Asked, *, page: int = 1) -> LinesPage:
    """Newest first; a page past the last is the last."""
    total = session.scalar(_joined(select(func.count(Submission.id))).where(*_conditions(asked))) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    rows = session.execute(select_elsewhere(asked).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return LinesPage([_read(row, asked.zone) for row in rows], number, pages, total)


def stream_elsewhere(session: Session, asked: Asked) -> Iterator[Line]:
    for row in session.execute(select_elsewhere(asked).execution_options(yield_per=500)):
        yield _read(row, asked.zone)


def select_elsewhere(asked: Asked) -> Select[*tuple[Any, ...]]:
    """The columns of `_read`."""
    columns = (
        Submission.code,
        Submission.kind,
        Submission.provider,
        Submission.title,
        Submission.employer,
        Submission.completed_on,
    )
    query = select(Person.code, Person.name, PersonIdentifier.value, units_on(asked), *columns)
    ordered = _joined(query).outerjoin(PersonIdentifier, is_primary(Person)).where(*_conditions(asked))
    return ordered.order_by(Submission.completed_on.desc(), Submission.id.desc())


def _joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Submission)
        .join(_Holder, _Holder.id == Submission.person_id)
        .join(Person, Person.id == func.coalesce(_Holder.merged_into, _Holder.id))
    )


def _conditions(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """A course of ours, and voided, are never true of it."""
    yield latest_decision() == Outcome.ACCEPTED
    if asked.course or asked.state is State.VOIDED:
        yield false()
    if asked.scope is not None:
        yield Person.id.in_(members_below(asked.scope, on=asked.on))
    if asked.unit_id is not None:
        yield Person.id.in_(members_below([asked.unit_id], on=asked.on))
    if asked.since:
        yield Submission.completed_on >= asked.since
    if asked.until:
        yield Submission.completed_on <= asked.until
    if asked.words.strip():
        named = aliased(Person)
        yield Person.id.in_(select(named.id).where(matches(named, asked.words)))


def _read(row: Row[*tuple[Any, ...]], zone: str) -> Line:
    person, name, address, units, code, kind, provider, title, employer, day = row
    is_training = kind == Kind.COMPLETION
    return Line(
        code=code,
        person=person,
        name=name,
        address=address or "",
        units=tuple(sorted(set(units.split(BETWEEN)))) if units else (),
        course="",
        title=f"{title} ({provider_name(provider)})" if is_training else employer or "",
        label="",
        minutes=0,
        completed_at=dt.datetime.combine(day, dt.time(12), zoneinfo.ZoneInfo(zone)),
        voided_at=None,
        void_reason=None,
        certificate=None,
        revoked_at=None,
        kind=LineKind.EQUIVALENT if is_training else LineKind.ATTESTED,
    )
