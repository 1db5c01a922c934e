"""A person merged into another is the other one; foreign keys stay as they were."""

from __future__ import annotations

from sqlalchemy import BindParameter, Select, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person


def selves_of(person_id: int | BindParameter[int]) -> Select[tuple[int]]:
    """The ids under which this person has ever been known, for `column.in_(…)`: the own one and all that were merged into it."""
    selves = select(Person.id).where(Person.id == person_id).cte("selves", recursive=True)
    merged = aliased(Person)
    selves = selves.union(select(merged.id).join(selves, merged.merged_into == selves.c.id))
    return select(selves.c.id)
