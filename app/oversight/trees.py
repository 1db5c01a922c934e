"""The units as a tree is drawn: each below its own, with how many people belong to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person, Unit
from app.accounts.searching import survivor_id
from app.accounts.units import is_valid_on, units_within


@dataclass(slots=True)
class Branch:
    """`people` belong to the unit itself, without those below."""

    unit: Unit
    people: int
    below: list[Branch] = field(default_factory=list)


def tree_of_units(session: Session, *, on: dt.date) -> list[Branch]:
    """From the top, by name."""
    counted = select(Membership.unit_id, func.count(survivor_id().distinct())).join(Person, Person.id == Membership.person_id)
    people = {row[0]: row[1] for row in session.execute(counted.where(is_valid_on(on)).group_by(Membership.unit_id))}
    branches = {unit.id: Branch(unit, people.get(unit.id, 0)) for unit in units_within(session, None)}
    tops: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.unit.parent_id or 0)
        (above.below if above else tops).append(branch)
    return tops
