"""Keeping that staff looked, before they look. The only writing that a GET does, in a short transaction of its own."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.oversight.asking import Kept, kept_check
from app.privacy.shapes import Seen
from app.privacy.witnessing import unwitnessed, witness
from app.requirements.models import CheckSubject
from app.teams.shapes import Member
from app.web.guarding import principal
from app.web.requests import now, reading, today_here, transaction


def see(people: Collection[int], what: Seen) -> None:
    """Asks first: within the hour nothing is written again."""
    by, at = principal().id, now()
    fresh = unwitnessed(reading(), people, what, by=by, at=at)
    if fresh:
        with transaction() as session:
            witness(session, fresh, what, by=by, at=at)


def see_team(members: Collection[Member]) -> None:
    """Before their states on the days to come are asked for: also by whoever leads the team."""
    see({one.person_id for one in members if one.person_id and (one.until_on is None or one.until_on >= today_here())}, Seen.TEAM)


def see_check(code: str) -> Kept:
    """The kept check, once it is written down that the states of its people were looked at. Raises `NotFound`."""
    kept = kept_check(reading(), code)
    people = reading().execute(select(CheckSubject.person_id).where(CheckSubject.check_id == kept.row.id)).scalars().all()
    see(people, Seen.CHECK)
    return kept
