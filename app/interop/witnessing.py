"""Keeping that a program looked, in the name of whoever made its token: as for staff (`oversight.witnessing`)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.interop.admitting import bearer
from app.privacy.shapes import Listed, Seen
from app.privacy.witnessing import unwitnessed, unwitnessed_lists, witness, witness_lists
from app.requirements.models import CheckSubject
from app.web.requests import now, reading, transaction


def see_people() -> None:
    """Before anything is read of the people below the bearer's units."""
    found, by, at = bearer(), bearer().made_by, now()
    fresh = unwitnessed_lists(reading(), {None} if found.units is None else found.units, Listed.PROGRAM, by=by, at=at)
    if fresh:
        with transaction() as session:
            witness_lists(session, fresh, Listed.PROGRAM, by=by, at=at)


def see_checks(checks: Collection[int]) -> None:
    """Before these are told: they hold the states of their people."""
    by, at = bearer().made_by, now()
    people = reading().execute(select(CheckSubject.person_id).where(CheckSubject.check_id.in_(checks))).scalars().all()
    fresh = unwitnessed(reading(), people, Seen.CHECK, by=by, at=at)
    if fresh:
        with transaction() as session:
            witness(session, fresh, Seen.CHECK, by=by, at=at)
