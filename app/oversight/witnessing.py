"""Keeping that staff looked, before they see it. The only writing that getting a page does, in a short transaction of its own."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.access.principals import Permission
from app.oversight.asking import Kept, kept_check
from app.oversight.reaching import scope_of
from app.privacy.shapes import Listed, Seen
from app.privacy.witnessing import unwitnessed, unwitnessed_lists, witness, witness_lists
from app.requirements.models import CheckSubject
from app.web.guarding import principal
from app.web.requests import now, reading, transaction


def see(people: Collection[int], what: Seen) -> None:
    """Asks first: within the hour nothing is written again."""
    by, at = principal().id, now()
    fresh = unwitnessed(reading(), people, what, by=by, at=at)
    if fresh:
        with transaction() as session:
            witness(session, fresh, what, by=by, at=at)


def see_list(what: Listed, permission: Permission, *, unit_id: int | None = None) -> None:
    """Before a list is shown or taken out of the people of that unit, or of all whom `permission` reaches. It names whose list it
    was, and not who stood on it: that is one row for a page as for a file of a hundred thousand."""
    by, at, scope = principal().id, now(), scope_of(permission)
    units = {unit_id} if unit_id is not None or scope is None else scope
    fresh = unwitnessed_lists(reading(), units, what, by=by, at=at)
    if fresh:
        with transaction() as session:
            witness_lists(session, fresh, what, by=by, at=at)


def see_check(code: str) -> Kept:
    """The kept check, once it is written down that the states of its people were looked at. Raises `NotFound`."""
    kept = kept_check(reading(), code)
    people = reading().execute(select(CheckSubject.person_id).where(CheckSubject.check_id == kept.row.id)).scalars().all()
    see(people, Seen.CHECK)
    return kept
