"""The queue of reviewers, and what speaks against a submission."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.accounts.searching import PAGE_SIZE, matches, members_below
from app.equivalents.models import Submission
from app.equivalents.queries import Handed, latest_decision, read_handed, select_handed
from app.equivalents.shapes import Kind, Outcome, State
from app.errors import NotFound

OUTCOMES = {
    State.WAITING: (Outcome.UNDONE,),
    State.ASKED: (Outcome.ASKED,),
    State.ACCEPTED: (Outcome.ACCEPTED,),
    State.REFUSED: (Outcome.REFUSED,),
}
YEAR = dt.timedelta(days=365)
_Holder = aliased(Person)
"""About whom it was handed in; `Person` is who that is today."""


class Doubt(StrEnum):
    """What a reviewer should look at. None of them decides."""

    SAME_FILE = "same file"
    SAME_FILE_OF_ANOTHER = "same file of another"
    SAME_TRAINING = "same training"
    IN_THE_FUTURE = "in the future"
    OLD = "old"
    NO_FILE = "no file"


@dataclass(frozen=True, slots=True)
class Queue:
    """`doubts` by the id of the submission."""

    lines: list[Handed]
    doubts: dict[int, set[Doubt]]
    number: int
    pages: int
    total: int


def page_of_queue(
    session: Session, *, scope: Collection[int] | None, on: dt.date, state: State | None, words: str = "", page: int = 1
) -> Queue:
    """What waits longest first; what is decided, the newest first. `scope`: units of which, and below which, the reviewer sees
    people; None: all."""
    where = list(_conditions(scope, on, state, words))
    total = session.scalar(_within(select(func.count(Submission.id))).where(*where)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    decided = latest_decision().in_((Outcome.ACCEPTED, Outcome.REFUSED))
    order = (case((decided, 1), else_=0), case((decided, -Submission.id), else_=Submission.id))
    query = select_handed().where(*where).order_by(*order).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    lines = [read_handed(row) for row in session.execute(query)]
    return Queue(lines, doubts_about(session, lines, on=on), number, pages, total)


def find_handed(session: Session, code: str, *, scope: Collection[int] | None, on: dt.date) -> Handed:
    """Raises `NotFound` alike for what lies outside `scope` and for nothing at all."""
    where = _conditions(scope, on, None, "")
    row = session.execute(select_handed().where(Submission.code == code, *where)).first()
    if row is None:
        raise NotFound("There is no such submission.")
    return read_handed(row)


def doubts_about(session: Session, lines: Sequence[Handed], *, on: dt.date) -> dict[int, set[Doubt]]:
    """Two queries, however many there are."""
    found: dict[int, set[Doubt]] = defaultdict(set)
    same_file, same_training = _kin_by_file(session, lines), _kin_by_day(session, lines)
    for line in lines:
        for other, holder in same_file.get(line.evidence_digest or "", ()):
            if other != line.id:
                found[line.id].add(Doubt.SAME_FILE if holder == line.person_id else Doubt.SAME_FILE_OF_ANOTHER)
        if any(other != line.id for other in same_training.get((line.person_id, line.provider, line.completed_on), ())):
            found[line.id].add(Doubt.SAME_TRAINING)
        found[line.id].update(_by_itself(line, on))
    return found


def kin_of(session: Session, line: Handed) -> list[Handed]:
    """Other submissions with the same file, or by the same person of the same provider and day."""
    same: list[ColumnElement[bool]] = [
        (Submission.provider == line.provider) & (Submission.completed_on == line.completed_on) & (Person.id == line.person_id)
    ]
    if line.evidence_digest:
        same.append(Submission.evidence_digest == line.evidence_digest)
    query = select_handed().where(or_(*same), Person.erased_at.is_(None), Submission.id != line.id).order_by(Submission.id)
    return [read_handed(row) for row in session.execute(query.limit(PAGE_SIZE))]


def _by_itself(line: Handed, on: dt.date) -> Iterator[Doubt]:
    if line.completed_on > on:
        yield Doubt.IN_THE_FUTURE
    if line.completed_on < on - YEAR:
        yield Doubt.OLD
    if line.kind is Kind.COMPLETION and line.evidence_digest is None and line.source is None:
        yield Doubt.NO_FILE


def _kin_by_file(session: Session, lines: Sequence[Handed]) -> dict[str, list[tuple[int, int]]]:
    digests = {line.evidence_digest for line in lines if line.evidence_digest}
    query = _within(select(Submission.evidence_digest, Submission.id, Person.id))
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for digest, submission, holder in session.execute(query.where(Submission.evidence_digest.in_(digests))):
        found[digest].append((submission, holder))
    return found


def _kin_by_day(session: Session, lines: Sequence[Handed]) -> dict[tuple[int, str, dt.date], list[int]]:
    query = _within(select(Person.id, Submission.provider, Submission.completed_on, Submission.id))
    found: dict[tuple[int, str, dt.date], list[int]] = defaultdict(list)
    for holder, provider, day, submission in session.execute(query.where(Person.id.in_({line.person_id for line in lines}))):
        found[holder, provider, day].append(submission)
    return found


def _within(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Submission)
        .join(_Holder, _Holder.id == Submission.person_id)
        .join(Person, Person.id == func.coalesce(_Holder.merged_into, _Holder.id))
    )


def _conditions(scope: Collection[int] | None, on: dt.date, state: State | None, words: str) -> Iterator[ColumnElement[bool]]:
    yield Person.erased_at.is_(None)
    if scope is not None:
        yield Person.id.in_(members_below(scope, on=on))
    if state is not None:
        yield func.coalesce(latest_decision(), Outcome.UNDONE).in_(OUTCOMES[state])
    if words.strip():
        named = aliased(Person)
        yield Person.id.in_(select(named.id).where(matches(named, words)))
