"""Letting go of a person: what is private is deleted, what tells who she is is blanked, and every fact with its proof stays.

While an award, a check, a hold or a role needs the name, only what is private goes, and the rest waits for its day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.accounts.models import Person
from app.audit.recording import record_act
from app.errors import Conflict
from app.privacy.blanking import (
    PRIVATE,
    WITH_THE_NAME,
    WORDS,
    blank_identity,
    imports_with,
    is_about,
    letters_naming,
    marks_of,
    proved_columns,
    table_of,
)
from app.privacy.inventory import is_hers
from app.privacy.models import Erasure, ErasureRequest
from app.privacy.retaining import old_checks, stays_of
from app.privacy.shapes import Plan
from app.records.recording import given_reason
from app.requirements.models import Check, CheckSubject


def plan_erasure(session: Session, person_id: int, *, on: dt.date, years: int) -> Plan:
    """What `erase` would do on that day, counted."""
    stays = stays_of(session, person_id, on=on, years=years)
    deleted = {name: _count(session, table_of(name), is_hers(table_of(name), person_id)) for name in PRIVATE}
    if stays:
        return Plan(person_id, _some(deleted), {}, stays)
    deleted |= {name: _count(session, table_of(name), is_hers(table_of(name), person_id)) for name in WITH_THE_NAME}
    blanked = {"person": 1} | {name: _count(session, table_of(name), is_hers(table_of(name), person_id)) for name in WORDS}
    for table, columns in proved_columns():
        some = [table.columns[name].is_not(None) for name in columns if not name.endswith("_salt")]
        blanked[table.name] = blanked.get(table.name, 0) + _count(session, table, is_about(table, person_id), *some[:1])
    marks = marks_of(session, person_id)
    blanked["letter"] += _count(session, table_of("letter"), letters_naming(marks, person_id))
    deleted["proof_import"] = imports_with(session, marks)
    return Plan(person_id, _some(deleted), _some(blanked))


def erase(
    session: Session, person_id: int, *, on: dt.date, years: int, at: dt.datetime, by: int | None, because: str, reason: str
) -> Plan:
    """Everything or nothing. Raises `Invalid` without a reason; `Conflict` where she is gone already, or where retention asks
    and something must stay."""
    reason = given_reason(reason)
    person = session.execute(select(Person).where(Person.id == person_id).with_for_update()).scalar_one()
    if person.erased_at or person.merged_into:
        raise Conflict("This person was erased already, or is another one now.")
    plan = plan_erasure(session, person_id, on=on, years=years)
    if because == "retention" and not plan.is_whole:
        raise Conflict("Something of this person must stay. Load the page again.")
    for name in PRIVATE:
        session.execute(delete(table_of(name)).where(is_hers(table_of(name), person_id)))
    if plan.is_whole:
        blank_identity(session, person_id, at=at)
        asked = select(CheckSubject.check_id).where(CheckSubject.person_id.in_(selves_of(person_id)))
        session.execute(update(Check).where(Check.id.in_(asked), Check.id.in_(old_checks(on, years))).values(answer=None))
    session.add(Erasure(person_id=person_id, because=because, is_whole=plan.is_whole, erased_at=at, erased_by=by, recorded_at=at))
    counts: dict[str, Any] = {"deleted": plan.deleted, "blanked": plan.blanked, "whole": plan.is_whole}
    record_act(session, "person.erased", ("person", person_id), at=at, by=by, reason=reason, because=because, **counts)
    return plan


def ask_erasure(session: Session, person_id: int, *, at: dt.datetime) -> None:
    """Asking twice is asking once."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    if open_request(session, person_id) is None:
        session.add(ErasureRequest(person_id=person_id, asked_at=at, recorded_at=at))


def withdraw_request(session: Session, person_id: int, *, at: dt.datetime) -> None:
    mine = (ErasureRequest.person_id.in_(selves_of(person_id)), ErasureRequest.withdrawn_at.is_(None))
    session.execute(update(ErasureRequest).where(*mine).values(withdrawn_at=at))


def open_request(session: Session, person_id: int) -> ErasureRequest | None:
    mine = (ErasureRequest.person_id.in_(selves_of(person_id)), ErasureRequest.withdrawn_at.is_(None))
    return session.execute(select(ErasureRequest).where(*mine).limit(1)).scalar_one_or_none()


def let_go_on(session: Session, request: ErasureRequest | None) -> dt.datetime | None:
    """When what is private went, on a request that waits for the name's day."""
    if request is None:
        return None
    answers = (Erasure.person_id.in_(selves_of(request.person_id)), Erasure.erased_at >= request.asked_at)
    return session.execute(select(func.max(Erasure.erased_at)).where(*answers)).scalar_one()


def _count(session: Session, table: Table, *where: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}
