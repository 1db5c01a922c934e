"""A person merged into another is the other one; foreign keys stay as they were.

`Person.merged_into` always leads to whoever that is now, in one step: it is reckoned anew, from the merges that stand,
whenever one is added or undone. Roles do not pass: those of the merged record sleep, and wake when the merge is undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import lru_cache

from sqlalchemy import BindParameter, Select, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.granting import is_last_administrator
from app.accounts.linking import end_links
from app.accounts.models import LinkPurpose, Merge, MergeUndone, Person
from app.accounts.signing_in import end_sessions
from app.audit.recording import digest_of_reason, given_reason, record_act
from app.database.days import day_of
from app.errors import Conflict, Invalid, NotFound


@lru_cache(1024)
def selves_of(person_id: int | BindParameter[int]) -> Select[tuple[int]]:
    """The ids under which this person has ever been known, for `column.in_(…)`: the own one and all that were merged into it."""
    selves = select(Person.id).where(Person.id == person_id).cte("selves", recursive=True)
    merged = aliased(Person)
    selves = selves.union(select(merged.id).join(selves, merged.merged_into == selves.c.id))
    return select(selves.c.id)


def merge(session: Session, *, person_id: int, into_id: int, reason: str, at: dt.datetime, by: int | None) -> Merge:
    """`person_id` counts as `into_id` from now on, and is signed out. Raises `Invalid` for one and the same person, `Conflict`
    for somebody merged or erased before, and where nobody would be left to administer."""
    words = given_reason(reason)
    if person_id == into_id:
        raise Invalid("These are one record already. Choose another person.", field="other")
    _hold(session, (person_id, into_id))
    if is_last_administrator(session, person_id, on=day_of(session, at)):
        raise Conflict(
            "This is the last administrator without an end. Merge the other way round, or make somebody else one first."
        )
    merged = Merge(
        person_id=person_id, into_id=into_id, merged_at=at, merged_by=by, reason=words, reason_digest=digest_of_reason(words),
        recorded_at=at,
    )  # fmt: skip
    session.add(merged)
    session.flush()
    _settle(session, (person_id, into_id))
    end_sessions(session, person_id=person_id)
    end_links(session, person_id=person_id, purposes=tuple(LinkPurpose), at=at)
    record_act(session, "person.merged", ("person", into_id), at=at, by=by, reason=words, person=person_id, merge=merged.id)
    return merged


def undo_merge(session: Session, *, merge_id: int, reason: str, at: dt.datetime, by: int | None) -> MergeUndone:
    """Both stand again, each with what it had; what was done since stays with who did it. Raises `Conflict` the second time."""
    words = given_reason(reason)
    found = session.scalars(select(Merge).where(Merge.id == merge_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("There is no such merge.")
    if session.execute(select(MergeUndone.id).where(MergeUndone.merge_id == merge_id)).first():
        raise Conflict("This merge was undone before. Nothing was changed.")
    undone = MergeUndone(
        merge_id=merge_id, undone_at=at, undone_by=by, reason=words, reason_digest=digest_of_reason(words), recorded_at=at
    )
    session.add(undone)
    session.flush()
    _settle(session, (found.person_id, found.into_id))
    subject = ("person", found.into_id)
    record_act(session, "person.unmerged", subject, at=at, by=by, reason=words, person=found.person_id, merge=merge_id)
    return undone


def _hold(session: Session, ids: Collection[int]) -> None:
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()
    held = session.scalars(query.execution_options(populate_existing=True)).all()
    if len(held) < len(ids):
        raise NotFound("There is nobody under this address.")
    if any(person.merged_into is not None or person.erased_at is not None for person in held):
        raise Conflict("One of the two was merged or erased meanwhile. Nothing was changed.")


def _settle(session: Session, ids: Collection[int]) -> None:
    """Points everybody who hangs together with `ids` at whom they are now."""
    steps = _standing_steps(session, ids)
    for person_id in {*ids, *steps, *steps.values()}:
        now = _end_of(person_id, steps)
        where = Person.id == person_id
        session.execute(update(Person).where(where).values(merged_into=None if now == person_id else now))


def _standing_steps(session: Session, ids: Collection[int]) -> dict[int, int]:
    """From each merged record to the one it was merged into, as far as any of them leads to `ids` or away from them."""
    steps: dict[int, int] = {}
    near: set[int] = set(ids)
    while near:
        undone = select(MergeUndone.id).where(MergeUndone.merge_id == Merge.id).exists()
        query = select(Merge.person_id, Merge.into_id)
        touching = or_(Merge.person_id.in_(near), Merge.into_id.in_(near))
        found = {one: into for one, into in session.execute(query.where(touching, ~undone))}  # noqa: C416
        known = {*ids, *steps, *steps.values()}
        near = ({*found, *found.values()}) - known
        steps |= found
    return steps


def _end_of(person_id: int, steps: Mapping[int, int]) -> int:
    while person_id in steps:
        person_id = steps[person_id]
    return person_id
