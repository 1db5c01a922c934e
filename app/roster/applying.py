"""The second press: a roster is compared once more, and what was shown is done, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person, PersonIdentifier, Scheme, Unit
from app.accounts.naming import ends_key, name_key
from app.audit.adding import add_sealed
from app.audit.models import Act
from app.audit.recording import record_act
from app.database.tables import new_code
from app.errors import Invalid
from app.jobs.announcing import announce
from app.roster.comparing import compare
from app.roster.queries import known_for
from app.roster.shapes import Kind, Known, Plan, Reading, Step

CHANGED_MEANWHILE = "Something changed since this was shown. Nothing was applied: look at it once more, then press again."
SWEEPING = (
    "By this file, more than a fifth of all people have left. Nothing was applied: say that it is so, or send the whole file."
)
ACTIONS = {Kind.NEW: "added", Kind.CHANGED: "changed", Kind.MOVED: "moved", Kind.LEFT: "left"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A roster as it was read, and how it is meant. `same`: lines whose address decides who is meant. `may_sweep`: somebody
    said that so many have left."""

    reading: Reading
    is_whole: bool = False
    same: frozenset[int] = frozenset()
    may_sweep: bool = False


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A plan, and what it rests on."""

    known: Known
    plan: Plan


def foresee(session: Session, wish: Wish, *, on: dt.date) -> Foreseen:
    """What would be done on that day. Changes nothing."""
    known = known_for(session, wish.reading, on=on, is_whole=wish.is_whole)
    return Foreseen(known, compare(wish.reading, known, on=on, same=wish.same))


def apply_roster(
    session: Session, wish: Wish, *, seen: str, on: dt.date, language: str, zone: str, file: str, at: dt.datetime,
    by: int | None, ahead: Foreseen | None = None,
) -> Plan:  # fmt: skip
    """`seen` is the digest of the plan that was shown: raises `Invalid` where the plan of now is another, or is a sweep that
    nobody meant, and is to be looked at once more. `file` is the digest of the file; `language` and `zone` are those of new
    people, who get no letter by this. `ahead`: foreseen before the transaction; it saves comparing once more, while others wait
    to write, where what it rests on is as it was."""
    session.execute(select(Unit.id).order_by(Unit.id).with_for_update()).all()
    known = known_for(session, wish.reading, on=on, is_whole=wish.is_whole)
    plan = ahead.plan if ahead and ahead.known == known else compare(wish.reading, known, on=on, same=wish.same)
    if plan.digest != seen:
        raise Invalid(CHANGED_MEANWHILE)
    if not plan.steps:
        return plan
    if plan.is_sweeping and not wish.may_sweep:
        raise Invalid(SWEEPING)
    ids = _add_people(session, plan.steps, language=language, zone=zone, on=on, at=at)
    people = [(step, step.person_id or ids[place]) for place, step in enumerate(plan.steps)]
    _change_people(session, people)
    _add_identifiers(session, people, at=at)
    _move(session, people, at=at)
    _write_down(session, people, file=file, at=at, by=by)
    counts = {str(kind): count for kind, count in plan.counts.items()}
    record_act(session, "roster.applied", ("roster", None), at=at, by=by, file=file[:16], counts=counts)
    announce(session, "people.joined", {"people": None}, at=at)
    return plan


Changed = Sequence[tuple[Step, int]]


def _add_people(
    session: Session, steps: Sequence[Step], *, language: str, zone: str, on: dt.date, at: dt.datetime
) -> dict[int, int]:
    """The ids of the new ones, by the place of their step."""
    codes = {place: new_code() for place, step in enumerate(steps) if step.person_id is None}
    rows = [
        {
            "code": code,
            "name": steps[place].name,
            "name_key": name_key(steps[place].name),
            "name_ends": ends_key(steps[place].name),
            "language": language,
            "zone": zone,
            "joined_on": min((join.from_on for join in steps[place].joins), default=on),
            "recorded_at": at,
        }
        for place, code in codes.items()
    ]
    if not rows:
        return {}
    added = session.connection().execute(insert(Person.__table__).returning(Person.id, Person.code), rows)  # type: ignore[arg-type]
    by_code = {row.code: row.id for row in added}
    return {place: by_code[code] for place, code in codes.items()}


def _change_people(session: Session, people: Changed) -> None:
    table = Person.__table__
    mine = update(table).where(table.c.id == bindparam("person"))  # type: ignore[arg-type]
    names = [
        {"person": one, "new": step.new_name, "key": name_key(step.new_name), "ends": ends_key(step.new_name)}
        for step, one in people
        if step.new_name and step.person_id
    ]
    if names:
        changed = mine.values(name=bindparam("new"), name_key=bindparam("key"), name_ends=bindparam("ends"))
        session.connection().execute(changed, names)
    days = [{"person": one, "day": step.left_on} for step, one in people if step.sets_left]
    if days:
        session.connection().execute(mine.values(left_on=bindparam("day")), days)


def _add_identifiers(session: Session, people: Changed, *, at: dt.datetime) -> None:
    """A new address is where letters go from now on; former ones stay known."""
    rows = [
        {
            "person_id": one, "scheme": scheme, "value": value, "is_primary": scheme == Scheme.ADDRESS,
            "confirmed_at": at if scheme == Scheme.SUBJECT else None, "recorded_at": at,
        }
        for step, one in people
        for scheme, value in step.identifiers
    ]  # fmt: skip
    if not rows:
        return
    table = PersonIdentifier.__table__
    moved = [{"person": row["person_id"]} for row in rows if row["is_primary"]]
    if moved:
        former = update(table).where(table.c.person_id == bindparam("person"), table.c.is_primary)  # type: ignore[arg-type]
        session.connection().execute(former.values(is_primary=False), moved)
    session.connection().execute(insert(table), rows)  # type: ignore[arg-type]


def _move(session: Session, people: Changed, *, at: dt.datetime) -> None:
    table = Membership.__table__
    mine = update(table).where(table.c.id == bindparam("place"))  # type: ignore[arg-type]
    ends = [{"place": place, "day": day} for step, _ in people for place, day in step.ends]
    if ends:
        session.connection().execute(mine.values(until_on=bindparam("day")), ends)
    renamed = [{"place": place, "what": what} for step, _ in people for place, what in step.renamed]
    if renamed:
        session.connection().execute(mine.values(affiliation=bindparam("what")), renamed)
    joins = [
        {
            "person_id": one, "unit_id": join.unit_id, "affiliation": join.affiliation, "from_on": join.from_on,
            "until_on": join.until_on, "recorded_at": at,
        }
        for step, one in people
        for join in step.joins
    ]  # fmt: skip
    if joins:
        session.connection().execute(insert(table), joins)  # type: ignore[arg-type]


def _write_down(session: Session, people: Changed, *, file: str, at: dt.datetime, by: int | None) -> None:
    add_sealed(session, Act, list(_acts(people, file=file, at=at, by=by)))


def _acts(people: Changed, *, file: str, at: dt.datetime, by: int | None) -> Iterator[dict[str, Any]]:
    whole = {"at": at, "recorded_at": at, "by": by, "subject_kind": "person", "reason": None, "reason_digest": None}
    for step, one in people:
        told = whole | {"subject_id": one, "unit_id": step.joins[0].unit_id if step.joins else None}
        yield told | {"action": f"roster.{ACTIONS[step.kind]}", "detail": {"file": file[:16]}}
        for scheme, value in step.identifiers:
            if scheme == Scheme.SUBJECT:
                yield told | {"action": "sign_on.linked", "detail": {"provider": value.partition("|")[0], "file": file[:16]}}
